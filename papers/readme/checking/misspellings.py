"""Words of headings and titles that are another word with a slip of the hand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from papers.markdown.edits import Edit
from papers.readme.checking import words
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.checking.slips import LEAST, LONGEST, is_slip, shortened, without_repeat
from papers.readme.identity import plain
from papers.readme.records import Span

_WORD: Final = re.compile(rf"(?<![\w./@#&%+’'])[A-Za-z]{{{LEAST},{LONGEST}}}(?![\w/@]|[.’'][A-Za-z])")
"""A run of letters that is no part of an address, a name in code or a contraction."""
_OFTEN: Final = 6
_LEAST_OWN: Final = 9
"""In how many titles a word of the list's own stands, and how long it is, for another to be a slip of it."""
_COMPARED: Final = 16
"""Words that share a shortened form with a word, and are compared with it."""

_Index = dict[str, list[str]]


class _Text(NamedTuple):
    """A heading or a title, with the bytes that it stands in."""

    text: str
    span: Span


def misspellings(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    texts_by_word, counts = _words(inspection)
    own = _index(word for word, count in counts.items() if count >= _OFTEN and len(word) >= _LEAST_OWN)
    for word, count in counts.items():
        if count > 1 or _is_known(word) or not (right := _right(word, own)):
            continue
        for text in texts_by_word[word]:
            for match in _candidates(text.text):
                if match[0].lower() == word and not _is_cut(inspection.document.source.data, text, match):
                    yield _finding(inspection, rule, text, match, right)


def _words(inspection: Inspection) -> tuple[dict[str, list[_Text]], Counter[str]]:
    """The headings and titles that each word stands in, and how many of them say something else than the others."""
    texts_by_word: defaultdict[str, list[_Text]] = defaultdict(list)
    counts: Counter[str] = Counter()
    met: set[str] = set()
    for text in _texts(inspection):
        said = set(map(str.lower, _WORD.findall(text.text)))
        for word in said:
            texts_by_word[word].append(text)
        if (whole := plain(text.text)) not in met:
            met.add(whole)
            counts.update(said)
    return texts_by_word, counts


def _texts(inspection: Inspection) -> Iterator[_Text]:
    for section in inspection.document.sections:
        if section.level:
            yield _Text(section.title, (section.start, section.end))
    for entry in inspection.document.entries:
        if "title" in entry.places:
            yield _Text(entry.values.title, inspection.place(entry))


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """Words as they are written in a sentence or at its beginning, without the name that a title starts with."""
    name, colon, _ = text.partition(":")
    begin = len(name) if colon and len(name.split()) == 1 else 0
    for match in _WORD.finditer(text, begin):
        if match[0][1:].islower() or text.isupper():
            yield match


def _is_cut(data: bytes, text: _Text, match: re.Match[str]) -> bool:
    """Whether a title ends within a word, as where markup is closed too early: `reasonin**g`."""
    behind = data[text.span[1] : text.span[1] + 4].lstrip(b"*_")
    return match.end() == len(text.text) and behind[:1].isalpha()


def _is_known(word: str) -> bool:
    return word in words.COMMON or word in words.ALIKE


def _right(word: str, own: Mapping[str, list[str]]) -> str:
    """The one word that it is a slip of; empty where there is none, or several."""
    for index in (_common(), own):
        near = {known for form in shortened(word) for known in index.get(form, ()) if is_slip(word, known)}
        near |= {known for known in without_repeat(word) if known in index.get(known, ())}
        if near:
            return near.pop() if len(near) == 1 else ""
    return ""


@cache
def _common() -> _Index:
    return _index(words.COMMON)


def _index(known: Iterable[str]) -> _Index:
    found: _Index = {}
    for word in known:
        for form in shortened(word):
            near = found.setdefault(form, [])
            if len(near) < _COMPARED:
                near.append(word)
    return found


def _finding(inspection: Inspection, rule: Rule, text: _Text, match: re.Match[str], right: str) -> Finding:
    source, written = inspection.document.source, match[0]
    wanted = right.upper() if written.isupper() else right.capitalize() if written[0].isupper() else right
    about = f"{written}: {text.text}"
    message = f"“{written}” is probably “{wanted}”, misspelt."
    found = re.search(rb"(?<![A-Za-z])%b(?![A-Za-z])" % written.encode(), source.data[slice(*text.span)])
    if found is None:
        return inspection.found(rule, text.span, message, about)
    start, end = text.span[0] + found.start(), text.span[0] + found.end()
    correction = Correction((Edit(start, end, wanted.encode()),), f"Write “{wanted}”")
    return inspection.found(rule, (start, end), message, about, correction)


RULES: Final = (
    Rule(
        "misspelling",
        Level.WARNING,
        "A misspelt word in a title or heading is not found by those who search for it.",
        misspellings,
    ),
)
