"""Rules about how entries are put together: the spaces between their parts, and how they write links."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from papers.markdown.edits import Edit
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule, gathered
from papers.readme.records import Context, Entry, Kind, Span

CLEAR: Final = 0.9
"""The share of a list's entries that makes a form the list's own."""
FEWEST: Final = 10
"""How many entries have to have that form."""

_SEVERAL: Final = re.compile(rb"(`+)|<[^<>]*>|(\r\n|\n|\r)|(  +)")
_ANY: Final = re.compile(rb"(`+)|<[^<>]*>|(\r\n|\n|\r)|( +)")
# An indent, a bullet or number, quote marks.
_LINE_HEAD: Final = re.compile(rb"[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*(?:\[[ xX]\])?\Z")
_LONGEST_HEAD: Final = 40
_LONGEST_SHOWN: Final = 80
_MARKS: Final = b"[]()*`<>_|\"'"
_NUMBER: Final = re.compile(r"\[-?\d+\]\.\w+")
_LETTER: Final = re.compile(rb"[A-Za-z0-9\x80-\xff]")


_Sides = tuple[Kind, bytes, bytes]


class _Space(NamedTuple):
    entry: Entry
    span: Span


# -- several spaces --------------------------------------------------------------------------------------------------


def double_spaces(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    several: list[tuple[_Sides, _Space]] = []
    for entry in inspection.document.entries:
        if data.find(b"  ", entry.body, entry.end) >= 0:
            several += ((sides, _Space(entry, span)) for sides, span in _spaces(data, entry, least=2))
    counts = Counter(sides for sides, _ in several)
    single: Counter[_Sides] = Counter()
    if any(count >= FEWEST for count in counts.values()):
        single.update(sides for entry in inspection.document.entries for sides, _ in _spaces(data, entry, least=1))
    for sides, (entry, span) in several:
        # Where as many places have several spaces as have one, that is how the list is written.
        if counts[sides] >= FEWEST and counts[sides] * 2 >= single[sides]:
            continue
        title = entry.values.title
        message = f"Several spaces stand where one does, in “{title}”."
        correction = Correction((Edit(*span, b" "),), "Leave one space", is_safe=True)
        yield inspection.found(rule, span, message, title, correction)


def _spaces(data: bytes, entry: Entry, *, least: int) -> Iterator[tuple[_Sides, Span]]:
    """The runs of at least so many spaces between words and marks, with what stands on both sides.

    Those in code, tags and indents, behind a sentence's end, and those that line up tables are left out.
    """
    line, ticks = entry.start, b""
    for token in (_SEVERAL if least > 1 else _ANY).finditer(data, entry.start, entry.end):
        start, end = token.span()
        if token[1]:
            ticks = b"" if ticks == token[1] else ticks or token[1]
        elif token[2]:
            line = end
        elif token[3] and not ticks and start > line and end < entry.end:
            before, behind = data[start - 1], data[end]
            if before in b"|\t" or behind in b"|\\\t\r\n" or (before in b".!?" and behind not in _MARKS):
                continue
            if start - line > _LONGEST_HEAD or not _LINE_HEAD.match(data, line, start):
                yield (entry.kind, _mark(data, start - 1), _mark(data, end)), (start, end)


def _mark(data: bytes, at: int) -> bytes:
    """The byte at `at` where it is a mark; all others are one."""
    return data[at : at + 1] if data[at] in _MARKS else b"w"


# -- spaces between parts --------------------------------------------------------------------------------------------


def missing_spaces(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for start, end in inspection.page.glued_items:
        text = data[end : end + _LONGEST_SHOWN].splitlines()[0].decode("utf-8", "ignore")
        message = f"This line is no item of a list, as no space stands behind its bullet: {text}"
        correction = Correction((Edit(end, end, b" "),), "Put a space behind the bullet")
        yield inspection.found(rule, (start, end), message, text, correction)
    for glued, spaced in _joints(inspection).values():
        if glued and len(spaced) >= FEWEST and len(spaced) >= CLEAR * (len(glued) + len(spaced)):
            for entry, span in glued:
                title = entry.values.title
                message = f"A space is missing between two parts of “{title}”; the list's other entries have one."
                correction = Correction((Edit(*span, b" "),), "Put a space there", is_safe=True)
                yield inspection.found(rule, span, message, title, correction)


def _extra_spaces(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for glued, spaced in _joints(inspection).values():
        if spaced and len(glued) >= FEWEST and len(glued) >= CLEAR * (len(glued) + len(spaced)):
            alike = []
            for entry, span in spaced:
                title = entry.values.title
                message = f"A space stands between two parts of “{title}” where the list's other entries have none."
                correction = Correction((Edit(*span, b""),), "Take the space out")
                alike.append(inspection.found(rule, span, message, title, correction))
            about = f"spaces as in “{spaced[0].entry.values.title}”"
            yield from gathered(alike, "A space stands between two parts where most entries have none.", about)


def _joints(inspection: Inspection) -> dict[Hashable, tuple[list[_Space], list[_Space]]]:
    """By what stands on both sides: where nothing is between two parts of an entry, and where a space is."""
    data = inspection.document.source.data
    found: dict[Hashable, tuple[list[_Space], list[_Space]]] = defaultdict(lambda: ([], []))
    for entry in inspection.document.entries:
        for before, behind in pairwise(entry.groups):
            between = data[before.end : behind.start]
            if between in (b"", b" "):
                sides = _mark(data, before.end - 1), _mark(data, behind.start)
                key = entry.kind, entry.table, _fields(before.fields), _fields(behind.fields), sides
                found[key][between == b" "].append(_Space(entry, (before.end, behind.start)))
    return found


@lru_cache(maxsize=1024)
def _fields(names: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in a group of these fields, whichever of the entry's links it is."""
    return tuple(_NUMBER.sub("", name) for name in names)


