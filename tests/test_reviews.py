"""What a review tells, and the way of a list through the admin and GitHub: edited, exported, merged, imported."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from papers.importer import Options, Prefer, Review, compare, import_readme, review
from papers.layout.changes import displaced
from papers.layout.positions import place_listing
from papers.models import EvidenceType, Listing, Paper, ProposedImport, Revision, Section
from tests.lists import BETA, DELTA, LIST, OMEGA, edit, exported, imported, listing, paper, snapshot
from tests.rows import add_evidence, add_link, make_listing, make_paper
from tests.test_admin_readme import confirm, proposed

pytestmark = pytest.mark.django_db


def reviewed(content: bytes, decisions: dict[str, Prefer] | None = None) -> Review:
    return review(compare(content, Options()), decisions)


RENAMED = LIST.replace("Alpha learns in context", "Alpha learns in long contexts")


def fingerprint(text: str) -> str:
    return reviewed(text.encode()).fingerprint


def test_review_changes_nothing() -> None:
    imported()
    before = snapshot()
    reviewed(RENAMED.encode())
    assert (snapshot(), Revision.objects.count()) == (before, 1)


def test_review_leaves_conflicts_out_of_what_changes_anyway() -> None:
    imported()
    edit("Alpha", title="Alpha learns nothing")
    found = reviewed(RENAMED.replace("ICLR'21", "ICLR'20").encode())
    assert [each.field for each in found.conflicts] == ["title"]
    assert [[each.field for each in changed.fields] for changed in found.changes.changed] == [["year"]]


def test_review_tells_new_terms_and_notes() -> None:
    imported()
    found = reviewed(LIST.replace("KDD'20", "ZZZConf'20").replace("[Theoretical] Omega", "[Survey] Omega").encode())
    assert (found.report.venues_added, found.report.evidence_types_added) == (["ZZZConf"], ["Survey"])


def test_review_tells_a_section_that_moves_and_one_that_goes() -> None:
    imported()
    text = LIST.replace("## Three", "### Three").replace("## Two\n\nAbout two.\n", "")
    changes = reviewed(text.encode()).changes
    assert changes.sections_removed == ["Two"]
    (changed,) = [each for each in changes.changed if each.title == "Three"]
    assert ("parent", "A list", "One") in [(each.field, each.before, each.after) for each in changed.fields]


def test_review_tells_sections_in_another_order() -> None:
    imported()
    one, two, three = (
        LIST[LIST.index(f"## {word}") :].partition("\n## ")[0].strip() for word in ("One", "Two", "Three")
    )
    changes = reviewed(f"# A list\n\n{three}\n\n{one}\n\n{two}\n".encode()).changes
    assert [(each.title, each.among, each.before, each.after) for each in changes.reordered] == [
        ("Three", "A list", 3, 1)
    ]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda: edit("Alpha", title="Alpha learns nothing"),
        lambda: listing("Alpha").delete(),
        lambda: imported(LIST.replace("Alpha learns in context", "Alpha infers")),
    ],
    ids=["a conflict comes up", "an entry is removed", "another import"],
)
def test_review_that_would_show_something_else_has_another_fingerprint(meanwhile: Any) -> None:
    imported()
    shown = fingerprint(RENAMED)
    assert fingerprint(RENAMED) == shown
    meanwhile()
    assert fingerprint(RENAMED) != shown


def test_conflict_with_another_value_has_another_fingerprint() -> None:
    imported()
    edit("Alpha", title="Alpha learns nothing")
    shown = fingerprint(RENAMED)
    edit("Alpha", title="Alpha learns little")
    assert fingerprint(RENAMED) != shown


def test_import_of_a_review_that_was_overtaken_writes_nothing() -> None:
    imported()
    shown = fingerprint(RENAMED)
    edit("Alpha", title="Alpha learns nothing")
    before = snapshot()
    report = import_readme(RENAMED.encode(), Options(reviewed=shown))
    assert (report.is_overtaken, report.is_applied, snapshot()) == (True, False, before)


def test_database_that_changes_between_check_and_writing_overtakes_the_review() -> None:
    imported()
    shown = fingerprint(RENAMED)

    def overtake(step: str) -> None:
        if step == "writing":
            edit("Alpha", title="Alpha learns nothing")

    report = import_readme(RENAMED.encode(), Options(reviewed=shown), progress=overtake)
    assert (report.is_overtaken, report.is_applied) == (True, False)
    assert paper("Alpha").title == "Alpha learns nothing"


def test_updated_papers_say_in_their_history_where_that_came_from(admin_user) -> None:
    imported()
    paper("Alpha").history.all().delete()
    import_readme(RENAMED.encode(), source="pull request 7", user=admin_user)
    newest = paper("Alpha").history.latest()
    assert (newest.title, newest.history_change_reason, newest.history_user) == (
        "Alpha learns in long contexts",
        "import: pull request 7",
        admin_user,
    )


def test_what_an_import_only_confirms_leaves_no_history() -> None:
    imported()
    edit("Alpha", title="Alpha learns in long contexts")
    count, modified = paper("Alpha").history.count(), paper("Alpha").modified
    assert imported(RENAMED).is_applied
    assert (paper("Alpha").history.count(), paper("Alpha").modified) == (count, modified)
    assert paper("Alpha").synced["title"] == "Alpha learns in long contexts"


def test_listings_and_sections_say_in_their_history_what_an_import_did(admin_user) -> None:
    imported()
    omega = listing("Omega").pk
    text = LIST.replace("## Two", "## Second").replace(BETA, "").replace(DELTA, DELTA + BETA).replace(OMEGA, "")
    import_readme(text.encode(), source="README.md", user=admin_user)
    newest = [
        Section.history.filter(title="Second").latest(),
        listing("Beta").history.latest(),
        Listing.history.filter(id=omega).latest(),
    ]
    assert [(each.history_type, each.history_change_reason, each.history_user) for each in newest] == [
        ("~", "import: README.md", admin_user),
        ("~", "import: README.md", admin_user),
        ("-", "import: README.md", admin_user),
    ]
    assert not listing("Delta").history.exists()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abcd", "abcd", []),
        ("abcd", "dabc", [("d", 4, 1)]),
        ("abcd", "bcda", [("a", 1, 4)]),
        ("abcd", "adx", []),
        ("", "ab", []),
        ("abcdef", "badcef", [("a", 1, 2), ("c", 3, 4)]),
    ],
)
def test_fewest_items_count_as_displaced(before: str, after: str, expected: list[tuple[str, int, int]]) -> None:
    found = displaced(before, after)
    assert found == expected or len(found) == len(expected) == 2


# The whole loop on the list that the project ships

SHIPPED = "https://example.org/generalize"
FILLED = "https://example.org/revisiting"
NEW_LINE = "- (**ICLR'25**) Zero-shot surprises in context [[Paper]](https://arxiv.org/abs/2501.00001)"


def edit_the_survey() -> None:
    """What issue lists have: a wrong URL, two listings too many, a missing evidence type, a missing link."""
    Paper.objects.get(title__startswith="Can Transformer Models Generalize").links.update(url=SHIPPED)
    for title in ("How Do Transformers Learn In-Context Beyond", "Language Models Are Greedy Reasoners"):
        first, second = Listing.objects.filter(paper__title__istartswith=title).in_readme_order()
        assert first.section == second.section
        second.delete()
    add_evidence(
        Paper.objects.get(title__startswith="In-Context Language Learning"), EvidenceType.objects.get(name="Empirical")
    )
    add_link(Paper.objects.get(title__startswith="Revisiting the Equivalence"), FILLED)
    phenomenon = Section.objects.get(title="Phenomenon")
    new = make_paper(
        "Zero-shot surprises in context", year=2025, venue=Paper.objects.filter(venue__name="ICLR")[0].venue
    )
    add_link(new, "https://arxiv.org/abs/2501.00001")
    make_listing(new, phenomenon)
    moved = Listing.objects.get(paper__title__startswith="The Transient Nature")
    moved.section, moved.position = phenomenon, 1
    moved.save()
    place_listing(moved, None)


def survey_as_edited(before: str) -> str:
    """The same by hand, line by line."""
    lines = before.splitlines()
    lines[32] = lines[32].replace("https://arxiv.org/abs/2208.01066", SHIPPED)
    lines[43] = lines[43].replace("[[Paper]]()", f"[[Paper]]({FILLED})")
    lines[59] = lines[59].replace("(**Arxiv'24**) In-Context", "(**Arxiv'24**)[Empirical] In-Context")
    moved = lines[106]
    lines.insert(117, NEW_LINE)
    lines.insert(112, moved)
    for at in (106, 89, 57):
        del lines[at]
    return "\n".join(lines) + "\n"


def test_whole_loop(admin_client, survey_readme: bytes, settings, tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    settings.SURVEY_README = tmp_path / "README.md"
    settings.SURVEY_README.write_bytes(survey_readme)
    import_readme(survey_readme)
    edit_the_survey()

    page = admin_client.get(reverse("admin:papers_readme_export"))
    lines = [line for hunk in page.context["difference"].hunks for line in hunk if line.sign != " "]
    assert [line.before for line in lines if line.sign == "-"] == [33, 44, 58, 60, 90, 107]
    assert len([line for line in lines if line.sign == "+"]) == 5

    admin_client.post(reverse("admin:papers_readme_export"), {"seen": page.context["preview"].sha256})
    written = settings.SURVEY_README.read_bytes()
    assert written.decode() == survey_as_edited(survey_readme.decode())

    before = rows()
    path = proposed(admin_client, written)
    shown = admin_client.get(path).context["review"]
    assert (bool(shown.changes), shown.conflicts) == (False, [])
    confirm(admin_client, path)
    assert rows() == before
    assert exported().encode() == written
    assert not ProposedImport.objects.exists()


def rows() -> dict[str, Any]:
    """All but what an import advances."""
    state = snapshot()
    for name in ("papers", "listings", "sections"):
        for row in state[name]:
            for advanced in ("anchor", "upstream_anchor", "synced", "laid", "position"):
                row.pop(advanced, None)
    order = list(Listing.objects.in_readme_order().values_list("pk", flat=True))
    return {**state, "order": order}


def test_both_sides_at_once(admin_client, survey_readme: bytes) -> None:
    """Edited here, and somebody's pull request is merged there, one line of it against an edit of here."""
    import_readme(survey_readme)
    edit_the_survey()
    Paper.objects.filter(title="Thinking like transformers").update(year=2020)
    theirs = survey_readme.decode().replace("Arhitectures", "Architectures").replace("ICML'21", "ICML'22")

    path = proposed(admin_client, theirs)
    found = admin_client.get(path).context["review"]
    assert [(each.title, each.field, each.here, each.there) for each in found.conflicts] == [
        (
            "Thinking like transformers",
            "venue and year",
            "- (**ICML'20**) Thinking like transformers[[Paper]](https://arxiv.org/abs/2106.06981)",
            "- (**ICML'22**) Thinking like transformers[[Paper]](https://arxiv.org/abs/2106.06981)",
        )
    ]
    assert [(each.title, [change.field for change in each.fields]) for each in found.changes.changed] == [
        ("In-Context Language Learning: Arhitectures and Algorithms", ["title"])
    ]
    confirm(admin_client, path, **{found.conflicts[0].key: "readme"})

    merged = survey_as_edited(survey_readme.decode())
    assert exported() == merged.replace("Arhitectures", "Architectures").replace("ICML'21", "ICML'22")
