"""From a pasted text to drafts: read, looked up, and each paper once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from papers.intake import arxiv, bibtex, crossref
from papers.intake.drafts import Draft, Fault, arxiv_id_of
from papers.intake.lookups import LookupFailedError
from papers.intake.recognise import Wanted, recognise
from papers.intake.venues import appearance
from papers.readme.identity import Works
from papers.readme.vocabulary import Vocabulary

MOST: Final = 40
"""Papers that are reviewed at a time."""

Fetch = Callable[[Sequence[str]], dict[str, Draft]]


@dataclass(frozen=True)
class Gathered:
    """`failures` are sources that could not be asked; their papers are drafts that a maintainer fills in."""

    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...]
    failures: tuple[str, ...] = ()


def gather(text: str, vocabulary: Vocabulary) -> Gathered:
    """BibTeX without a network; identifiers by at most one request to arXiv and a few to Crossref."""
    recognised = recognise(text)
    written = bibtex.read(recognised.bibtex, vocabulary) if recognised.bibtex else bibtex.Bibliography()
    wanted = recognised.wanted[:MOST]
    found, faults, failures = _looked_up(wanted)
    drafts, repeated = _each_once(
        sorted([*written.drafts, *(_named(draft, vocabulary) for draft in found)], key=lambda draft: draft.line)
    )
    left = [*drafts[MOST:], *(Draft(line=each.line) for each in recognised.wanted[MOST:])]
    faults += [*recognised.faults, *written.faults, *repeated]
    if left:
        line = min(draft.line for draft in left)
        reason = (
            f"from here on {len(left)} more are left out; {MOST} are reviewed at a time. Paste them again afterwards"
        )
        faults.append(Fault(line, reason))
    return Gathered(tuple(drafts[:MOST]), tuple(sorted(faults, key=lambda fault: fault.line)), tuple(failures))


def _looked_up(wanted: Iterable[Wanted]) -> tuple[list[Draft], list[Fault], list[str]]:
    by_source: dict[str, dict[str, Wanted]] = {"arxiv": {}, "crossref": {}}
    drafts: list[Draft] = []
    for each in wanted:
        if identifier := each.identifiers.arxiv_id or arxiv_id_of(each.identifiers.doi):
            by_source["arxiv"][identifier] = each
        elif each.identifiers.doi:
            by_source["crossref"][each.identifiers.doi] = each
        else:
            drafts.append(
                _blank(each, "Nothing is looked up for such an address: paste its BibTeX, or fill it in here")
            )
    faults: list[Fault] = []
    failures: list[str] = []
    for source, name, fetch in (("arxiv", "arXiv", arxiv.fetch), ("crossref", "Crossref", crossref.fetch)):
        asked = by_source[source]
        try:
            known = fetch(list(asked)) if asked else {}
        except LookupFailedError as error:
            failures.append(str(error))
            drafts += [_blank(each, f"{error}. Fill it in by hand, or look it up again") for each in asked.values()]
            continue
        for identifier, each in asked.items():
            if identifier in known:
                drafts.append(replace(known[identifier], line=each.line, url=each.url))
            else:
                faults.append(Fault(each.line, f"{name} does not know {identifier}"))
    return drafts, faults, failures


def _blank(wanted: Wanted, problem: str) -> Draft:
    return Draft(identifiers=wanted.identifiers, url=wanted.url, line=wanted.line, problem=problem)


def _named(draft: Draft, vocabulary: Vocabulary) -> Draft:
    """A source's venue as lists name it."""
    if draft.source not in ("arxiv", "crossref") or not draft.venue:
        return draft
    found = appearance(draft.venue, vocabulary)
    problem = f"“{found.unknown}” is no known venue" if found.unknown else draft.problem
    return replace(draft, venue=found.venue, track=found.track, problem=problem)


def _each_once(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Fault]]:
    met: Works[int] = Works()
    kept: list[Draft] = []
    repeated = []
    for draft in drafts:
        first = met.find(draft.title, draft.identifiers)
        if first is None:
            kept.append(draft)
        else:
            repeated.append(Fault(draft.line, f"“{draft.title[:80]}” is the paper of line {first}, and reviewed once"))
        met.add(draft.line if first is None else first, draft.title, draft.identifiers)
    return kept, repeated
