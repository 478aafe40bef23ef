"""Pending edits discarded, one by one and all of them, over random edits of every kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers.exporter import UnwritableError, checked, render
from papers.importer import ImportRefusedError, Options, Prefer, Role, import_readme, preview
from papers.importer.discarding import DiscardRefusedError, discard
from papers.importer.pending_edits import PendingEdit
from papers.layout.positions import arrange_listings, arrange_sections, place_listing
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Revision, Section, Step, Venue
from tests.lists import (
    BETA,
    LIST,
    OMEGA,
    edit,
    exported,
    imported,
    listing,
    order,
    paper,
    reorder,
    section,
)
from tests.rows import make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db

KAPPA = "- (**ICLR'20**)[Empirical] Kappa counts [[Paper](https://arxiv.org/abs/2006.00009)] *Read it.*\n"
RICH = (
    LIST.replace(
        "## Three",
        f"### Under two\n\n{KAPPA}\n## Three",
    )
    + f"\nSome words.\n\n## Four\n\n{BETA}\n## Five\n\nNo papers.\n"
)


def pending() -> list[PendingEdit]:
    return preview().edits


def keys() -> set[str]:
    return {each.key for each in pending()}


def drop(*chosen: str, **options: Any) -> Any:
    return discard(chosen, seen=preview().sha256, **options)


def correct(old: str, new: str, role: Role = Role.CORRECTION) -> None:
    """The draft with one stretch of text changed, as a correction or a proposal brings it."""
    draft = exported()
    assert old in draft
    report = import_readme(draft.replace(old, new, 1).encode(), Options(role))
    assert report.is_applied


# One kind each


def link(word: str) -> None:
    PaperLink.objects.create(paper=paper(word), label="Code", url="https://example.org/code")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda: edit("Alpha", title="Alpha learns"), "paper-{Alpha}-title"),
        (lambda: edit("Alpha", venue=Venue.objects.get(name="ACL"), year=2020), "paper-{Alpha}-appeared"),
        (lambda: link("Beta"), "paper-{Beta}-links"),
        (lambda: listing("Gamma").delete(), "entry-"),
        (lambda: reorder("One", "Gamma", "Alpha", "Beta"), "order-"),
        (lambda: Section.objects.filter(title="Two").update(title="Second"), "section-{#Two}-title"),
        (lambda: Section.objects.filter(title="Two").update(preface="Of two."), "section-{#Two}-preface"),
        (lambda: make_section("Later", parent=section("A list")), "section-"),
        (lambda: correct("About two.\n\n- ", "About two.\n\n\n- "), "text-lines-"),
        (lambda: correct("[Empirical] Delta", "[Empirical]  Delta"), "text-entry-"),
        (lambda: correct("## Three", "##  Three"), "text-heading-"),
    ],
    ids=[
        "title",
        "appeared",
        "links",
        "removed",
        "order",
        "section title",
        "preface",
        "section",
        "lines",
        "entry",
        "heading",
    ],
)
def test_each_kind_of_edit_has_a_key_and_goes(change: Callable[[], object], expected: str) -> None:
    imported()
    numbers = {word: paper(word).pk for word in ("Alpha", "Beta")} | {"#Two": section("Two").pk}
    change()
    for name, number in numbers.items():
        expected = expected.replace(f"{{{name}}}", str(number))
    (found,) = keys()
    assert found.startswith(expected)
    drop(found)
    assert exported() == LIST
    assert keys() == set()
    assert Revision.objects.layout() == Revision.objects.upstream()


def test_one_of_several_goes_and_the_others_stay() -> None:
    imported()
    edit("Alpha", title="Alpha learns", year=2020)
    edit("Beta", title="Beta tells")
    correct("About two.\n\n", "About two.\n\n\n")
    before = keys()
    drop(f"paper-{paper('Alpha').pk}-title")
    assert keys() == before - {f"paper-{paper('Alpha').pk}-title"}
    assert exported() == LIST.replace("ICLR'21", "ICLR'20").replace("Beta explains regression", "Beta tells").replace(
        "About two.\n\n", "About two.\n\n\n"
    )
    (text,) = [each for each in pending() if each.kind == "text"]
    drop(text.key)
    assert "About two.\n\n- " in exported()
    assert "Beta tells" in exported()


def test_text_of_an_entry_goes_and_its_edit_stays() -> None:
    """The correction changes a title and the spacing beside it at once."""
    imported()
    correct("[Theoretical] Beta explains regression", "[Theoretical]  Beta tells")
    assert {each.kind for each in pending()} == {"changed", "text"}
    (text,) = [each.key for each in pending() if each.kind == "text"]
    drop(text)
    assert exported() == LIST.replace("Beta explains regression", "Beta tells")
    assert [each.kind for each in pending()] == ["changed"]


def test_edit_of_an_entry_goes_and_its_text_stays() -> None:
    imported()
    correct("[Theoretical] Beta explains regression", "[Theoretical]  Beta tells")
    drop(f"paper-{paper('Beta').pk}-title")
    assert exported() == LIST.replace("[Theoretical] Beta", "[Theoretical]  Beta")


def test_proposed_entry_goes_with_its_own_bytes() -> None:
    imported()
    line = "- [Eta](https://arxiv.org/abs/2505.00006): *unread words*.\n"
    correct(f"## Three\n\n{OMEGA}", f"## Three\n\n{OMEGA}\n## Four\n\n{line}", Role.PROPOSAL)
    assert sorted(each.kind for each in pending()) == ["added", "section added"]
    drop(f"section-{section('Four').pk}")
    assert exported() == LIST
    assert keys() == set()


def test_section_made_here_takes_along_what_was_put_into_it() -> None:
    imported()
    made = make_section("Later", parent=section("A list"))
    Listing.objects.filter(pk=listing("Omega").pk).update(section=made)
    eta = make_paper("Eta arrives", year=2025)
    PaperLink.objects.create(paper=eta, label="Paper", url="https://arxiv.org/abs/2505.00006")
    make_listing(eta, made)
    found = drop(f"section-{made.pk}")
    assert [each.kind for each in found.edits] == ["added", "moved", "section added"]
    assert exported() == LIST


def test_entry_comes_back_with_the_section_that_was_removed() -> None:
    imported()
    edit("Omega", title="Omega bounds nothing")
    number = listing("Omega").upstream_anchor
    listing("Omega").delete()
    section("Three").delete()
    assert {each.kind for each in pending()} == {"removed", "section removed"}
    drop(f"entry-{number}")
    assert exported() == LIST
    assert listing("Omega").section.title == "Three"
    assert paper("Omega").title == "Omega bounds errors"


def test_paper_that_was_deleted_comes_back() -> None:
    imported()
    for row in (listing("Beta"), paper("Beta")):
        row.delete()
    (key,) = keys()
    drop(key)
    assert exported() == LIST
    assert order("One") == ["Alpha", "Beta", "Gamma"]


def test_what_was_not_looked_at_is_not_discarded() -> None:
    imported()
    edit("Alpha", title="Alpha learns")
    seen = preview().sha256
    edit("Beta", title="Beta tells")
    with pytest.raises(DiscardRefusedError, match="has changed since"):
        discard([f"paper-{paper('Alpha').pk}-title"], seen=seen)
    with pytest.raises(DiscardRefusedError, match="none of them is pending"):
        drop("paper-999-title", "nonsense", "entry-x")
    assert {each.kind for each in pending()} == {"changed"}


def test_discarding_is_one_step_of_its_user(admin_user: Any) -> None:
    imported()
    edit("Alpha", title="Alpha learns")
    listing("Beta").delete()
    drop(*keys(), user=admin_user)
    step = Step.objects.first()
    assert step is not None
    assert (step.kind, step.user) == (Step.Kind.DISCARD, admin_user)
    assert [row.step for row in (Paper.history.first(), Listing.history.first())] == [step, step]
    assert {each.source for each in step.revisions.all()} == {"before", "after"}


def test_value_of_theirs_that_was_discarded_here_is_no_take_back() -> None:
    imported()
    edit("Alpha", title="Alpha learns")
    drop(*keys())
    report = imported(LIST.replace("Alpha learns in context", "Alpha learns"))
    assert (report.is_applied, report.conflicts) == (True, [])


# Any of them


def _any(model: Any, number: int) -> Any:
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)]


def _top() -> Any:
    return Section.objects.filter(level=1).order_by("pk").first()


def _sections(number: int) -> Any:
    return _any(Section, number)


def _retitle(number: int) -> None:
    row = _any(Paper, number)
    row.title = f"{row.title} again {number}"
    row.save()


def _date(number: int) -> None:
    row = _any(Paper, number)
    row.year, row.venue = 2000 + number % 20, (_any(Venue, number) if number % 3 else row.venue)
    row.save()


def _type(number: int) -> None:
    row = _any(Paper, number)
    if number % 2:
        row.evidence.all().delete()
    else:
        kind = _any(EvidenceType, number)
        PaperEvidence.objects.get_or_create(paper=row, evidence_type=kind, defaults={"position": 7})


def _relink(number: int) -> None:
    PaperLink.objects.create(paper=_any(Paper, number), label="Code", url=f"https://example.org/{number}", position=9)


def _annotate(number: int) -> None:
    row = listing("Kappa") if Listing.objects.filter(paper__title__startswith="Kappa") else _any(Listing, number)
    row.note = f"See {number}."
    row.save()


def _add(number: int) -> None:
    row = make_paper(f"Zeta {number} arrives", year=2020)
    PaperLink.objects.create(paper=row, label="Paper", url=f"https://example.org/zeta/{number}")
    make_listing(row, _sections(number))


def _remove(number: int) -> None:
    row = _any(Listing, number)
    if number % 4 == 0:
        row.paper.delete()
    else:
        row.delete()


def _move(number: int) -> None:
    row = _any(Listing, number)
    row.section, row.position, row.parent = _sections(number // 7), number % 3, None
    row.save()
    place_listing(row, None)


def _arrange(number: int) -> None:
    rows = list(_sections(number).listings.in_readme_order())
    random.Random(number).shuffle(rows)
    arrange_listings(rows)


def _rename(number: int) -> None:
    row = _any(Section, number)
    if row.level:
        row.title = f"{row.title} {number}"
    row.preface = f"Of {number}." if number % 3 == 0 and row.level else row.preface
    row.save()


def _make_section(number: int) -> None:
    make_section(f"Made {number}", parent=_top())


def _remove_section(number: int) -> None:
    empty = Section.objects.filter(listings=None, children=None, level__gt=1).order_by("pk")
    for row in empty[number % 2 : number % 2 + 1]:
        row.delete()


def _arrange_sections(number: int) -> None:
    rows = list(_top().children.in_readme_order())
    random.Random(number).shuffle(rows)
    arrange_sections(rows)


def _correct(number: int) -> None:
    """Text in the draft that is no row's: a line or a blank one more, odd spaces, the file's end."""
    draft = exported()
    lines = draft.splitlines(keepends=True)
    at = number // 5 % len(lines)
    if number % 5 == 0:
        lines.insert(at, "\n")
    elif number % 5 == 1:
        lines.insert(at, "\nWords that are no paper's.\n\n")
    elif number % 5 == 2:
        lines[at] = lines[at].replace("] ", "]  ", 1)
    elif number % 5 == 3:
        lines[at] = lines[at].replace("#", "# ", 1).replace("#  ", "#   ") if lines[at].startswith("#") else lines[at]
    else:
        lines[-1] = lines[-1].rstrip("\n") if number % 2 else lines[-1] + "\n"
    import_readme("".join(lines).encode(), Options(Role.CORRECTION, prefer=Prefer.README, force=True))


def _propose(number: int) -> None:
    draft = exported()
    line = f"- [Eta {number} proposes](https://example.org/eta/{number}): *with words*\n"
    text = draft.replace(
        "## Two\n",
        f"## Two\n\nWords of a proposal.\n\n{line}\n" if number % 2 else f"## New {number}\n\n{line}\n## Two\n",
        1,
    )
    import_readme(text.encode(), Options(Role.PROPOSAL, prefer=Prefer.README, force=True))


EDITS: tuple[Callable[[int], None], ...] = (
    _retitle, _date, _type, _relink, _annotate, _add, _remove, _move, _arrange, _rename, _make_section, _remove_section,
    _arrange_sections, _correct, _propose,
)  # fmt: skip

random_edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 999)), min_size=1, max_size=6)
by_example = settings(
    # Each is several imports.
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_edits(edits: list[tuple[Callable[[int], None], int]]) -> None:
    imported(RICH)
    make_venue("Nowhere")
    for change, number in edits:
        try:
            checked(lambda change=change, number=number: change(number))  # type: ignore[misc]
        except (UnwritableError, ImportRefusedError, ValueError):
            continue


@given(edits=random_edits)
@by_example
def test_without_all_edits_the_draft_is_upstream(edits: list[tuple[Callable[[int], None], int]]) -> None:
    with undone():
        make_edits(edits)
        assert bool(keys()) == (exported() != RICH)
        if keys():
            drop(*keys())
        assert render().decode() == RICH
        assert keys() == set()


@given(edits=random_edits, choice=st.integers(0, 50))
@by_example
def test_without_one_edit_the_others_are_pending_still(
    edits: list[tuple[Callable[[int], None], int]], choice: int
) -> None:
    with undone():
        make_edits(edits)
        before = sorted(keys())
        if not before:
            return
        found = drop(before[choice % len(before)])
        orders = {key for key in before if key.startswith(("order", "sections"))}
        left = keys()
        assert not left & found.keys - orders
        assert set(before) - found.keys - orders <= left
        if left:
            drop(*left)
        assert render().decode() == RICH
