"""Random requests with headers of all sorts: nobody gets an answer that was made for other headers, nor an error.

The site runs as `make run` starts it, with several processes. Beside it runs one without any cache, over the same
database, which is asked each kind of request once, with nothing but what its answer may depend on.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.faults.site import Site
from tests.serving.wsgi import DECODERS

pytestmark = pytest.mark.long

REQUESTS: Final = 20_000
READERS: Final = 8
PATIENCE: Final = 60
SEED: Final = 11
PRODUCTION: Final = {
    "SITE_URL": "https://survey.example",
    "ALLOWED_HOSTS": "survey.example, www.survey.example, .lists.example, 127.0.0.1",
    "SECRET_KEY": "0123456789abcdefghij-" * 4,
    "TRUSTED_PROXIES": "1",
    "SEARCH_RATE": "off",
    "EXPORT_RATE": "off",
    "LOGIN_RATE": "off",
    "WEB_CONCURRENCY": "3",
}
SESSION: Final = """
from django.contrib.auth.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.get(username="attacked"))
print(client.cookies["__Host-session"].value)
"""

KEPT: Final = (
    "/",
    "/papers/",
    "/papers/?page=2",
    "/papers/?page=0",
    "/papers/?page=-1",
    "/papers/?page=99999999999999999999999999",
    "/papers/?per_page=0",
    "/papers/?year_min=2020&utm_source=x",
    "/papers/?venue=%C3%83%C2%A9",
    "/papers/?venue=%C3%A9",
    "/papers/?venue=nowhere",
    "/papers.json",
    "/papers.json?page=2",
    "/map/",
    "/map.svg",
    "/README.md",
    "/card.png",
    "/feed.atom",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-papers.xml",
)
PASSED: Final = (
    "/papers/?q=learning",
    "/papers.csv",
    "/papers.bib",
    "/papers.ris?page=0",
    "/papers.json?page=0",
    "/papers.json?page=abc",
    "/papers.json?per_page=99999999999999999999999",
    "/papers.bib?venue=nowhere",
    "/papers",
    "/papers/nowhere/",
    "/sections/nowhere/",
    "/nowhere",
    "//evil.example/",
    "/healthz",
    "/healthz/live",
    "/admin",
    "/admin/",
    "/admin/login/",
    "/admin/papers/paper/",
    "/static/nowhere.css",
)
CODINGS: Final = ("gzip", "br", "x-gzip", "identity", "*", "deflate", "zstd", "GZIP", "Br", "gzipped", "x-br")
WEIGHTS: Final = ("", "", "", ";q=1", ";q=1.0", "; q=0.5", ";Q=0.001", " ;\tq=0.9")
REFUSALS: Final = (";q=0", ";q=0.0", "; q=0.000", ";Q=0", ";q=2", ";q=-1", ";q=x", ";q=", ";q=0.0000", ";level=9")
HOSTS: Final = (
    *("survey.example",) * 12,
    "www.survey.example",
    "a.lists.example",
    "survey.example:8443",
    "SURVEY.EXAMPLE",
    "survey.example.",
    "evil.example",
    "survey.example@evil.example",
    "",
    "a b",
)
SCHEMES: Final = ("https",) * 10 + ("http", "HTTPS", "https, http", "http, https", "", "ftp")
COOKIES: Final = ("__Host-session={session}", "__Host-session=wrong", "a=b", "messages=x", "=;;", "__Host-session")
NOISE: Final = {
    "X-Forwarded-For": ("1.2.3.4", "1.2.3.4:4711", "[2001:db8::1]:443", '"1.2.3.4"', ", ,", "garbage", "::1%lo"),
    "X-Forwarded-Host": ("evil.example", "www.survey.example"),
    "X-Forwarded-Port": ("1", "443"),
    "X-Forwarded-Prefix": ("/evil",),
    "X-Forwarded-Server": ("evil.example",),
    "Forwarded": ("for=1.2.3.4;host=evil.example;proto=http",),
    "X-Original-URL": ("/admin/",),
    "X-Rewrite-URL": ("/admin/",),
    "X-HTTP-Method-Override": ("POST",),
    "SCRIPT_NAME": ("/evil", "/papers"),
    "PATH_INFO": ("/admin/",),
    "X-Host": ("evil.example",),
    "X-Request-ID": ("one", "a b", "x" * 80),
    "Authorization": ("Basic eDp5", "Bearer x"),
    "Accept": ("application/json", "image/png;q=0"),
    "Accept-Language": ("de", "ar;q=0.9"),
    "Cache-Control": ("no-cache", "only-if-cached"),
    "If-Match": ('"x"', "*"),
    "HX-Request": ("true",),
    "Origin": ("https://evil.example",),
    "Referer": ("https://evil.example/",),
    "User-Agent": ("x", "Mozilla/5.0 (iPhone)"),
    "Range": ("bytes=0-1", "bytes=9-2", "x"),
    "If-Modified-Since": ("Tue, 24 Nov 1998 10:00:00 GMT", "yesterday"),
}
TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


@dataclass(frozen=True)
class Question:
    """What an answer may depend on, besides what codings a reader takes and has."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    @property
    def is_in_session(self) -> bool:
        return any(name == "Cookie" and value.startswith("__Host-session=") for name, value in self.headers)


