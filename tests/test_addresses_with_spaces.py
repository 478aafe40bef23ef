"""Addresses that have spaces, as Markdown allows between angle brackets: read, shown, exported and written back."""

from __future__ import annotations

import csv
import io
import re

import pytest

from papers.markdown.rendering import safe_html
from papers.models import PaperLink
from tests.lists import edit, exported, imported, paper, relink

pytestmark = pytest.mark.django_db

LIST = """# L

## One

- [Sparrows Count Eggs](<https://x.org/a b.pdf>) (arXiv 2024) [[Code](<https://y.org/my repo>)]
- [Wrens Count Worms](https://x.org/c.pdf) (ICLR 2024)
- <a href="https://x.org/d  e.pdf">Finches Count Seeds</a> (ICLR 2024)

| Title | Paper |
|---|---|
| Larks Count Larvae | [pdf](<https://x.org/f g.pdf>) |
"""
VALID = [
    "https://x.org/a%20b.pdf",
    "https://y.org/my%20repo",
    "https://x.org/c.pdf",
    "https://x.org/d%20%20e.pdf",
    "https://x.org/f%20g.pdf",
]


def addresses(text: str) -> list[str]:
    return re.findall(r"https://[xy]\.org/[^\s\"'<>;},]+", text)


def answer(client, path: str) -> str:
    response = client.get(path)
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_rows_have_them_as_they_are_written():
    imported(LIST)
    urls = [link.url for link in paper("Sparrows").links.all()]
    assert urls == ["https://x.org/a b.pdf", "https://y.org/my repo"]
    assert exported() == LIST


def test_writing_keeps_and_makes_brackets():
    imported(LIST)
    edit("Sparrows", title="Sparrows Count Nests")
    assert exported() == LIST.replace("Count Eggs", "Count Nests")
    relink("Wrens", "https://x.org/c d (e).pdf")
    PaperLink.objects.filter(url="https://x.org/f g.pdf").update(url="https://x.org/f |g.pdf")
    text = exported()
    assert "- [Wrens Count Worms](<https://x.org/c d (e).pdf>) (ICLR 2024)\n" in text
    assert "| [pdf](<https://x.org/f \\|g.pdf>) |\n" in text
    imported(text)
    assert exported() == text


def test_pages_and_files_have_valid_addresses(client):
    imported(LIST)
    found = client.get("/papers.json").json()["results"]
    assert [link["url"] for each in found for link in each["links"]] == VALID
    assert re.findall(r'href="(https://[xy]\.org/[^"]*)"', answer(client, "/papers/")) == VALID
    (row, *_) = csv.DictReader(io.StringIO(answer(client, "/papers.csv").lstrip("\ufeff")))
    assert addresses(row["links"]) == VALID[:2]
    for ending in ("bib", "ris", "csl.json"):
        assert set(addresses(answer(client, f"/papers.{ending}"))) <= set(VALID)
        assert VALID[0] in answer(client, f"/papers.{ending}")
    assert "](<https://x.org/a b.pdf>)" in answer(client, "/papers.md")


def test_rendered_markdown_has_valid_addresses():
    assert 'href="https://x.org/a%20b"' in safe_html("[a](<https://x.org/a b>)", base="")
