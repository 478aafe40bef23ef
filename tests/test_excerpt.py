from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.exporter import ExportRefusedError, excerpt, render
from papers.importer import import_readme
from papers.layout.rows import vocabulary
from papers.layout.wishes import LayoutError
from papers.models import Listing, Paper
from papers.readme import excerpt as excerpts
from papers.readme.reader import read
from papers.readme.records import Document
from papers.readme.venues import BUILT_IN
from papers.readme.wanted import WriteError
from tests.corpus import corpus_lists, needs_corpus
from tests.lists import ALPHA, BETA, DELTA, GAMMA, LIST, OMEGA, edit, imported, listing, paper, section
from tests.made import made_list
from tests.rows import add_link, make_listing, make_paper

LINK = "[[Paper](https://arxiv.org/abs/2101.0000{})]"


def of(*words: str) -> str:
    """The excerpt of the papers whose titles start with these words."""
    return excerpt([paper(word).pk for word in words]).decode()


def titles(document: Document, indices: list[int] | None = None) -> list[tuple[tuple[str, ...], str]]:
    entries = document.entries if indices is None else [document.entries[index] for index in indices]
    return [(document.path(entry.section), entry.values.title) for entry in entries]


def part(text: str, *words: str) -> str:
    """The same without rows."""
    document = read(text.encode(), BUILT_IN)
    chosen = [index for index, entry in enumerate(document.entries) if entry.values.title.startswith(words)]
    assert len(chosen) >= len(words)
    return excerpts.excerpt(document, chosen).decode()


@pytest.mark.django_db
class TestRows:
    def test_entries_stand_under_their_headings(self) -> None:
        imported()

        assert of("Delta", "Alpha", "Gamma") == f"# A list\n\n## One\n\n{ALPHA}{GAMMA}\n## Two\n\n{DELTA}"

    def test_all_papers_give_the_list_without_its_text(self) -> None:
        imported()

        assert excerpt(Paper.objects.values_list("pk", flat=True)).decode() == LIST.replace("About two.\n\n", "")

    def test_paper_stands_in_each_of_its_places(self) -> None:
        imported(LIST + ALPHA)

        assert of("Alpha") == f"# A list\n\n## One\n\n{ALPHA}\n## Three\n\n{ALPHA}"

    def test_edits_are_those_that_an_export_writes(self) -> None:
        imported()
        edit("Beta", year=2019)
        listing("Alpha").delete()
        Listing.objects.filter(pk=listing("Delta").pk).update(section=section("Three"), position=5)
        eta = make_paper("Eta arrives", year=2025)
        add_link(eta, "https://arxiv.org/abs/2505.00006")
        make_listing(eta, section("One"), position=9)

        found = of("Beta", "Delta", "Eta")

        (arrived,) = [line for line in render().decode().splitlines() if "Eta arrives" in line]
        beta = BETA.replace("ICML'22", "ICML'19")
        assert found == f"# A list\n\n## One\n\n{beta}{arrived}\n\n## Three\n\n{DELTA}"

    def test_entry_that_only_todays_reader_finds_is_nobodys(self) -> None:
        imported()
        Listing.objects.filter(paper=paper("Beta")).delete()
        base = Paper.objects.values_list("pk", flat=True)

        assert BETA not in excerpt(base).decode()
        assert GAMMA in excerpt(base).decode()

    def test_papers_without_a_place_give_nothing(self) -> None:
        imported()

        assert excerpt([make_paper("Eta arrives").pk]) == b""
        assert excerpt([]) == b""

    def test_refusals_are_those_of_an_export(self) -> None:
        with pytest.raises(ExportRefusedError, match="nothing was imported yet"):
            excerpt([])
        imported()
        edit("Alpha", title="\n")
        with pytest.raises((WriteError, LayoutError)):
            excerpt([])

    @pytest.mark.parametrize("seed", [None, 1, 2], ids=["all", "half", "other-half"])
    def test_shipped_list_reads_back(self, survey_readme: bytes, seed: int | None) -> None:
        import_readme(survey_readme)
        pks = list(Paper.objects.values_list("pk", flat=True))
        chosen = set(pks if seed is None else random.Random(seed).sample(pks, len(pks) // 2))
        rows = Listing.objects.filter(paper__in=chosen).in_readme_order().select_related("paper", "section")
        anchors = {row.anchor for row in rows}

        document = read(survey_readme, vocabulary())
        kept = [index for index, entry in enumerate(document.entries) if entry.start in anchors]
        assert len(kept) == len(rows) > 30
        assert titles(read(excerpt(chosen), vocabulary())) == titles(document, kept)


def test_newlines_are_the_files_and_its_mark_is_not_repeated() -> None:
    text = "\ufeff" + LIST.replace("\n", "\r\n")

    assert part(
        text, "Alpha", "Gamma", "Omega"
    ) == f"# A list\n\n## One\n\n{ALPHA}{GAMMA}\n## Three\n\n{OMEGA}".replace("\n", "\r\n")


def test_root_comes_first_and_without_heading() -> None:
    assert part(f"Words.\n\n{ALPHA}\n# One\n\n{BETA}", "Alpha", "Beta") == f"{ALPHA}\n# One\n\n{BETA}"


def test_headings_keep_their_form() -> None:
    text = f"A list\n======\n\n## One ##\n{ALPHA}### Empty\n\n<!-- -->\n\n## Two\n\n\n{BETA}"

    assert part(text, "Alpha", "Beta") == f"A list\n======\n\n## One ##\n\n{ALPHA}\n## Two\n\n{BETA}"


def test_lists_that_text_kept_apart_stay_apart() -> None:
    text = f"# A list\n\n{ALPHA}{BETA}\n**2023**\n\n{GAMMA}\n\n{DELTA}"

    assert part(text, "Alpha", "Gamma", "Delta") == f"# A list\n\n{ALPHA}\n{GAMMA}{DELTA}"


def nested(number: int, word: str, indent: int = 0, mark: str = "-") -> str:
    return f"{' ' * indent}{mark} {word} learns in context {LINK.format(number)}\n"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (nested(1, "Alpha") + nested(2, "Beta", 2), ("Alpha", "Beta"), nested(1, "Alpha") + nested(2, "Beta", 2)),
        (nested(1, "Alpha") + nested(2, "Beta", 4), ("Beta",), nested(2, "Beta")),
        (nested(1, "Alpha", 1) + nested(2, "Beta", 1), ("Beta",), nested(2, "Beta", 1)),
        (
            nested(1, "Alpha") + nested(2, "Beta", 2) + nested(3, "Gamma"),
            ("Beta", "Gamma"),
            nested(2, "Beta", 2) + nested(3, "Gamma"),
        ),
        (
            nested(1, "Alpha") + nested(2, "Beta", 2) + nested(3, "Gamma", 4) + nested(4, "Delta", 2),
            ("Alpha", "Gamma", "Delta"),
            nested(1, "Alpha") + nested(3, "Gamma", 4) + nested(4, "Delta", 2),
        ),
        (
            f"- 2023\n    - ICLR\n{nested(1, 'Alpha', 8)}{nested(2, 'Beta', 8)}    - ICML\n{nested(3, 'Gamma', 8)}",
            ("Alpha", "Beta", "Gamma"),
            f"{nested(1, 'Alpha')}{nested(2, 'Beta')}\n{nested(3, 'Gamma')}",
        ),
        (
            nested(1, "Alpha", mark="10.") + nested(2, "Beta", 4) + "\t  - Note: a\n",
            ("Beta",),
            nested(2, "Beta") + "  - Note: a\n",
        ),
    ],
    ids=["under", "alone", "margin", "first", "between", "raw", "tabs"],
)
def test_item_that_was_nested_reads_as_an_item(text: str, words: tuple[str, ...], expected: str) -> None:
    found = part(f"# A list\n\n{text}", *words)

    assert [line.rstrip() for line in found.splitlines()] == f"# A list\n\n{expected}".splitlines()
    assert [title.split()[0] for _path, title in titles(read(found.encode(), BUILT_IN))] == list(words)