@dataclass(frozen=True)
class Request:
    question: Question
    accepted: str | None
    allowed: frozenset[str]
    """Codings that an answer may have, besides none."""
    has_it: bool
    """Whether the reader says what they were told of the same address before."""
    noise: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @cached_property
    def text(self) -> bytes:
        decode = DECODERS[self.headers.get("content-encoding", "")]
        return TOKEN.sub(rb"\1", decode(self.body) if self.body else b"")

    @property
    def content(self) -> tuple[int, str, str, bytes]:
        return self.status, self.headers.get("content-type", ""), self.headers.get("location", ""), self.text


class Reader:
    """A connection to a server, made anew where the server has closed it."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)

    def close(self) -> None:
        self.connection.close()

    def ask(self, question: Question, more: Iterable[tuple[str, str]] = ()) -> Answer:
        try:
            return self._exchange(question, more)
        except (HTTPException, ConnectionError):
            self.connection.close()
            return self._exchange(question, more)

    def _exchange(self, question: Question, more: Iterable[tuple[str, str]]) -> Answer:
        self.connection.putrequest(question.method, question.target, skip_host=True, skip_accept_encoding=True)
        for name, value in (*question.headers, *more):
            self.connection.putheader(name, value)
        self.connection.endheaders()
        response = self.connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())


class Reference:
    """What the site without caches says, asked once for each question."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._answers: dict[Question, Answer] = {}
        self._lock = Lock()

    def answer(self, question: Question) -> Answer:
        with self._lock:
            if question not in self._answers:
                with closing(Reader(self.address)) as reader:
                    self._answers[question] = reader.ask(question)
            return self._answers[question]


def generate_codings(chance: random.Random) -> tuple[str | None, frozenset[str]]:
    """An Accept-Encoding header, and the codings that are allowed by it; what is malformed allows nothing."""
    if chance.random() < 0.15:
        return None, frozenset()
    if chance.random() < 0.3:
        return "gzip, deflate, br, zstd", frozenset({"gzip", "br"})
    elements: list[str] = []
    named: dict[str, bool] = {}
    for name in chance.sample(CODINGS, chance.randint(0, 4)):
        is_refused = chance.random() < 0.5
        elements.append(name + chance.choice(REFUSALS if is_refused else WEIGHTS))
        coding = name.lower().replace("x-gzip", "gzip")
        named[coding] = named.get(coding, True) and not is_refused
    allowed = {coding for coding in ("br", "gzip") if named.get(coding, named.get("*", False))}
    return chance.choice((", ", ",", " , ,")).join(elements), frozenset(allowed)


def generate_request(chance: random.Random, targets: tuple[str, ...], session: str) -> Request:
    method = chance.choice(("GET",) * 12 + ("HEAD",) * 3 + ("POST", "OPTIONS", "PUT", "DELETE", "TRACE", "MADEUP"))
    headers = [("Host", chance.choice(HOSTS))]
    if scheme := chance.choice(SCHEMES):
        headers.append(("X-Forwarded-Proto", scheme))
    if chance.random() < 0.15:
        headers.append(("Cookie", chance.choice(COOKIES).format(session=session)))
    target = chance.choice(targets if chance.random() < 0.75 else PASSED)
    accepted, allowed = generate_codings(chance)
    names = chance.sample(sorted(NOISE), chance.choice((0, 0, 1, 2, 5)))
    if target.startswith("/static/"):
        names = [name for name in names if name not in ("Range", "If-Modified-Since")]
    noise = tuple((name, chance.choice(NOISE[name])) for name in names)
    question = Question(method, target, tuple(headers))
    return Request(question, accepted, allowed, chance.random() < 0.15, noise)


