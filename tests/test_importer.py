"""Imports into a database: the real list, hostile bytes, and the laws as properties."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers.exporter import render
from papers.importer import ImportRefusedError, Options, import_readme
from papers.importer.imports import UNLOCKED_ATTEMPTS
from papers.layout.rows import Rows, vocabulary
from papers.layout.wishes import Adopted, LayoutError, wanted
from papers.markdown.source import SourceError
from papers.models import EvidenceType, Listing, Paper, Revision, Section, Venue
from papers.readme.reader import read
from papers.readme.wanted import WriteError, unchanged
from tests.lists import ALPHA, BETA, LIST, edit, exported, imported, listing, order, paper, section, snapshot
from tests.rows import make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db

SECTIONS = [
    "",
    "Awesome LLM Mechanism Analysis",
    "Skill Recognition",
    "Skill Learning",
    "Function Approximatation and Generalization",
    "The Internal Mechanisms of ICL",
    "Skill Recognition & Skill Learning",
    "Skill Composition (Reasoning)",
    "More Empirical Understanding",
    "The origin of ICL ability",
    "Phenomenon",
]


# The list that the project ships


def test_survey_has_its_papers_sections_and_evidence(survey_readme: bytes) -> None:
    import_readme(survey_readme)

    assert (Listing.objects.count(), Paper.objects.count()) == (77, 74)
    assert list(Section.objects.in_readme_order().values_list("title", flat=True)) == SECTIONS
    assert list(Section.objects.in_readme_order().values_list("level", flat=True)) == [0, 1, 2, 2, 3, 3, 2, 2, 2, 3, 3]
    # One of two listings of a paper says what its evidence is; the paper has it.
    evidence = Counter(
        tuple(sorted(paper.evidence_types.values_list("name", flat=True))) for paper in Paper.objects.all()
    )
    assert evidence == {(): 37, ("Empirical",): 13, ("Theoretical",): 17, ("Empirical", "Theoretical"): 7}


def test_survey_comes_out_as_it_went_in(survey_readme: bytes) -> None:
    import_readme(survey_readme)

    assert render() == survey_readme
    assert not import_readme(survey_readme).is_applied
    assert Revision.objects.count() == 1


def test_survey_tells_papers_apart(survey_readme: bytes) -> None:
    import_readme(survey_readme)

    bayesian = Paper.objects.get(arxiv_id="2306.04891")
    assert [row.section.title for row in bayesian.listings.in_readme_order()] == [SECTIONS[4], SECTIONS[6]]
    twice = Paper.objects.get(arxiv_id="2210.01240")
    assert len({row.section_id for row in twice.listings.all()}) == 1
    assert twice.listings.count() == 2
    assert sorted(Paper.objects.filter(arxiv_id="2208.01066").values_list("title", flat=True)) == [
        "Can Transformer Models Generalize Via In-Context Learning Beyond Pretraining Data?",
        "What Can Transformers Learn In-Context? A Case Study of Simple Function Classes",
    ]


def test_survey_gives_slugs_and_keys(survey_readme: bytes) -> None:
    import_readme(survey_readme)

    first: Any = Paper.objects.in_readme_order().first()
    assert first.slug == "an-explanation-of-in-context-learning-as-implicit-bayesian-inference"
    assert first.citation_key == "explanation2021incontext"
    assert (first.venue.name, first.year, first.arxiv_id) == ("ICLR", 2021, "2111.02080")
    findings: Any = Paper.objects.get(title__startswith="Why can gpt learn in-context?")
    assert (findings.venue.name, findings.year, findings.track) == ("ACL", 2023, "Findings")


# What an import takes along


def test_new_terms_become_rows_with_the_known_aliases() -> None:
    imported(LIST.replace("ICLR'21", "Naacl'21").replace("KDD'20", "ZZZConf'20"))

    naacl = Venue.objects.get(name="NAACL")
    assert naacl.recognised
    assert not Venue.objects.get(name="ZZZConf").recognised
    assert set(EvidenceType.objects.values_list("slug", flat=True)) == {"empirical", "theoretical"}


def test_added_is_the_day_that_was_given() -> None:
    imported(added=datetime.date(2024, 2, 3))
    imported(LIST.replace(ALPHA, "") + ALPHA.replace("Alpha", "Eta").replace("2101", "2501"))

    assert paper("Beta").added == datetime.date(2024, 2, 3)
    assert paper("Eta").added > datetime.date(2024, 2, 3)


def test_nested_entries_know_the_one_they_are_under() -> None:
    nested = "  - [Alpha extended to images](https://arxiv.org/abs/2110.00001) (ICLR 2022)\n"
    text = f"# L\n\n## S\n\n- [Alpha learns](https://arxiv.org/abs/2101.00001) (ICLR 2021)\n{nested}"

    imported(text)

    rows = list(Listing.objects.in_readme_order())
    assert [row.parent for row in rows] == [None, rows[0]]
    assert exported() == text


def test_dry_run_reports_and_changes_nothing() -> None:
    report = imported(dry_run=True)

    assert (report.added, report.papers_added, report.is_applied) == (5, 5, False)
    assert not Revision.objects.exists()
    assert not Section.objects.exists()


def test_raw_bytes_are_counted() -> None:
    assert imported("# L\n\nNothing to read here.\n").raw_bytes == len("\n\nNothing to read here.\n")


# A better reader, or a worse one


def test_values_that_only_a_later_reader_finds_are_adopted_on_request() -> None:
    imported()
    Paper.objects.update(synced={"title": "as before"}, title="as before")
    Paper.objects.filter(arxiv_id="2202.00002").update(title="edited here")

    assert imported(LIST + "\n").changed == {}
    assert set(Paper.objects.values_list("title", flat=True)) == {"as before", "edited here"}

    imported(LIST + "\n", reread=True)
    assert paper("Alpha").title == "Alpha learns in context"
    assert "edited here" in Paper.objects.values_list("title", flat=True)


def test_entries_that_only_a_later_reader_finds_stay_until_they_are_adopted() -> None:
    imported()
    forget("Beta")
    edit("Alpha", title="Alpha learns")

    assert exported() == LIST.replace("Alpha learns in context", "Alpha learns")
    assert imported(LIST + "\n").added == 0
    assert imported(LIST + "\n", reread=True).added == 1
    assert order("One") == ["Alpha", "Beta", "Gamma"]


def test_entries_that_today_s_reader_does_not_find_stay_unless_they_were_edited() -> None:
    imported()
    move_anchor("Beta")
    edit("Alpha", title="Alpha learns")
    assert exported() == LIST.replace("Alpha learns in context", "Alpha learns")

    edit("Beta", title="Beta is lost")
    with pytest.raises(LayoutError, match=r"'Beta is lost'.*import_readme --reread"):
        render()


def forget(word: str) -> None:
    """As if the base's reader had not seen the entry."""
    row = listing(word)
    base = Revision.objects.upstream()
    base.adopted["entries"].remove(row.anchor)
    base.save()
    row.paper.delete()