HEAD = "| Title | Paper |\n|:---|---|\n"


def row(number: int, word: str) -> str:
    return f"| {word} learns in context | [Paper](https://arxiv.org/abs/2101.0000{number}) |\n"


def test_rows_come_under_the_head_of_their_table() -> None:
    first = f"{HEAD}{row(1, 'Alpha')}| --- | --- |\n{row(2, 'Beta')}{row(3, 'Gamma')}"
    text = f"# A list\nWords\n{first}\n{HEAD}{row(4, 'Delta')}"

    assert part(text, "Beta", "Gamma", "Delta") == (
        f"# A list\n\n{HEAD}{row(2, 'Beta')}{row(3, 'Gamma')}\n{HEAD}{row(4, 'Delta')}"
    )


def test_rows_of_html_stand_in_a_table() -> None:
    def cells(number: int, word: str) -> str:
        link = f'<a href="https://arxiv.org/abs/2101.0000{number}">Paper</a>'
        return f"<tr>\n<td>{word} learns in context</td><td>{link}</td>\n</tr>"

    head = "<table border=1>\n<thead><tr><th>Title</th><th>Paper</th></tr>"
    text = f"# A list\n\n{head}</thead>\n{cells(1, 'Alpha')}\n{cells(2, 'Beta')}\n{cells(3, 'Gamma')}\n</table>\n"

    found = part(text, "Alpha", "Gamma")

    assert found == f"# A list\n\n{head}</thead>\n{cells(1, 'Alpha')}\n{cells(3, 'Gamma')}\n</table>\n"
    assert len(titles(read(found.encode(), BUILT_IN))) == 2


def test_links_come_with_their_definitions() -> None:
    text = (
        "# Äußeres\n\n- Alpha learns in context [[Paper][ä 1]]\n- Beta learns in context [Paper][b]\n\n"
        "[Ä  1]: https://arxiv.org/abs/2101.00001\n[b]: https://arxiv.org/abs/2101.00002\n"
    )

    found = part(text, "Alpha")

    assert found.endswith("[[Paper][ä 1]]\n\n[Ä  1]: https://arxiv.org/abs/2101.00001\n")
    assert [len(entry.values.links) for entry in read(found.encode(), BUILT_IN).entries] == [1]


@given(st.sets(st.integers(0, 119)))
def test_any_part_of_a_list_reads_back(chosen: set[int]) -> None:
    document = read(MADE, BUILT_IN)
    found = excerpts.excerpt(document, chosen)

    assert titles(read(found, BUILT_IN)) == titles(document, sorted(chosen))
    assert set(found.splitlines()) <= set(MADE.splitlines())


MADE = made_list(120)


@pytest.mark.long
@needs_corpus
@pytest.mark.parametrize("path", corpus_lists(), ids=lambda path: path.stem)
def test_real_lists_read_back(path: Path) -> None:
    """A part is less regular than the whole: what was taken for a paper there for its place may be none here."""
    document = read(path.read_bytes(), BUILT_IN)
    count = len(document.entries)
    for indices in (list(range(count)), sorted(random.Random(path.stem).sample(range(count), count // 2))):
        asked = titles(document, indices)
        found = titles(read(excerpts.excerpt(document, indices), BUILT_IN))
        assert len(set(asked) - set(found)) <= 4 + len(asked) // 100