class Attack:
    def __init__(self, site: str, reference: Reference) -> None:
        self.site = site
        self.reference = reference
        self.etags: dict[Question, set[str]] = {}
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self._lock = Lock()

    def run(self, requests: list[Request]) -> None:
        with ThreadPoolExecutor(READERS) as pool:
            for finished in [pool.submit(self._read, requests[at::READERS]) for at in range(READERS)]:
                finished.result()

    def _read(self, requests: list[Request]) -> None:
        with closing(Reader(self.site)) as reader:
            for request in requests:
                self._compare(request, reader)

    def _compare(self, request: Request, reader: Reader) -> None:
        resource = Question("GET", request.question.target, request.question.headers)
        with self._lock:
            known = sorted(self.etags.get(resource, ())) if request.has_it else []
        more = [*request.noise, *([("If-None-Match", ", ".join(known))] if known else [])]
        if request.accepted is not None:
            more.append(("Accept-Encoding", request.accepted))
        answer = reader.ask(request.question, more)
        fault = find_fault(request, known, answer, self.reference.answer(request.question))
        with self._lock:
            self.statuses[answer.status] += 1
            if fault:
                self.faults.append(f"{fault}: {request}, answered {answer.status} {answer.headers}")
            if etag := answer.headers.get("etag"):
                self.etags.setdefault(resource, set()).add(etag)


def find_fault(request: Request, known: list[str], answer: Answer, expected: Answer) -> str:
    """Say what is wrong with an answer; nothing where it is the one that the request is to get."""
    coding = answer.headers.get("content-encoding", "")
    if answer.status >= 500:
        return "an error of the site"
    if coding and coding not in request.allowed:
        return f"in {coding}, which the reader does not take"
    if answer.status == 304:
        return "" if known and not answer.body else "not modified, for a reader who has nothing"
    if answer.content != expected.content:
        return f"not what a site without caches says, which is {expected.status} {expected.headers}"
    is_public = "public" in answer.headers.get("cache-control", "")
    is_personal = request.question.is_in_session and not request.question.target.startswith("/static/")
    if is_public and ("set-cookie" in expected.headers or is_personal):
        return "public, though it is for one reader"
    return ""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Site]]:
    """The site, and the one without caches; both are ended with the tests."""
    site = Site(tmp_path_factory.mktemp("attacked"), **PRODUCTION)
    site.add_maintainer("attacked")
    reference = copy(site)
    reference.folder = tmp_path_factory.mktemp("uncached")
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reference.address = f"http://127.0.0.1:{port}"
    reference.environment = {**site.environment, "PORT": str(port)}
    with site.served(), reference.served("tests.attacks.uncached:application"):
        yield site, reference


def paper_pages(site: Site) -> list[str]:
    slugs = site.query("list(Paper.objects.public().order_by('pk').values_list('slug', flat=True)[:5])")
    sections = site.query("list(Section.objects.order_by('pk').values_list('slug', flat=True)[:3])")
    return [
        *(f"/papers/{slug}/" for slug in slugs),
        *(f"/papers/{slugs[0]}.{ending}" for ending in ("bib", "csl.json")),
        *(f"/sections/{slug}/" for slug in sections),
    ]


def static_files(folder: Path) -> list[str]:
    return [f"/static/css/{path.name}" for path in sorted((folder / "static/css").glob("main.*.css"))]


def test_no_random_request_gets_an_answer_made_for_other_headers(attacked):
    site, reference = attacked
    session = site.run(sys.executable, "manage.py", "shell", "-v0", "-c", SESSION).strip()
    targets = (*KEPT, *paper_pages(site), *static_files(site.folder))
    chance = random.Random(SEED)
    attack = Attack(site.address, Reference(reference.address))
    attack.run([generate_request(chance, targets, session) for _ in range(REQUESTS)])
    assert attack.faults == [], (len(attack.faults), attack.faults[0])
    assert sum(attack.statuses.values()) == REQUESTS
    assert {200, 301, 304, 400, 403, 404, 405} <= attack.statuses.keys()
    log = (site.folder / "server.log").read_text()
    assert [line for line in log.splitlines() if "Traceback" in line or "no-body response" in line] == []
