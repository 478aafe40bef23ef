"""One snapshot a process, made anew when the rows have changed, by whatever process."""

from __future__ import annotations

from threading import Lock

from django.http import HttpRequest

from papers.catalogue.reading import read
from papers.catalogue.snapshot import Snapshot
from papers.models import Catalogue


class _Kept:
    """The threads of a process share one; of those that find it outdated one reads, and the others wait for it."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._reading = Lock()

    def current(self) -> Snapshot:
        if snapshot := self._if_current():
            return snapshot
        with self._reading:
            # Another thread may have read meanwhile, and more may have changed since.
            self._snapshot = self._if_current() or read()
            return self._snapshot

    def _if_current(self) -> Snapshot | None:
        snapshot, version = self._snapshot, Catalogue.objects.current().version
        return snapshot if snapshot and snapshot.version == version else None


_kept = _Kept()


def current() -> Snapshot:
    """The list as it is now. Costs one query where nothing has changed since the last time."""
    return _kept.current()


def of(request: HttpRequest) -> Snapshot:
    """The same one for all that answers a request."""
    found: Snapshot | None = getattr(request, "catalogue", None)
    if found is None:
        found = request.catalogue = current()  # type: ignore[attr-defined]
    return found
