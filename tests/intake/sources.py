"""arXiv and Crossref on this machine: made-up papers in the formats of the real ones, and bad days on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made+up</id>
  <title>arXiv Query: search_query=&amp;id_list={ids}&amp;start=0&amp;max_results=100</title>
  <updated>2026-01-05T00:00:00Z</updated>
  <link href="https://arxiv.org/api/query?id_list={ids}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>100</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""
ENTRY = """  <entry>
    <id>http://arxiv.org/abs/{id}v2</id>
    <title>{title}</title>
    <updated>2023-06-01T12:00:00Z</updated>
    <link href="https://arxiv.org/abs/{id}v2" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{id}v2" rel="related" type="application/pdf" title="pdf"/>
    <summary>  {summary}
</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <published>{published}T17:59:59Z</published>
    <arxiv:comment>9 pages</arxiv:comment>
    <arxiv:primary_category term="cs.LG"/>
{authors}{doi}  </entry>
"""
REFUSED = ENTRY.replace("http://arxiv.org/abs/{id}v2", "https://arxiv.org/api/errors#incorrect_id_format_for_{id}")

Mood = str
"""One of: empty (as it should be), 429, 500, garbage, html, nothing, cut, hang, close, denied."""


@dataclass
class Sources:
    """What the two know, what they were asked, and how they feel."""

    address: str = ""
    papers: dict[str, dict[str, Any]] = field(default_factory=dict)
    works: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """arXiv ids that arXiv takes for none."""
    counts_all: bool = False
    """Whether arXiv's total has the ids in it that it does not know."""
    mood: Mood = ""
    well_for: int = 0
    """Requests that are answered before the mood sets in."""
    asked: list[str] = field(default_factory=list)
    """Paths with queries."""
    agents: list[str] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def has_paper(self, arxiv_id: str, title: str, **more: Any) -> None:
        self.papers[arxiv_id] = {"title": title, **more}

    def has_work(self, doi: str, title: str, **more: Any) -> None:
        self.works[doi.lower()] = {"DOI": doi, "title": [title], **more}

    def feed(self, query: Mapping[str, list[str]]) -> tuple[int, bytes]:
        ids = query["id_list"][0].split(",")
        if bad := next((each for each in ids if each in self.refused), None):
            entry = REFUSED.format(id=bad, title="Error", summary="bad id", published="2026-01-05", authors="", doi="")
            return 400, FEED.format(ids=",".join(ids), total=1, entries=entry).encode()
        known = [each for each in ids if each in self.papers]
        start = int(query["start"][0])
        entries = "".join(self.entry(each) for each in known[start:])
        return 200, FEED.format(
            ids=",".join(ids), total=len(ids) if self.counts_all else len(known), entries=entries
        ).encode()

    def entry(self, arxiv_id: str) -> str:
        paper = self.papers[arxiv_id]
        names = paper.get("authors", ["Ada Lovelace", 'Kurt G\\"odel'])
        return ENTRY.format(
            id=arxiv_id,
            title=escape(paper["title"]),
            summary=escape(paper.get("abstract", "We show $\\alpha$ &\n  more.")),
            published=paper.get("published", "2023-05-17"),
            authors="".join(f"    <author><name>{escape(name)}</name></author>\n" for name in names),
            doi=f"    <arxiv:doi>{paper['doi']}</arxiv:doi>\n" if "doi" in paper else "",
        )

    def found(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        dois = [each.removeprefix("doi:").lower() for each in query["filter"][0].split(",")]
        items = [self.works[each] for each in dois if each in self.works]
        message = {"facets": {}, "total-results": len(items), "items": items, "items-per-page": 50, "query": {}}
        return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def work(**more: Any) -> dict[str, Any]:
    """What Crossref says of a paper besides DOI and title."""
    return {
        "author": [
            {"given": "Ada", "family": "Lovelace", "sequence": "first", "affiliation": []},
            {"name": "The Analytical Team", "sequence": "additional", "affiliation": []},
        ],
        "abstract": "<jats:title>Abstract</jats:title><jats:p>We <jats:bold>show</jats:bold> x &amp;amp; y.</jats:p>",
        "container-title": ["Transactions of the Association for Computational Linguistics"],
        "issued": {"date-parts": [[2022, 3, 9]]},
        **more,
    }


@contextmanager
def served() -> Iterator[Sources]:
    sources = Sources()

    class Handler(_Handler):
        known = sources

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sources.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield sources
        finally:
            sources.released.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    known: Sources

    def do_GET(self) -> None:
        sources, parts = self.known, urlsplit(self.path)
        sources.asked.append(unquote(self.path))
        sources.agents.append(self.headers["user-agent"])
        is_arxiv = parts.path.startswith("/api/")
        kind = "application/atom+xml; charset=utf-8" if is_arxiv else "application/json"
        if sources.mood and len(sources.asked) > sources.well_for:
            self._misbehave(sources.mood, kind)
        elif is_arxiv:
            status, content = sources.feed(parse_qs(parts.query, keep_blank_values=True))
            self._send(status, content, kind)
        elif parts.path == "/works":
            self._send(200, json.dumps(sources.found(parse_qs(parts.query))).encode(), kind)
        else:
            self._send_one(unquote(parts.path.removeprefix("/works/")), kind)

    def _send_one(self, doi: str, kind: str) -> None:
        if doi.lower() not in self.known.works:
            self._send(404, b"Resource not found.", "text/plain")
            return
        answer = {"status": "ok", "message-type": "work", "message": self.known.works[doi.lower()]}
        self._send(200, json.dumps(answer).encode(), kind)

    def _misbehave(self, mood: Mood, kind: str) -> None:
        if mood in ("429", "500"):
            self._send(int(mood), b"Rate exceeded." if mood == "429" else b"<html>oops", "text/html")
        elif mood == "denied":
            self._send(400, json.dumps({"status": "failed", "message": "no"}).encode(), kind)
        elif mood == "garbage":
            self._send(200, b"\xff\x00{]<not", kind)
        elif mood == "odd":
            self._send(200, b'{"message": {"items": [7], "total-results": 1}}', kind)
        elif mood == "html":
            self._send(200, b"<html><body>Are you human?</body></html>", "text/html")
        elif mood == "nothing":
            self._send(200, b"", kind)
        elif mood == "cut":
            self._send(
                200,
                FEED.format(ids="", total=2, entries=self.known.entry(next(iter(self.known.papers))))[:-40].encode(),
                kind,
            )
        elif mood == "hang":
            self.known.released.wait(30)
        # "close" says nothing at all.
        self.close_connection = True

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass
