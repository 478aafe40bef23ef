"""The survey's own paper, as the README introduces it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from papers.identifiers import Identifiers, identify
from papers.markdown import html
from papers.markdown.nodes import Block, BlockKind, Inline, InlineKind
from papers.markdown.parser import parse
from papers.markdown.source import Source


@dataclass(frozen=True)
class SurveyPaper:
    """`year` is known from an arXiv id of the present style alone; `bibtex` is the authors' own, empty without one."""

    title: str
    url: str
    identifiers: Identifiers
    year: int | None = None
    bibtex: str = ""


def survey_paper(*prefaces: str) -> SurveyPaper | None:
    """The one paper that the prefaces (the root's and the title's) call the authors' own, by its linked title.

    Only words right before the link make it theirs, as in `our survey [A Survey of Lists](https://arxiv.org/abs/...)`.
    Links in lists and tables are news or other people's work. None where no link is theirs, or links of two titles.
    """
    trees = [_Prose.of(preface) for preface in prefaces]
    cites = any(_OURS.search(run.text) for prose in trees for runs in prose.paragraphs for run in runs)
    found: dict[str, list[_Run]] = {}
    for prose in trees:
        for link in _own_links(prose.paragraphs, cites=cites):
            found.setdefault(_title(link.text).casefold(), []).append(link)
    if len(found) != 1:
        return None
    (links,) = found.values()
    identifiers = identify(link.url for link in links)
    bibtex = next((prose.bibtex for prose in trees if prose.bibtex), "")
    return SurveyPaper(_title(links[0].text), links[0].url, identifiers, _year(identifiers.arxiv_id), bibtex)


def own_bibtex(*prefaces: str) -> str:
    """The first block of BibTeX in the prefaces, where a list asks to be cited; empty without one."""
    return next((bibtex for preface in prefaces if (bibtex := _Prose.of(preface).bibtex)), "")


