"""A maintainer's hands: papers and sections of these lists by their numbers, changed as the admin's forms do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from papers.exporter import checked
from papers.history import note
from papers.identifiers import Identifiers
from papers.intake.adding import Addition, add
from papers.layout.positions import arrange_listings
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Section, Venue
from papers.readme.records import Link
from tests import form_saves
from tests.form_saves import save_as_form, set_values
from tests.no_lost_edit.forms import PAPER_URL, Appearance, Entry


def paper_row(number: int) -> Paper:
    """The row of a paper, which its own link names; the listed one of several."""
    rows = Paper.objects.filter(links__url=PAPER_URL.format(number)).distinct()
    return rows.filter(listings__isnull=False).first() or rows.get()


def listing_row(number: int) -> Listing:
    return Listing.objects.select_related("paper").get(paper__links__url=PAPER_URL.format(number))


def section_row(number: int) -> Section:
    return next(each for each in Section.objects.all() if each.title.split()[:2] == ["Part", str(number)])


def add_evidence_types(names: Sequence[str]) -> None:
    """Make the types known, as a list of a few papers does not teach its reader new ones."""
    for name in names:
        EvidenceType.objects.get_or_create(name=name, defaults={"slug": name.lower()})


def set_title(number: int, title: str, user: Any) -> None:
    paper = paper_row(number)
    set_values(paper, user, title=title)


def set_appearance(number: int, appeared: Appearance, user: Any) -> None:
    paper = paper_row(number)
    venue = Venue.objects.filter(name=appeared.venue).first() or Venue.objects.create(
        name=appeared.venue, slug=appeared.venue.lower()
    )
    set_values(paper, user, venue=venue, year=appeared.year, track=appeared.track)


def set_authors(number: int, authors: Sequence[str], user: Any) -> None:
    paper = paper_row(number)
    set_values(paper, user, authors=list(authors))


def set_evidence(number: int, names: Sequence[str], user: Any) -> None:
    """Those that are named, the ones that it has in their places."""
    paper = paper_row(number)

    def change() -> None:
        paper.evidence.exclude(evidence_type__name__in=names).delete()
        known = set(paper.evidence.values_list("evidence_type__name", flat=True))
        start = max(paper.evidence.values_list("position", flat=True), default=-1) + 1
        for at, name in enumerate(each for each in names if each not in known):
            kind = EvidenceType.objects.get(name=name)
            PaperEvidence.objects.create(paper=paper, evidence_type=kind, position=start + at)
        paper.save()

    save_as_form([paper], user, change)


def set_link(number: int, label: str, url: str | None, user: Any) -> None:
    """Change the address under a label, add it, or remove it."""
    paper = paper_row(number)

    def change() -> None:
        links = PaperLink.objects.filter(paper=paper, label=label)
        if url is None:
            links.delete()
        elif not links.update(url=url):
            last = max(paper.links.values_list("position", flat=True), default=-1)
            PaperLink.objects.create(paper=paper, label=label, url=url, position=last + 1)
        paper.save()

    save_as_form([paper], user, change)


def set_note(number: int, text: str, user: Any) -> None:
    listing = listing_row(number)
    set_values(listing, user, note=text)


def add_paper(entry: Entry, section: int, user: Any) -> None:
    """List a new paper at the end of a section, with the values of an entry."""
    kinds = [EvidenceType.objects.get(name=name) for name in entry.evidence]
    label = "" if PaperLink.objects.filter(label="").exists() else "Paper"
    appeared = entry.appeared or Appearance("", 0)
    addition = Addition(
        section_row(section),
        columns={
            "title": entry.title,
            "authors": entry.authors.split(", ") if entry.authors else [],
            "track": appeared.track,
            "year": appeared.year or None,
        },
        venue=appeared.venue,
        identifiers=Identifiers(arxiv_id=entry.url.rpartition("/")[2]),
        links=[Link(label, entry.url)],
        evidence_types=kinds,
    )
    checked(lambda: add([addition], user=user))


def delete_listing(number: int, user: Any) -> None:
    form_saves.delete_listing(listing_row(number), user)


def move_listing(number: int, section: int, user: Any) -> None:
    """Put an entry at the end of another section."""
    listing, target = listing_row(number), section_row(section)
    last = max(target.listings.values_list("position", flat=True), default=-1)
    set_values(listing, user, section=target, position=last + 1)


def reorder(section: int, order: Sequence[int], user: Any) -> None:
    rows = [listing_row(number) for number in order]
    save_as_form(rows, user, lambda: arrange_listings(rows))


def rename_section(number: int, words: str, user: Any) -> None:
    section = section_row(number)
    set_values(section, user, title=f"Part {number} {words}")


def set_preface(number: int, words: str, user: Any) -> None:
    """Change the paragraph that says what a section is about; other lines of its preface stay."""
    section = section_row(number)
    lines = section.preface.split("\n")
    start = f"About part {number}: "
    changed = [start + words if line.startswith(start) else line for line in lines]
    if changed == lines:
        changed = [start + words, *([""] if section.preface else []), *(lines if section.preface else [])]
    set_values(section, user, preface="\n".join(changed))


def add_section(number: int, words: str, user: Any) -> None:
    """Add a section behind all others."""
    parent = Section.objects.filter(level=1).first() or Section.objects.root()
    last = max(Section.objects.values_list("position", flat=True), default=0)

    def change() -> None:
        made = Section.objects.create(
            title=f"Part {number} {words}", level=2, parent=parent, position=last + 1, slug=f"part-{number}-made"
        )
        note([made], user=user, reason="added")

    checked(change)
