"""Steps: what belongs together because one person did it at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from papers.models import Step

_CURRENT: ContextVar[Step | None] = ContextVar("current_step", default=None)


@contextmanager
def take_step(kind: str, *, user: Any = None, reason: str = "", undoes: Step | None = None) -> Iterator[Step]:
    """Make all that is noted in the history meanwhile belong to one step; one within another belongs to that."""
    outer = _CURRENT.get()
    if outer is not None:
        yield outer
        return
    step = make_step(kind, user=user, reason=reason, undoes=undoes)
    token = _CURRENT.set(step)
    try:
        yield step
    finally:
        _CURRENT.reset(token)


def current_step(*, user: Any, reason: str) -> Step:
    """Return the step that is being taken; a new edit where none is."""
    return _CURRENT.get() or make_step(Step.Kind.EDIT, user=user, reason=reason)


def make_step(kind: str, *, user: Any = None, reason: str = "", undoes: Step | None = None) -> Step:
    author = user if user is not None and user.is_authenticated else None
    return Step.objects.create(kind=kind, user=author, reason=reason, undoes=undoes)
