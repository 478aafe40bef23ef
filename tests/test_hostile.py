"""A list that attacks its readers, on every page and in every export: nothing runs, nothing breaks, no byte changes."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import feedparser
import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_library
from pybtex.database import parse_string

from papers import search
from papers.exporter import render
from papers.layout.rows import vocabulary
from papers.models import Listing, Paper, PaperLink, Section, Tag
from papers.readme.reader import read
from tests.lists import imported
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue
from tests.views.markup import faults, parsed, repeated_ids
from tests.views.pages import LISTS, SINGLES, body, files, html_pages

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<!-- no end",
    "--> <!--<script>",
    "<![CDATA[ x ]]> ]]>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example/><form action=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "</h1></main></body></html>",
    "<textarea><title><noscript>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#60;b&#62; &#x3c;i",
    "{{ settings.SECRET_KEY }} {% include 'x' %} {# x #} ${7*7}",
    "\\\" \\' \\u003cscript\\u003e \\",
    "one\u2028two\u2029three",
    "abc\u202efdp.exe\u2066 hidden \u2069",
    "bell\x07 escape\x1b[31m delete\x7f next\x85line",
    "\u200fשלום עולם مرحبا بالعالم\u200f",
    "🤖👩‍🔬🏳️‍🌈 in words",
    "W" * 3_000,
    "=cmd|' /C calc'!A0",
    "@article{x, title = {y}} } { \\end{document}",
    "ER  - TY  - JOUR",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "%6aavascript:alert(1)",
    "javascript://https://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    "//evil.example/x",
    "/\\evil.example/x",
    "\\\\evil.example\\x",
    "https:/evil.example",
    "https:evil.example",
    "http://[::1",
    'https://example.org/"onclick="alert(1)',
    "https://example.org/'><script>alert(1)</script>",
    "https://user:password@example.org/\u202egpj.exe",
    "mailto:x@example.org?body=<script>",
    "feed:https://example.org",
    "http://",
    "?next=//evil.example",
    "#onload",
)


LENGTHS = (9_990, 10_000, 10_001)


def written(text: str) -> str:
    """As a careful hand writes it into Markdown, so that it is read as it stands."""
    return "".join(f"&#{ord(each)};" if each in "<>&{}[]()*_`\\\"'|#$@=" else each for each in text)


def lines():
    """Each attack, raw and written with care, as a title, a venue, a heading, a note, a link, and between entries."""
    yield f"# Awful {written(SCRIPTS[1])} list\n\n"
    yield f"<!-- a comment --> Before {' '.join(SCRIPTS[:20])}\n\n"
    yield from (
        f"See [{at}]({address}) and <{address}> and ![x]({address}).\n\n" for at, address in enumerate(ADDRESSES)
    )
    yield '<img src="x" onerror="alert(1)"> <p onclick="alert(1)" style="position:fixed">raw</p>\n\n'
    yield '<p align="center"><a href=" javascript:alert(1)">go</a> <a href="&#x6A;avascript:alert(1)">go</a></p>\n\n'
    for at, raw in enumerate(SCRIPTS):
        for number, attack in enumerate((raw, written(raw))):
            link = f"https://arxiv.org/abs/{20 + number}{1 + at % 12:02}.{at:02}0"
            yield f"## Section {at} {attack}\n\nWords {attack} and more.\n\n"
            yield f"- (**ICLR'24**)[Empirical] Title {at}{number} {attack} [[Paper]({link}01)]\n"
            yield f"- (**Venue {attack}'24**)[Kind {attack}] Venue of {at}{number} [[Paper]({link}02)]\n"
            yield f"- [Linked {at}{number} {attack}]({link}03) by Ada {attack}, Emmy {attack}\n"
            yield f"- (**ICLR'24**)[Theoretical] Noted {at}{number} [[Paper]({link}04)] {attack}\n"
            yield f"- (**ICLR'24**)[Theoretical] Labelled {at}{number} [[{attack}]({link}05)]\n\n"
    yield "## Addresses\n\n"
    for at, address in enumerate(ADDRESSES):
        good = f"https://arxiv.org/abs/2212.{at:05}"
        yield f"- (**ACL'23**)[Empirical] Address {at} [[Paper]({good})] [[Code](<{address}>)] [[Slides]({address})]\n"
    yield "\n## Sizes\n\n"
    for length in LENGTHS:
        text = f"Long {length} {'word <b> & ' * length}"[:length].strip().ljust(length, "x")
        yield f"- [{written(text)}](https://arxiv.org/abs/2211.{length:05})\n"
    many = "".join(f"[[L{at}](https://example.org/many/{at})]" for at in range(300))
    yield f"- (**ACL'23**)[Empirical] Three hundred links {many}\n"


HOSTILE = "".join(lines())


@pytest.fixture
def hostile() -> None:
    imported(HOSTILE)
    assert Paper.objects.public().count() > 100


def add_everything_by_hand() -> None:
    """What an admin could put into rows: each attack in every text field, beside each other."""
    section = make_section("Plain", slug="plain")
    for at, attack in enumerate(SCRIPTS):
        inner = make_section(attack, parent=section, level=3, slug=f"inner-{at}", preface=f"{attack}\n\n# {attack}\n")
        paper = make_paper(
            attack,
            slug=f"by-hand-{at}",
            citation_key=attack[:100],
            listed_in=inner,
            name=attack,
            authors=[attack, f"{attack}, {attack}", ""],
            venue=make_venue(
                f"{at} {attack}"[:200], slug=f"venue-{at}", kind=("journal", "conference", "preprint")[at % 3]
            ),
            track=attack,
            date=attack,
            year=2024,
            abstract=f"{attack}\n\n[x](javascript:alert(1)) <b onclick=alert(1)>{attack}</b>",
            arxiv_id=attack[:40],
            doi=attack,
            openreview_id=attack[:200],
            acl_id=attack[:200],
        )
        make_listing(paper, section, note=f"{attack} [x](JAVASCRIPT:alert(1))")
        add_evidence(paper, make_evidence_type(f"{at} {attack}"[:200], slug=f"kind-{at}", position=at))
        paper.tags.add(Tag.objects.create(name=f"{at} {attack}"[:100], slug=f"tag-{at}"))
        for address in ADDRESSES:
            add_link(paper, address, attack)
        add_link(paper, attack, "")
    search.index(Paper.objects.all())


@pytest.fixture
def by_hand() -> None:
    add_everything_by_hand()


def faulty_pages(client) -> dict[str, list[str]]:
    found = {}
    for path in [*html_pages(), "/papers/?per_page=100&sort=title", "/papers/?q=alert", f"/papers/?q={SCRIPTS[6]}"]:
        response = client.get(path)
        html = response.content.decode()
        wrong = [*faults(html), *repeated_ids(parsed(html))]
        if response.status_code != 200:
            wrong.append(f"status {response.status_code}")
        found[path] = wrong
    assert len(found) > 30
    return {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.usefixtures("hostile")
def test_pages_of_a_hostile_readme_hold_nothing_that_runs_or_leads_astray(client):
    assert faulty_pages(client) == {}


@pytest.mark.usefixtures("by_hand")
def test_pages_of_hostile_rows_hold_nothing_that_runs_or_leads_astray(client):
    assert faulty_pages(client) == {}


PARAMETERS = ("section", "evidence", "venue", "year", "year_min", "tag", "has", "sort", "page", "per_page")


def test_queries_cannot_break_out_of_pages(client):
    imported()
    for at, attack in enumerate((*SCRIPTS, *ADDRESSES, "\x00", "9" * 3_900)):
        name = PARAMETERS[at % len(PARAMETERS)]
        for path, query in (("/papers/", {"q": attack}), ("/papers/", {name: attack}), ("/map/", {name: attack})):
            response = client.get(path, query)
            assert (response.status_code, faults(response.content.decode())) == (200, []), (path, query)
            export = client.get("/papers.json", query)
            assert (export.status_code == 200) is (name == "per_page" or "q" in query) or export.json()["errors"]


def broken_files(client) -> dict[str, str]:
    """Files of one kind of every public address that are not what they say."""
    found = {}
    for path in files():
        response = client.get(path)
        content = body(response)
        try:
            assert response.status_code == 200
            well_formed(path, response["Content-Type"], content)
        except (AssertionError, ValueError, ElementTree.ParseError) as error:
            found[path] = f"{type(error).__name__}: {error}"
    return found


def well_formed(path: str, media_type: str, content: bytes) -> None:
    """Raises where a file cannot be read by what reads its kind."""
    text = content.decode() if "image/png" not in media_type else ""
    if "json" in media_type:
        json.loads(text)
    elif "svg" in media_type:
        drawn = ElementTree.fromstring(content)
        assert {each.tag.rpartition("}")[2] for each in drawn.iter()} <= {"svg", "rect", "text", "title", "path"}
    elif "xml" in media_type:
        ElementTree.fromstring(content)
        assert "atom" not in media_type or not feedparser.parse(content).bozo
    elif "csv" in media_type:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert {len(row) for row in rows} == {16}
    elif "bibtex" in media_type:
        library = parse_library(text)
        assert library.failed_blocks == []
        assert len(parse_string(text, "bibtex").entries) == len(library.entries)
        assert path == "/papers.bib" or len(library.entries) == 1
    elif "research-info" in media_type:
        assert path == "/papers.ris" or len(rispy.loads(text)) == 1
    else:
        assert media_type.partition(";")[0] in ("text/plain", "text/markdown", "image/png")


@pytest.mark.usefixtures("hostile")
def test_files_of_a_hostile_readme_are_what_they_say(client):
    assert broken_files(client) == {}


@pytest.mark.usefixtures("by_hand")
def test_files_of_hostile_rows_are_what_they_say_but_for_markdown(client):
    """What no README can say is refused; nothing else is."""
    refused = broken_files(client)
    assert set(refused) <= {"/README.md", "/papers.md"}
    for path in refused:
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert response.content.count(b"\n") == 1


@pytest.mark.usefixtures("hostile")
def test_files_hold_as_many_papers_as_the_list(client):
    number = Paper.objects.public().count()
    text = {ending: body(client.get(f"/papers.{ending}")).decode() for ending in LISTS}
    assert len(json.loads(text["csl.json"])) == number
    assert json.loads(text["json"])["count"] == number
    assert len(parse_library(text["bib"]).entries) == number
    assert len(rispy.loads(text["ris"])) == number
    assert len(list(csv.DictReader(io.StringIO(text["csv"], newline="")))) == number
    assert len(feedparser.parse(text["atom"]).entries) == number
    assert len(read(text["md"].encode(), vocabulary()).entries) == Listing.objects.public().count()


@pytest.mark.usefixtures("hostile")
def test_hostile_readme_comes_out_as_it_came_in(client):
    assert render() == HOSTILE.encode() == body(client.get("/README.md"))


@pytest.mark.usefixtures("hostile")
def test_hostile_readme_was_read_as_attacks_and_not_left_aside():
    titles = "\n".join(Paper.objects.values_list("title", flat=True))
    for attack in ("onerror=alert(1)", "{{ settings.SECRET_KEY }}", "🤖", "W" * 3_000, "\u202e", "</script>"):
        assert attack in titles
    assert Section.objects.filter(title__contains="onload").exists()
    assert Section.objects.filter(preface__contains="javascript").exists()
    assert PaperLink.objects.filter(url__istartswith="javascript").exists()
    assert PaperLink.objects.filter(paper__title__startswith="Three hundred").count() == 300
    assert Listing.objects.exclude(note="").count() > 30
    assert {len(title) for title in titles.splitlines()} >= {9_990, 10_000}


@pytest.mark.usefixtures("by_hand")
def test_files_of_one_paper_are_named_plainly(client):
    for paper in Paper.objects.public():
        for ending in SINGLES:
            named = client.get(f"/papers/{paper.slug}.{ending}")["Content-Disposition"]
            assert named == f'inline; filename="{paper.slug}.{ending}"'
