"""Rows as of a list that is fully tended, of any length: abstracts, authors, tags, two links, and each twentieth paper
listed twice. Sections, venues, years and tags are as many for any length."""

from __future__ import annotations

import datetime
import random

from papers import search
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, PaperTag, Section, Tag, Venue
from tests.made import WORDS
from tests.rows import make_evidence_type, make_section, make_venue

BATCH = 2_000
FIRST_DAY = datetime.date(2024, 1, 1)
PEOPLE = ("Ada Lovelace", "Emmy Noether", "Grace Hopper", "Mary Somerville", "Sofia Kovalevskaya", "Sophie Germain")
SECOND_LINKS = (("Code", "https://github.com/made/"), ("Slides", "https://example.org/slides/"))


def make_rows(count: int) -> None:
    chance = random.Random(2402)
    kinds = [make_evidence_type(name, position=at) for at, name in enumerate(("Empirical", "Theoretical", "Mixed"))]
    venues = [make_venue(f"Venue {at}", slug=f"venue-{at}") for at in range(20)]
    tags = [Tag.objects.create(name=f"tag {at}", slug=f"tag-{at}") for at in range(12)]
    top = [make_section(f"Section {at}") for at in range(6)]
    sections = [*top, *(make_section(f"Part {at}", level=3, parent=top[at % 6]) for at in range(18))]
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        papers = Paper.objects.bulk_create([_paper(number, chance, venues) for number in numbers])
        _relate(papers, chance, kinds, tags)
        _list(papers, chance, sections)


def _paper(number: int, chance: random.Random, venues: list[Venue]) -> Paper:
    title = f"{' '.join(chance.choices(WORDS, k=6)).capitalize()}, part {number}"
    authors = chance.sample(PEOPLE, 3)
    abstract = " ".join(chance.choices(WORDS, k=120))
    venue, year = chance.choice([None, *venues]), chance.choice([None, *range(2015, 2027)])
    return Paper(
        title=title,
        slug=f"paper-{number}",
        citation_key=f"key{number}",
        venue=venue,
        year=year,
        authors=authors,
        abstract=abstract,
        arxiv_id=f"{10 + number // 90000 % 80:02}{1 + number // 9000 % 12:02}.{number % 100000:05}",
        added=FIRST_DAY + datetime.timedelta(number % 700),
        search_text=search.document(
            title=title, authors=authors, appeared=f"{venue or ''} {year or ''}", abstract=abstract
        ),
    )


def _relate(papers: list[Paper], chance: random.Random, kinds: list[EvidenceType], tags: list[Tag]) -> None:
    PaperEvidence.objects.bulk_create(
        PaperEvidence(paper=paper, evidence_type=each, position=at)
        for paper in papers
        for at, each in enumerate(chance.sample(kinds, chance.choice((0, 1, 1, 2))))
    )
    PaperTag.objects.bulk_create(
        PaperTag(content_object=paper, tag=tag) for paper in papers for tag in chance.sample(tags, chance.randrange(3))
    )
    PaperLink.objects.bulk_create(
        PaperLink(paper=paper, label=label, url=start + paper.slug, position=at)
        for paper in papers
        for at, (label, start) in enumerate((("Paper", "https://example.org/"), chance.choice(SECOND_LINKS)))
    )


def _list(papers: list[Paper], chance: random.Random, sections: list[Section]) -> None:
    Listing.objects.bulk_create(
        Listing(paper=paper, section=section, position=paper.pk)
        for at, paper in enumerate(papers)
        for section in chance.sample(sections, 1 + (at % 20 == 0))
    )
