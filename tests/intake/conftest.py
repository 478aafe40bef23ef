from __future__ import annotations

from tests.intake.fixtures import no_sources, sources

__all__ = ["no_sources", "sources"]
