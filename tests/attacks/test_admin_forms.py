"""Every form, paste, filter and search box of the admin with texts of all lengths and kinds: no error, ever."""

from __future__ import annotations

import random
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction

from tests.admin_matrix import Body, Rows, addresses, client_of, posts

pytestmark = [pytest.mark.django_db, pytest.mark.long]

LONG = 70_000
TEXTS_A_FIELD = 6
"""Of those below, for each field of each form, others each time."""
NASTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "a\u200bb\u202ec\x07d\x7f\ufeff",
    "\N{ZERO WIDTH JOINER}" * 50,
    "👩\u200d🔬 می\u200cخواهم",
    "7" * 20,
    "-1",
    "1e400",
    "9" * LONG,
    "x" * LONG,
    "https://arxiv.org/abs/" + "1" * LONG,
    "https://doi.org/10.1000/" + "(" * LONG,
    "10.1000/" + "a" * LONG,
    "10.",
    "http://[",
    "http://[::1",
    "https://exa mple",
    "http://",
    "https://e.org:port/",
    "//evil.example",
    "javascript:alert(1)",
    " JaVa\tScript\n:alert(1)",
    "javascript&#58;alert(1)",
    "data:text/html,x",
    "\x01javascript:alert(1)",
    "none",
    "+++",
    ",",
    '"',
    '"a, b", ""c',
    "[" * 5_000,
    "<" * 5_000,
    "@article{" * 2_000,
    "{" * LONG,
    "²³",
    "١٢٣",
    "𝟙",
    "Label https://example.org\njavascript:alert(1)",
    "%s %(x)s {0} {x}",
    "\u2028\x85\x1c",
    "ﷺ" * 5_000,
)
FIXED = frozenset({"csrfmiddlewaretoken", "action", "index"})


@pytest.fixture
def rows(settings: Any, tmp_path: Any) -> Rows:
    settings.SURVEY_README = tmp_path / "README.md"
    return Rows()


class Asker:
    """Asks as somebody who may do everything; remembers where a view failed. What was written is taken back."""

    def __init__(self, user: Any) -> None:
        self.client = client_of(user)
        self.client.raise_request_exception = False
        self.cookies = SimpleCookie(self.client.cookies)
        self.faults: dict[str, list[str]] = {}

    def ask(self, name: str, path: str, body: Body | None = None) -> None:
        with transaction.atomic():
            answer: Any = self.client.get(path) if body is None else self.client.post(path, encodable(body))
            transaction.set_rollback(True)
        self.client.cookies = SimpleCookie(self.cookies)
        settings.SURVEY_README.unlink(missing_ok=True)
        if answer.status_code >= 500:
            error = answer.exc_info[1]
            self.faults.setdefault(f"{type(error).__name__}: {str(error)[:80]}", []).append(name)


def encodable(body: Body) -> Body:
    """Lone surrogates are sent as the bytes that they would be."""
    return {
        name: [_bytes(each) for each in (value if isinstance(value, list) else [value])] for name, value in body.items()
    }


def _bytes(value: Any) -> Any:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def attacks(sent: list[tuple[Any, str, Body]]) -> list[tuple[str, str, Body]]:
    """Each field of each form with some texts, other fields as they were; and each form with several at once."""
    chance = random.Random(11)
    found = []
    for address, path, body in sent:
        names = [name for name in body if name not in FIXED]
        for name in names:
            texts = chance.sample(NASTY, TEXTS_A_FIELD)
            found += [(f"{address.name} {name} {text[:30]!r}", path, {**body, name: [text]}) for text in texts]
        for _ in range(5 if names else 0):
            several = {name: [chance.choice(NASTY)] for name in names if chance.random() < 0.5}
            found.append((f"{address.name} several", path, {**body, **several}))
    return found


def test_texts_of_all_kinds_in_every_field_are_no_error(rows):
    every, asker = attacks(posts(rows)), Asker(rows.user)
    assert len(every) > 2_500
    for name, path, body in every:
        asker.ask(name, path, body)
    assert asker.faults == {}


PARAMETERS = (
    "q", "p", "l", "o", "e", "all", "year", "section", "attention", "listed", "hidden__exact", "venue__id__exact",
    "tags__id__exact", "evidence_types__id__exact", "year__exact", "id__exact", "pk", "title__contains",
    "created__year",
    "created__gte", "paper", "kept", "level", "rule", "_changelist_filters", "_to_field", "_popup", "next", "term",
    "section__id__exact", "kind__exact", "nothing__at_all", "created__month", "_facets",
)  # fmt: skip


def test_queries_of_all_kinds_are_no_error(rows):
    chance, asker = random.Random(12), Asker(rows.user)
    for page in addresses(rows):
        every = page.name.endswith("changelist") or page.name in ("papers_findings", "papers_paper_merge")
        for parameter in PARAMETERS if every else chance.sample(PARAMETERS, 3):
            for text in chance.sample(NASTY, 12 if every else 4):
                query = urlencode({parameter: text[:60_000]}, errors="surrogatepass")
                asker.ask(f"{page.name} {parameter} {text[:20]!r}", f"{page.path}?{query}")
    assert asker.faults == {}
