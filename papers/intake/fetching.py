"""Authors, abstracts, dates and DOIs for papers that lack them, from arXiv and Crossref, and nothing for the README.

Each paper is asked for by its arXiv id, or by its DOI if it has none, and remembered as asked for: a run that was cut
short goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from papers import search
from papers.author_lists import completes, is_cut
from papers.history import keep_baseline, note
from papers.intake import arxiv, crossref
from papers.intake.drafts import FETCHED, Draft, arxiv_id_of
from papers.intake.lookups import TIMEOUT, LookupFailedError
from papers.intake.said import Said
from papers.models import FetchedValue, MetadataLookup, Paper
from papers.querysets import PaperQuerySet
from papers.readme.identity import plain, similar

Progress = Callable[[str], None]
Source = FetchedValue.Source
Outcome = MetadataLookup.Outcome

_NAMES: Final = {"authors": "authors", "abstract": "abstracts", "date": "dates", "doi": "DOIs"}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Another paper stands under the identifier."""

    paper: str
    slug: str
    identifier: str
    title: str

    def __str__(self) -> str:
        return f"Another title: {self.paper} has {self.identifier}, which is “{self.title}”"


@dataclass(frozen=True)
class Options:
    limit: int | None = None
    """At most so many papers are asked for."""
    again: bool = False
    """Ask also for those that were asked for before, and renew what nobody edited since."""
    dry_run: bool = False
    arxiv_delay: float = arxiv.DELAY
    crossref_delay: float = crossref.DELAY
    timeout: float = TIMEOUT