def move_anchor(word: str) -> None:
    """As if the base's reader had seen an entry where there is none today."""
    row = listing(word)
    base = Revision.objects.upstream()
    base.adopted["entries"].remove(row.anchor)
    base.adopted["entries"].append(row.anchor + 1)
    base.save()
    row.anchor += 1
    row.save()


# Refusals


def test_empty_file_over_papers_needs_permission() -> None:
    imported()

    with pytest.raises(ImportRefusedError, match="--allow-empty"):
        imported("\n")
    assert imported("\n", allow_empty=True).removed == 5
    assert exported_forced() == b"\n"


def test_losing_more_than_half_needs_permission() -> None:
    imported()
    half = f"# A list\n\n## One\n\n{ALPHA}{BETA}"

    with pytest.raises(ImportRefusedError, match="3 of 5 listings"):
        imported(half)
    assert imported(half, force=True).removed == 3


@pytest.mark.parametrize(
    ("content", "offset"),
    [(b"# L\n\xff", 4), (b"- a\0b", 3), (b"\xef\xbb\xbf# \xe4\xb8", 5)],
    ids=["invalid", "NUL", "cut short"],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(content: bytes, offset: int) -> None:
    with pytest.raises(SourceError) as refusal:
        import_readme(content)
    assert refusal.value.offset == offset
    assert not Revision.objects.exists()


def exported_forced() -> bytes:
    return render(force=True)


# The laws, as properties

PIECES = [
    "# Heading",
    "## Second *level*",
    "### 三级 ###",
    "Setext\n===",
    "- (**ICLR'21**)[Empirical] Alpha learns in context [[Paper](https://arxiv.org/abs/2101.00001)]",
    "- (**ICML'22**)[Theoretical & Empirical] Beta explains [[Paper](https://arxiv.org/abs/2202.00002)]",
    "* [Gamma retrieves](https://arxiv.org/abs/2303.00003), ACL 2023",
    "1. **Delta** composes. *Ada Lovelace*. KDD 2024. [[pdf]](https://example.org/d.pdf)",
    "- parent\n  - [Child paper of a parent](https://arxiv.org/abs/2404.00004)",
    "| Title | Venue |\n|---|---|\n| [Row of a table](https://arxiv.org/abs/2505.00005) | ICLR 2025 |",
    "<!-- - [Hidden](https://arxiv.org/abs/2101.00009) -->",
    "<details><summary>More</summary>\n\n- [Inside details](https://arxiv.org/abs/2101.00010)\n\n</details>",
    "```\n- [Code](https://arxiv.org/abs/2101.00011)\n```",
    "> - [Quoted](https://arxiv.org/abs/2101.00012)",
    "\t- tab\u00a0and nbsp",
    "line\u2028separator \f form feed  ",
    "[x]: https://example.org 'ref'",
    "- [ ] task &amp; entity [[Paper]]()",
    "\\[escaped\\] \\| pipe",
    "  ",
    "",
]

documents = st.builds(
    lambda bom, parts, end: (bom + "".join(piece + newline for piece, newline in parts) + end).encode(),
    st.sampled_from(["", "\ufeff"]),
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n", "\r"])), max_size=14
    ),
    st.sampled_from(["", "- last without newline", "\ufffd"]),
)
anything = st.one_of(documents, st.text(st.characters(exclude_characters="\0", codec="utf-8")).map(str.encode))
by_example = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def undone() -> Iterator[None]:
    """An empty database for one example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(content=anything)
@by_example
def test_get_put(content: bytes) -> None:
    with undone():
        import_readme(content)
        assert render(force=True) == content
        document = read(content, vocabulary())
        asked = wanted(Rows.load(), document, Adopted.of(Revision.objects.upstream().adopted))
        assert [[entry.anchor for entry in each.entries] for each in asked] == [
            [entry.anchor for entry in each.entries] for each in unchanged(document)
        ]
        assert not any(entry.changed for each in asked for entry in each.entries)


@given(before=documents, after=documents)
@by_example
def test_import_over_another_gives_the_new_one_and_twice_is_once(before: bytes, after: bytes) -> None:
    with undone():
        import_readme(before)
        assert import_readme(after, Options(force=True, allow_empty=True)).conflicts == []
        assert render(force=True) == after
        state = snapshot()
        assert not import_readme(after).is_applied
        assert import_readme(after, Options(reread=True)).changed == {}
        assert snapshot() == state


@given(data=st.data())
@settings(by_example, max_examples=30)
def test_put_get(data: st.DataObject) -> None:
    with undone():
        imported()
        for change in data.draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4, unique=True)):
            change()
        try:
            content = render()
        except (WriteError, LayoutError):
            return
        before = snapshot()
        report = import_readme(content, Options(force=True))
        assert report.conflicts == []
        assert values(snapshot()) == values(before)
        assert render() == content


def values(state: dict) -> dict:
    """A snapshot without what an import may advance."""
    return {
        name: [
            {k: v for k, v in row.items() if k not in ("anchor", "upstream_anchor", "synced", "laid", "position")}
            for row in rows
        ]
        if rows and isinstance(rows[0], dict)
        else rows
        for name, rows in state.items()
    }


def retitle() -> None:
    Paper.objects.filter(title__startswith="Alpha").update(title="Alpha | <b>*bold* claims</b> & [more]")


def reyear() -> None:
    Paper.objects.filter(title__startswith="Beta").update(year=1999)


def unvenue() -> None:
    Paper.objects.filter(title__startswith="Delta").update(venue=None)


def unlink() -> None:
    for each in Paper.objects.filter(title__startswith="Gamma"):
        each.links.all().delete()


def add_author() -> None:
    Paper.objects.update(authors=["Ada Lovelace"])


def tag() -> None:
    for each in Paper.objects.all():
        each.tags.add("Classic")


def remove_first() -> None:
    Listing.objects.filter(paper__title__startswith="Alpha").delete()


def remove_only() -> None:
    Listing.objects.filter(section__title="Two").delete()


def move_across() -> None:
    Listing.objects.filter(paper__title__startswith="Beta").update(section=section("Three"), position=7)


def turn_around() -> None:
    for row in Listing.objects.filter(section__title="One"):
        Listing.objects.filter(pk=row.pk).update(position=9 - row.position)


def retitle_section() -> None:
    Section.objects.filter(slug="two").update(title="Zweite", preface="Anders.")


def list_twice() -> None:
    make_listing(Paper.objects.get(arxiv_id="2101.00001"), section("Three"), position=8)


def add_paper() -> None:
    made = make_paper("Eta arrives late", year=2025, arxiv_id="2505.00006")
    made.links.create(label="Paper", url="https://arxiv.org/abs/2505.00006")
    make_listing(made, section("One"), position=1)


def add_section() -> None:
    made = make_paper("Theta opens a section", year=2025)
    made.links.create(label="Paper", url="https://arxiv.org/abs/2505.00007")
    made.evidence.create(evidence_type=EvidenceType.objects.get(name="Empirical"))
    make_listing(made, make_section("New", parent=section("A list")))


CHANGES = [
    retitle,
    reyear,
    unvenue,
    unlink,
    add_author,
    tag,
    remove_first,
    remove_only,
    move_across,
    turn_around,
    retitle_section,
    list_twice,
    add_paper,
    add_section,
]


# All or nothing


REFUSING = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()""",
}


