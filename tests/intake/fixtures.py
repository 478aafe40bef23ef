"""The sources as the settings name them; imported where a test asks them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.intake.sources import Sources, served


@pytest.fixture
def sources(settings: Any) -> Iterator[Sources]:
    cache.clear()
    with served() as found:
        settings.ARXIV_API_URL = f"{found.address}/api/query"
        settings.CROSSREF_API_URL = found.address
        yield found
    cache.clear()


@pytest.fixture
def no_sources(settings: Any) -> None:
    """Addresses where nobody listens."""
    cache.clear()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings.ARXIV_API_URL = f"{address}/api/query"
    settings.CROSSREF_API_URL = address
