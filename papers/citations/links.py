"""Addresses that may leave the site as addresses."""

from __future__ import annotations

import re
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from papers.citations import identifiers, rows
from papers.citations.text import plain
from papers.models import Paper

# Spaces stand in addresses that a README has between angle brackets.
_WEB: Final = re.compile(r"https?://[^\s/?#]+(?:[/?#][ \S]*)?", re.IGNORECASE)


def followable(url: str) -> str:
    """`url` with what no URI may have percent-encoded, if it leads somewhere on the web, else nothing."""
    url = url.strip()
    is_web = _WEB.fullmatch(url) is not None
    url = url.replace(" ", "%20")
    if not is_web or plain(url) != url:
        return ""
    try:
        host = urlsplit(url).hostname
    except ValueError:  # a bracket of an IPv6 address that is not closed
        return ""
    return iri_to_uri(url) if host else ""


def followed(paper: Paper) -> list[str]:
    """The links of its entry that can be followed, in order, each once."""
    return list(dict.fromkeys(filter(None, map(followable, rows.urls(paper)))))


def page(paper: Paper) -> str:
    """Its page on this site, absolute; empty for a paper without a slug."""
    return settings.SITE_URL + reverse("papers:paper", args=[paper.slug]) if paper.slug else ""


def best(paper: Paper) -> str:
    """Where a reader should look it up: an identifier's own address, else its first link, else its page here."""
    return next(chain(identifiers.addresses(paper), filter(None, map(followable, rows.urls(paper)))), "") or page(paper)
