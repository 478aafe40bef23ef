"""Query parameters that the site understands."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

from papers.selection import PARAMETERS

KNOWN: Final = (*PARAMETERS, "page", "p")
"""In the order in which `known` gives them; `p` is a page of the sitemap."""


def known(query: str) -> str:
    """The parameters that an answer can depend on, in one order; several values of one stay in theirs.

    Two queries for which this is the same are answered with the same bytes. `query` is as WSGI gives it, where each
    character stands for a byte; bytes are read as Django reads them.
    """
    if not query:
        return ""
    pairs = [(name, value) for name, value in parse_qsl(_decode(query), keep_blank_values=True) if name in KNOWN]
    return urlencode(sorted(pairs, key=lambda pair: KNOWN.index(pair[0])))


def _decode(query: str) -> str:
    if query.isascii():
        return query
    try:
        return query.encode("latin-1").decode()
    except UnicodeError:
        return query


def is_search(query: str) -> bool:
    """Whether it has words of a reader's own. `query` is as `known` gives it, where `q` comes first."""
    return query.startswith("q=")


def without_words(query: str) -> str:
    """For the log: that there was a search, not for what."""
    return re.sub(r"^q=[^&]*(?:&q=[^&]*)*", "q=*", query)
