from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from tests.corpus import CORPUS


@pytest.fixture(scope="session")
def corpus() -> Path:
    if CORPUS is None:
        pytest.skip("SURVEY_CORPUS names no directory of real lists")
    return CORPUS


@pytest.fixture(scope="session")
def survey_readme() -> bytes:
    """The list that the project ships, whatever SURVEY_README says."""
    return (django_settings.BASE_DIR / "survey" / "README.md").read_bytes()


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Passwords are hashed weakly, and pages need no collectstatic: test_project runs it, with the real storage."""
    storages = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        STORAGES=storages,
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