@pytest.mark.parametrize("table", ["papers_paper", "papers_listing", "papers_revision", "papers_paperlink"])
def test_failing_import_changes_nothing(table: str) -> None:
    imported()
    before = snapshot()
    with connection.cursor() as cursor:
        cursor.execute(REFUSING[connection.vendor].format(table=table))

    with pytest.raises(DatabaseError, match="refused"):
        imported(LIST + "- [Empirical] Eta arrives [[Paper](https://arxiv.org/abs/2505.00006)]\n")

    assert snapshot() == before
    assert exported() == LIST


def test_import_that_was_overtaken_is_computed_again() -> None:
    imported()
    steps: list[str] = []

    def overtake(step: str) -> None:
        if step == "writing" and step not in steps:
            edit("Alpha", title="Alpha, edited meanwhile")
        steps.append(step)

    import_readme(LIST.replace("Beta explains", "Beta describes").encode(), progress=overtake)

    assert steps.count("writing") == 2
    assert exported() == LIST.replace("Beta explains", "Beta describes").replace(
        "Alpha learns in context", "Alpha, edited meanwhile"
    )


@pytest.mark.django_db(transaction=True)
def test_import_that_is_overtaken_again_and_again_makes_the_others_wait() -> None:
    imported()
    attempts: list[bool] = []

    def overtake(step: str) -> None:
        if step != "writing":
            return
        attempts.append(connection.in_atomic_block)
        if not attempts[-1]:
            edit("Alpha", title=f"Alpha, edited {len(attempts)} times")

    import_readme(LIST.replace("Beta explains", "Beta describes").encode(), progress=overtake)

    assert attempts == [False] * UNLOCKED_ATTEMPTS + [True]
    assert exported() == LIST.replace("Beta explains", "Beta describes").replace(
        "Alpha learns in context", "Alpha, edited 3 times"
    )