# -- brackets around links -------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """What is written around a link's label and address, as `[[`, `]](` and `)`."""

    opening: bytes
    middle: bytes
    closing: bytes

    def around(self, label: str) -> str:
        opening, middle, closing = (part.decode("utf-8", "replace") for part in self)
        return f"{opening}{label}{middle}...{closing}"


def link_forms(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    yield from _extra_spaces(inspection, rule)
    data = inspection.document.source.data
    forms: dict[Hashable, dict[_Form, list[tuple[Entry, int]]]] = defaultdict(lambda: defaultdict(list))
    for entry in inspection.document.entries:
        for number, form in _forms(data, entry):
            forms[entry.kind, entry.table, entry.values.links[number].label.lower()][form].append((entry, number))
    for by_form in forms.values():
        usual = max(by_form, key=lambda form: len(by_form[form]))
        count = sum(map(len, by_form.values()))
        if len(by_form[usual]) < max(FEWEST, CLEAR * count):
            continue
        for form, places in by_form.items():
            if form != usual:
                yield from _differing(inspection, rule, form, usual, places)


def _differing(
    inspection: Inspection, rule: Rule, form: _Form, usual: _Form, places: list[tuple[Entry, int]]
) -> Iterator[Finding]:
    alike = []
    for entry, number in places:
        label, url = entry.places[f"links[{number}].label"], entry.places[f"links[{number}].url"]
        start, end = label.start - len(form.opening), url.end + len(form.closing)
        edits = (
            Edit(start, label.start, usual.opening),
            Edit(label.end, url.start, usual.middle),
            Edit(url.end, end, usual.closing),
        )
        shown = entry.values.links[number].label
        told = f"A link is written {form.around(shown)} where most entries write {usual.around(shown)}"
        correction = Correction(edits, f"Write {usual.around(shown)}")
        message = f"{told}: “{entry.values.title}”."
        alike.append(inspection.found(rule, (start, end), message, f"{entry.values.title} {shown}", correction))
    yield from gathered(alike, f"{told}.", told)


def _forms(data: bytes, entry: Entry) -> Iterator[tuple[int, _Form]]:
    """How the entry's links with a label are written in Markdown, where only marks are around label and address."""
    groups = {key: group for group in entry.groups if len(group.fields) == 2 for key in group.fields}
    is_balanced = data.count(b"[", entry.start, entry.end) == data.count(b"]", entry.start, entry.end)
    for number in range(len(entry.values.links)):
        label, url = entry.places.get(f"links[{number}].label"), entry.places.get(f"links[{number}].url")
        group = groups.get(f"links[{number}].label")
        if label is None or url is None or group is None:
            continue
        if label.context is not Context.LINK_TEXT or url.context is not Context.URL:
            continue
        end = group.end
        if not is_balanced and data[end : end + 1] == b"]" and data[group.start - 1 : group.start] != b"[":
            end += 1
        form = _Form(data[group.start : label.start], data[label.end : url.start], data[url.end : end])
        if not any(map(_LETTER.search, form)):
            yield number, form


RULES: Final = (
    Rule("double-space", Level.WARNING, "Several spaces are shown as one, and were left over.", double_spaces),
    Rule("missing-space", Level.WARNING, "Parts of an entry without a space run together.", missing_spaces),
    Rule("link-form", Level.NOTE, "A link is not written as the list's other entries write theirs.", link_forms),
)