@dataclass
class Report:
    asked: int = 0
    found: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    """Papers that got a value, by field."""
    mismatches: list[Mismatch] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Identifiers that nothing is known of."""
    left: int = 0
    failure: str = ""
    is_dry: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        filled = ", ".join(f"{label} of {self.filled[name]}" for name, label in _NAMES.items())
        asked = "1 paper" if self.asked == 1 else f"{self.asked} papers"
        lines = [f"{asked} asked for, {self.found} found, {self.left} left; filled in: {filled}"]
        lines += [str(each) for each in self.mismatches]
        lines += [f"Not known: {identifier}" for identifier in self.missing]
        return [*lines, "Nothing was changed."] if self.is_dry else lines


def fetch_metadata(
    papers: PaperQuerySet, options: Options | None = None, *, user: Any = None, progress: Progress = lambda step: None
) -> Report:
    """Batch by batch, each kept before the next is asked for. A source that fails ends the run; the report says why."""
    return _Run(options or Options(), user, progress).over(papers)


@dataclass
class _Run:
    options: Options
    user: Any
    progress: Progress
    report: Report = field(default_factory=Report)

    def over(self, papers: PaperQuerySet) -> Report:
        self.progress("reading the README")
        said = Said.load()
        due = [(paper.pk, *asked) for paper in _rows(papers) if (asked := self._asked(paper, said))]
        chosen = due[: self.options.limit]
        self.report.left, self.report.is_dry = len(due), self.options.dry_run
        try:
            for source, size in ((Source.ARXIV, arxiv.BATCH), (Source.CROSSREF, crossref.BATCH)):
                waiting = iter([(pk, identifier) for pk, of, identifier in chosen if of == source])
                while batch := dict(islice(waiting, size)):
                    self.progress(f"{source.label}: {self.report.asked + len(batch)} of {len(chosen)} papers")
                    self._take(source, batch, said)
        except LookupFailedError as error:
            self.report.failure = str(error)
        return self.report

    def _asked(self, paper: Paper, said: Said) -> tuple[Source, str] | None:
        """Where to ask, and for what; None where nothing is lacking, or where it was asked for before."""
        source, identifier = identified(paper)
        if not identifier or not self._wanted(paper, said):
            return None
        before: MetadataLookup | None = getattr(paper, "lookup", None)
        is_known = before is not None and (before.source, before.identifier) == (source, identifier)
        return None if is_known and not self.options.again else (source, identifier)

    def _wanted(self, paper: Paper, said: Said) -> list[str]:
        """Fields that are empty, or with `again` still as they were fetched, and that the README does not say.

        Authors also where the README's list is cut and nobody edited it here: a complete one takes its place.
        """
        fetched = {value.field: value.value for value in paper.fetched.all()} if self.options.again else {}
        kept_out = said.of(paper) - {"authors"} if _has_cut_authors(paper, fetched) else said.of(paper)
        return [
            name
            for name in FETCHED
            if name not in kept_out
            and (
                not getattr(paper, name)
                or fetched.get(name) == getattr(paper, name)
                or (name == "authors" and is_cut(paper.authors))
            )
        ]

    def _take(self, source: Source, batch: dict[int, str], said: Said) -> None:
        ids = list(dict.fromkeys(batch.values()))
        if source == Source.ARXIV:
            found = arxiv.fetch(ids, delay=self.options.arxiv_delay, timeout=self.options.timeout)
        else:
            found = crossref.fetch(ids, delay=self.options.crossref_delay, timeout=self.options.timeout)
        with transaction.atomic():
            # Read again: the answer took its time, and somebody may have edited meanwhile.
            papers = [
                paper for paper in _rows(Paper.objects.filter(pk__in=batch)) if identified(paper)[1] == batch[paper.pk]
            ]
            if not self.options.dry_run:
                keep_baseline(papers)
            changed = [paper for paper in papers if self._fill(paper, source, batch[paper.pk], found, said)]
            if changed and not self.options.dry_run:
                search.index(Paper.objects.filter(pk__in=[paper.pk for paper in changed]))
                note(changed, user=self.user, reason=f"metadata from {source.label}")
        self.report.asked += len(batch)
        self.report.left -= len(batch)

    def _fill(self, paper: Paper, source: Source, identifier: str, found: dict[str, Draft], said: Said) -> bool:
        """Whether the paper got a value."""
        draft = found.get(identifier)
        outcome = Outcome.MISSING if draft is None else Outcome.FOUND
        if draft is None:
            self.report.missing.append(identifier)
        elif not _agree(paper.title, draft.title):
            outcome = Outcome.MISMATCH
            self.report.mismatches.append(Mismatch(paper.title, paper.slug, identifier, draft.title))
        values = _values(draft) if draft and outcome == Outcome.FOUND else {}
        new = {name: values[name] for name in self._wanted(paper, said) if values.get(name)}
        known = paper.authors if is_cut(paper.authors) else paper.synced.get("authors", [])
        if is_cut(known) and not completes(new.get("authors", []), known):
            new.pop("authors", None)
        self.report.found += outcome == Outcome.FOUND
        self.report.filled.update(name for name, value in new.items() if value != getattr(paper, name))
        if not self.options.dry_run:
            _keep(paper, new, source)
            _remember(paper, source, identifier, outcome, draft.title if draft else "")
        return bool(new)


def identified(paper: Paper) -> tuple[Source, str]:
    """What a paper is asked for by; an empty text where it has nothing of the kind."""
    if identifier := paper.arxiv_id or arxiv_id_of(paper.doi):
        return Source.ARXIV, identifier
    return Source.CROSSREF, paper.doi.lower()


def _rows(papers: PaperQuerySet) -> Iterator[Paper]:
    known = papers.exclude(arxiv_id="", doi="").select_related("lookup").prefetch_related("fetched", "listings")
    yield from known.in_readme_order().iterator(chunk_size=2_000)


def _has_cut_authors(paper: Paper, fetched: Mapping[str, Any]) -> bool:
    """Tell whether the README's list of authors is cut, and the paper has that list or one that was fetched."""
    said = paper.synced.get("authors", [])
    return is_cut(said) and paper.authors in (said, fetched.get("authors"))


def _agree(title: str, other: str) -> bool:
    return similar(plain(title), plain(other))


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "authors": list(draft.authors),
        "abstract": draft.abstract,
        "date": draft.date,
        "doi": draft.identifiers.doi,
    }


def _keep(paper: Paper, new: dict[str, Any], source: Source) -> None:
    for name, value in new.items():
        setattr(paper, name, value)
        FetchedValue.objects.update_or_create(
            paper=paper, field=name, defaults={"value": value, "source": source, "day": timezone.localdate()}
        )
    if new:
        # Only these: whatever somebody else saves at the same time stays.
        paper.save(update_fields=[*new, "modified"])


def _remember(paper: Paper, source: Source, identifier: str, outcome: str, title: str) -> None:
    values: dict[str, Any] = {"identifier": identifier, "source": source, "outcome": outcome, "title": title}
    MetadataLookup.objects.update_or_create(paper=paper, defaults={**values, "day": timezone.localdate()})


__all__: Sequence[str] = ("Mismatch", "Options", "Report", "fetch_metadata", "identified")