_OUR_PAPER: Final = r"""
    \bour \b (?: [ -]+ (?! (?:list|collection|repo\w*|projects?|github|of|for|in|on|to|the|and) \b ) [\w'’]+ ){0,3}?
    [ -]+ (?: paper | survey (?!\ papers) | article | review | preprint | manuscript | position\ paper ) \b
    | 我们的?\ ?(?:论文|综述|文章)
"""
_OURS: Final = re.compile(_OUR_PAPER, re.IGNORECASE | re.VERBOSE)
# What follows holds no other clause: "if our survey helps you, read [...]" says nothing of what is linked.
_IS_OURS: Final = re.compile(
    rf"""(?:
      {_OUR_PAPER}
      | \b accompan(?:ies|ying) \b | \b companion \b | \b official \b [\w\ -]* \b (?:repo\w*|list|page|code) \b
      | \b (?:repo\w*|list|collection|page|website) \ (?:of|for|to) \ (?:the|this) \ (?:\w+\ )? (?:paper|survey) \b
    ) [^,;]{{0,40}} \W* \Z""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL: Final = re.compile(r"\A\W*(?:(?:our|survey) )?paper\W*:\W*\Z", re.IGNORECASE)
_FOLLOWS: Final = re.compile(
    r"\b(?:organi[sz]ed|classified|categori[sz]ed|structured|grouped|arranged) (?:according to|following|as in|by)\b"
    r"[^,;]{0,40}\W*\Z",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s)|[。！？]")
_NO_TITLE: Final = re.compile(
    r"\A(?:our|this|the|my|read|see|check)\b.*\b(?:paper|survey|article|preprint|review|manuscript)\Z"
    r"|\b(?:arxiv|pdf|here|link|download|github|openreview|https?)\b",
    re.IGNORECASE | re.DOTALL,
)
_LEAST_WORDS: Final = 3
_MOST_WORDS: Final = 40
_WRAPPING: Final = " \t\n\"'“”‘’«»《》*_`[]()."
_BIBTEX: Final = re.compile(r"\s*@(?!comment|preamble|string)[a-z]+\s*\{", re.IGNORECASE)
_ARXIV_YEAR: Final = re.compile(r"(\d\d)\d\d\.")


def _own_links(paragraphs: Sequence[Sequence[_Run]], *, cites: bool) -> Iterator[_Run]:
    for runs in paragraphs:
        before = ""
        for run in runs:
            if not run.url:
                before = _SENTENCE_END.split(before + run.text)[-1]
                continue
            is_own = _IS_OURS.search(before) or _LABEL.match(before) or (cites and _FOLLOWS.search(before))
            if is_own and _is_title(_title(run.text)) and _names_paper(run.url):
                yield run
            before = ""


def _names_paper(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(identify([url]))


def _title(text: str) -> str:
    return " ".join(text.split()).strip(_WRAPPING)


def _is_title(text: str) -> bool:
    words = re.findall(r"\w[\w'’-]*", text)
    return (
        _LEAST_WORDS <= len(words) <= _MOST_WORDS
        and not text[0].islower()
        and not _NO_TITLE.search(text)
        and not (len(words) < 5 and words[-1].lower() in ("paper", "survey", "article", "preprint"))
    )


def _year(arxiv_id: str) -> int | None:
    match = _ARXIV_YEAR.match(arxiv_id)
    return 2000 + int(match[1]) if match else None


@dataclass(slots=True)
class _Run:
    """Words, and where they lead."""

    text: str
    url: str = ""


_BREAKS: Final = frozenset("p div center br hr h1 h2 h3 h4 h5 h6 blockquote details summary section".split())
_LISTS: Final = frozenset("ul ol table".split())


@dataclass
class _Prose:
    """A preface's paragraphs, in Markdown or HTML, outside lists and tables; images are no words."""

    data: bytes
    paragraphs: list[list[_Run]] = field(default_factory=list)
    bibtex: str = ""
    link: str = ""
    lists: int = 0
    """How many lists and tables of HTML are open."""

    @classmethod
    def of(cls, markdown: str) -> _Prose:
        source = Source.decode(markdown.replace("\0", "").encode())
        prose = cls(source.data)
        for block in parse(source):
            prose.add(block)
        return prose

    def add(self, block: Block) -> None:
        if block.kind is BlockKind.QUOTE:
            for child in block.children:
                self.add(child)
        elif block.kind is BlockKind.CODE:
            text = "".join(inline.text for inline in block.inlines)
            if not self.bibtex and _BIBTEX.match(text):
                self.bibtex = text.strip()
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.HTML):
            self.begin()
            self.tell(block.inlines)

    def begin(self) -> None:
        self.paragraphs.append([])
        self.link = ""

    def tell(self, inlines: Sequence[Inline]) -> None:
        for inline in inlines:
            if inline.kind is InlineKind.HTML:
                self.tell_html(inline)
            elif inline.kind is InlineKind.LINK:
                self.follow(inline.url)
                self.tell(inline.children)
                self.follow("")
            elif inline.kind is not InlineKind.IMAGE:
                self.say(" " if inline.kind is InlineKind.BREAK else inline.text)
                self.tell(inline.children)

    def tell_html(self, inline: Inline) -> None:
        for tag in html.scan(self.data, inline.start, inline.end):
            if not tag.name:
                self.say(unescape(self.data[tag.start : tag.end].decode()))
            elif tag.name == "a":
                target = None if tag.closing else html.href(self.data, tag)
                self.follow(target[0] if target else "")
            elif tag.name in _LISTS:
                self.lists = max(0, self.lists + (-1 if tag.closing else 1))
                self.begin()
            elif tag.name in _BREAKS:
                self.begin()

    def follow(self, url: str) -> None:
        """What is said from here on leads there; words of one link are one run."""
        self.link = url
        if url and not self.lists:
            self.paragraphs[-1].append(_Run("", url))

    def say(self, text: str) -> None:
        if self.lists:
            return
        if not self.link:
            self.paragraphs[-1].append(_Run(text))
        else:
            self.paragraphs[-1][-1].text += text
