"""Whether what was written says what was wanted, and in whose words it is refused if not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from papers.readme.records import VALUE_FIELDS, Document, Entry, Link, Section, Values
from papers.readme.vocabulary import fold
from papers.readme.wanted import WantedEntry, WantedSection, WriteError
from papers.readme.writing.arrangement import effective, label_of
from papers.readme.writing.headings import plain_lines
from papers.readme.writing.placement import ADDABLE, NEVER_ADDED, same

_ALWAYS_WRITTEN = ("title", "links", *ADDABLE)


def verify(base: Document, wanted: Sequence[WantedSection], result: Document) -> None:
    """Raises WriteError for the first difference."""
    sections = {section.start: section for section in base.sections if section.level}
    _verify_headings(sections, wanted, result)
    by_start = {entry.start: entry for entry in base.entries}
    found: list[list[Entry]] = [[] for _ in result.sections]
    for entry in result.entries:
        found[entry.section].append(entry)
    for want, entries in zip(wanted, found, strict=True):
        _verify_entries(by_start, want, entries)
    first = {entry.section: entry.start for entry in reversed(base.entries)}
    for want, got in zip(wanted, result.sections, strict=True):
        section = sections.get(-1 if want.anchor is None else want.anchor) if want.level else base.sections[0]
        _verify_preface(section, want, got, led=_leads(first, section, want))


def _verify_headings(sections: dict[int, Section], wanted: Sequence[WantedSection], result: Document) -> None:
    read = [(section.level, section.title) for section in result.sections]
    asked = [(want.level, want.title) for want in wanted]
    if read == asked:
        return
    at = next(
        (at for at, (one, other) in enumerate(zip(read, asked, strict=False)) if one != other),
        min(len(read), len(asked)),
    )
    want = wanted[min(at, len(wanted) - 1)]
    section = sections.get(want.anchor) if want.anchor is not None else None
    line = section.line if section else None
    got = read[at] if at < len(read) else None
    if got is not None and at < len(asked) and got[0] == want.level:
        raise WriteError(f"the heading would be read as “{got[1]}”", line=line, field="title", label=want.title)
    if got is not None and at < len(asked) and got[1] == want.title:
        raise WriteError(f"the heading would be read at level {got[0]}", line=line, field="level", label=want.title)
    raise WriteError(
        "the heading would not be read as a section of its own", line=line, field="title", label=want.title
    )


def _first_difference(one: Sequence[object], other: Sequence[object]) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _verify_preface(section: Section | None, want: WantedSection, got: Section, *, led: bool) -> None:
    """A preface that was not asked for is the same only where the same entry follows it."""
    asked = want.preface if want.preface is not None else section.preface if section is not None and led else None
    if asked is not None and plain_lines(asked) != plain_lines(got.preface):
        reason = "the text would not be read as the section's introduction"
        raise WriteError(reason, line=section.line if section else None, field="preface", label=want.title)


def _leads(first: dict[int, int], section: Section | None, want: WantedSection) -> bool:
    """Whether the section's first entry is the one that the base has there."""
    return section is not None and bool(want.entries) and want.entries[0].anchor == first.get(section.index, -1)


def _verify_entries(by_start: dict[int, Entry], want: WantedSection, got: Sequence[Entry]) -> None:
    if len(want.entries) != len(got):
        _refuse_count(by_start, want, got)
    for wanted, entry in zip(want.entries, got, strict=True):
        _verify_entry(_base_of(by_start, wanted), wanted, entry.values)


def _base_of(by_start: dict[int, Entry], wanted: WantedEntry) -> Entry | None:
    return None if wanted.anchor is None else by_start[wanted.anchor]


def _refuse_count(by_start: dict[int, Entry], want: WantedSection, got: Sequence[Entry]) -> None:
    titles = [effective(wanted, _base_of(by_start, wanted)).title for wanted in want.entries]
    read = [entry.values.title for entry in got]
    at = _first_difference(titles, read)
    if len(got) < len(titles) or at >= len(read):
        missing = want.entries[min(at, len(titles) - 1)]
        reason = "it would not be read as a paper of this section"
        raise _refusal(missing, _base_of(by_start, missing), "title", reason)
    reason = f"“{read[at]}” would be read as a paper of its own"
    near = want.entries[min(at, len(titles) - 1)] if titles else None
    if near is None:
        raise WriteError(reason, field="title", label=read[at])
    raise _refusal(near, _base_of(by_start, near), "title", reason)


def _verify_entry(entry: Entry | None, wanted: WantedEntry, got: Values) -> None:
    target = effective(wanted, entry)
    if got == target:
        return
    for name in VALUE_FIELDS:
        accepted = _accepted(entry, wanted, target, name)
        value = getattr(got, name)
        if name == "links" and entry is not None and _label_moves_along(entry, wanted):
            accepted = [tuple(link._replace(label="") for link in one) for one in accepted]
            value = tuple(link._replace(label="") for link in value)
        if accepted and not any(same(name, value, one) for one in accepted):
            raise _refusal(wanted, entry, name, _reason(name, accepted[0], got))


def _label_moves_along(entry: Entry, wanted: WantedEntry) -> bool:
    """Whether one of the changed values stands within a link's label: `[[ICLR 2021]](...)`, or is its address."""
    places = [entry.places[key] for key in entry.places if key in wanted.changed or key.endswith("].url")]
    labels = [place for key, place in entry.places.items() if key.endswith("].label")]
    return any(label.start <= place.start and place.end <= label.end for label in labels for place in places)


def _accepted(entry: Entry | None, wanted: WantedEntry, target: Values, name: str) -> list[Any]:
    """The values that a field may have in the result, the one that was asked for first; none where any may stand."""
    asked = getattr(target, name)
    if name == "links":
        asked = tuple(link for link in asked if link.url)
    if entry is None:
        return [asked] if name in _ALWAYS_WRITTEN else [asked, type(asked)()]
    old = getattr(entry.values, name)
    if wanted.may_lose_text and name in NEVER_ADDED:
        return [asked, old, type(asked)()]
    if name in wanted.changed:
        # Authors, tags and the like are changed where they stand, never added.
        return [asked] if name in _ALWAYS_WRITTEN or old else [asked, old]
    if name == "date" and "year" in wanted.changed and "year" not in entry.places:
        return [str(old).replace(str(entry.values.year), str(target.year), 1), old]
    if name == "year" and "date" in wanted.changed and "year" not in entry.places:
        return []
    return [old]


def _refusal(wanted: WantedEntry, entry: Entry | None, name: str, reason: str) -> WriteError:
    return WriteError(reason, line=entry.line if entry else None, field=name, label=label_of(wanted, entry))


def _reason(name: str, asked: object, got: Values) -> str:
    read, called, text = _shown(getattr(got, name)), name.replace("_", " "), _shown(asked)
    taken = next((other for other in VALUE_FIELDS if other != name and _took(text, _shown(getattr(got, other)))), None)
    if text and taken and fold(text) != fold(read):
        other = _shown(getattr(got, taken))
        return f"“{other}” in the {called} would be read as {taken.replace('_', ' ')}"
    if not read:
        return f"the {called} “{text}” would not be read back"
    if not text:
        return f"“{read}” would be read as {called}"
    return f"the {called} “{text}” would be read as “{read}”"


def _took(text: str, other: str) -> bool:
    """Whether another field says what was meant to stand in this one."""
    return bool(fold(other)) and fold(other) in fold(text)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{item.label}: {item.url}" if isinstance(item, Link) else str(item) for item in value)
    return "" if value is None else str(value)
