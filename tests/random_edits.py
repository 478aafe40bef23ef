"""Edits of rows as maintainers make them, at random, for properties that hold after any of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from papers.exporter import UnwritableError, checked
from papers.layout.addresses import PaperAddresses, section_slugs
from papers.layout.positions import place_listing, place_section
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Section, Venue

WORDS = "sparse robust neural causal latent modular graph prompt reward probing".split()


class RandomEdits:
    """Makes one edit a call, each in a transaction of its own, none that the README could not say."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kinds: list[Callable[[], Any]] = [
            self.retitle,
            self.date_anew,
            self.appear_elsewhere,
            self.toggle_evidence,
            self.relink,
            self.annotate,
            self.move,
            self.reorder,
            self.remove,
            self.add,
            self.rename_section,
            self.rewrite_preface,
            self.move_section,
            self.add_section,
            self.remove_section,
        ]

    def make(self) -> str:
        """Make one edit and return its name; empty where the README has no place for it."""
        kind = self.random.choice(self.kinds)
        try:
            checked(kind)
        except (UnwritableError, NotPossibleError):
            return ""
        return kind.__name__

    def retitle(self) -> None:
        paper = self._paper()
        words = paper.title.split()
        words.insert(self.random.randint(0, len(words)), self.random.choice(WORDS))
        Paper.objects.filter(pk=paper.pk).update(title=" ".join(words))

    def date_anew(self) -> None:
        Paper.objects.filter(pk=self._paper().pk).update(year=self.random.choice([None, 2019, 2020, 2021, 2024]))

    def appear_elsewhere(self) -> None:
        venue = self._one(Venue.objects.all())
        Paper.objects.filter(pk=self._paper().pk).update(venue=venue)

    def toggle_evidence(self) -> None:
        paper, kind = self._paper(), self._one(EvidenceType.objects.all())
        if not PaperEvidence.objects.filter(paper=paper, evidence_type=kind).delete()[0]:
            PaperEvidence.objects.create(paper=paper, evidence_type=kind, position=9)

    def relink(self) -> None:
        link = self._one(PaperLink.objects.filter(paper__in=Paper.objects.listed()).exclude(url=""))
        PaperLink.objects.filter(pk=link.pk).update(url=f"https://example.org/{self.random.randint(0, 999)}")

    def annotate(self) -> None:
        listing = self._one(Listing.objects.exclude(note=""))
        Listing.objects.filter(pk=listing.pk).update(note=self.random.choice(["", "worth reading", "with code"]))

    def move(self) -> None:
        listing, section = self._listing(), self._one(Section.objects.exclude(listings=None))
        was = listing.position if listing.section_id == section.pk else None
        listing.section, listing.position, listing.parent = section, self.random.randint(0, 5), None
        listing.save()
        place_listing(listing, was)

    def reorder(self) -> None:
        listing = self._listing()
        was, listing.position = listing.position, self.random.randint(0, 9)
        listing.save()
        place_listing(listing, was)

    def remove(self) -> None:
        listing = self._listing()
        Listing.objects.filter(parent=listing).update(parent=None)
        listing.delete()

    def add(self) -> None:
        number = self.random.randint(100, 999)
        title = f"{self.random.choice(WORDS)} {self.random.choice(WORDS)} learners {number}".capitalize()
        addresses = PaperAddresses()
        paper = Paper.objects.create(
            title=title,
            slug=addresses.slug(title),
            citation_key=addresses.citation_key(title, 2024),
            year=self.random.choice([None, 2024]),
            venue=self.random.choice([None, *Venue.objects.all()[:3]]),
        )
        PaperLink.objects.create(paper=paper, label=self._label(), url=f"https://arxiv.org/abs/2412.{number:05}")
        section = self._one(Section.objects.exclude(listings=None))
        listing = Listing.objects.create(paper=paper, section=section, position=self.random.randint(0, 9))
        place_listing(listing, None)

    def rename_section(self) -> None:
        section = self._section()
        Section.objects.filter(pk=section.pk).update(title=f"{section.title} {self.random.choice(WORDS)}")

    def rewrite_preface(self) -> None:
        Section.objects.filter(pk=self._section().pk).update(preface=self.random.choice(["", "Some words on it."]))

    def move_section(self) -> None:
        section = self._section()
        was, section.position = section.position, self.random.randint(0, Section.objects.count())
        section.save()
        place_section(section, was)

    def add_section(self) -> None:
        beside = self._section()
        title = f"{self.random.choice(WORDS)} matters".capitalize()
        made = Section.objects.create(
            title=title,
            slug=section_slugs().numbered("made"),
            level=beside.level,
            parent=beside.parent,
            position=beside.position,
        )
        place_section(made, None)

    def remove_section(self) -> None:
        section = self._one(Section.objects.filter(level__gt=1, listings=None, children=None))
        section.delete()

    def _paper(self) -> Any:
        return self._one(Paper.objects.listed())

    def _listing(self) -> Any:
        return self._one(Listing.objects.all())

    def _section(self) -> Any:
        return self._one(Section.objects.visible())

    def _label(self) -> str:
        return self._one(PaperLink.objects.exclude(url="")).label

    def _one(self, rows: Any) -> Any:
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise NotPossibleError
        return rows.model._default_manager.get(pk=self.random.choice(keys))


class NotPossibleError(Exception):
    """The list has nothing to edit in this way."""
