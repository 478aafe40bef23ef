"""Atom (RFC 4287): what was added last, and one feed for every filter."""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from papers import catalogue
from papers.catalogue import Ordered, Snapshot
from papers.citations.names import people
from papers.citations.text import plain, readable
from papers.filters import PaperFilter
from papers.models import Paper
from papers.selection import Selection

LAST_ADDED: Final = 50
_NAMESPACE: Final = uuid.UUID("049a6d13-70a4-479f-bc99-261d28b0828a")
BEFORE_ALL: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed without entries was last updated."""


@require_safe
def newest(request: HttpRequest, ending: str = "") -> HttpResponseBase:
    """The papers that were added last."""
    snapshot = catalogue.of(request)
    papers = Ordered([snapshot.last_added_first(snapshot.everything)[:LAST_ADDED]])
    return _response(snapshot, papers, reverse("papers:feed"), reverse("papers:browse"), "")


@require_safe
def filtered(request: HttpRequest, ending: str) -> HttpResponseBase:
    """All papers that pass the filters, last added first unless another order is asked for."""
    filters = PaperFilter(request.GET, catalogue.of(request))
    if filters.problems:
        return JsonResponse({"errors": filters.problems}, status=400)
    selection = Selection.of(filters)
    in_order = selection.values.get("sort")
    papers = filters.ordered() if in_order else filters.catalogue.last_added_first(filters.found)
    query = selection.without("per_page").query
    address = reverse("papers:export", args=["atom"]) + query
    page = reverse("papers:browse") + query
    about = ", ".join(value for _, value in selection.without("sort", "per_page").pairs())
    return _response(filters.catalogue, papers, address, page, about)


def _response(snapshot: Snapshot, papers: Ordered, address: str, page: str, about: str) -> HttpResponseBase:
    title = plain(snapshot.terms.outline.survey_name)
    feed = _Feed(
        title=plain(f"{title}: {about}" if about else title),
        link=settings.SITE_URL + page,
        feed_url=settings.SITE_URL + address,
        feed_guid=_identify(snapshot, address),
        description=None,
        author_name=title,
        updated=catalogue.last_modified(snapshot, papers) or BEFORE_ALL,
    )
    entries = (_entry(snapshot, paper) for paper in catalogue.stream(snapshot, papers))
    return StreamingHttpResponse(feed.chunks(entries), content_type="application/atom+xml; charset=utf-8")


def _identify(snapshot: Snapshot, path: str) -> str:
    """Return an id that stays when the site moves to another address, and another survey does not have.

    It is made of slugs, which are given once, and the same for a site that is built anew from the README.
    """
    survey = uuid.uuid5(_NAMESPACE, snapshot.terms.outline.survey_slug)
    return uuid.uuid5(survey, path).urn


def _entry(snapshot: Snapshot, paper: Paper) -> dict[str, Any]:
    path = reverse("papers:paper", args=[paper.slug])
    appeared = " ".join(str(each) for each in (paper.venue, paper.track, paper.year) if each)
    return {
        "title": readable(paper.title),
        "link": settings.SITE_URL + path,
        "unique_id": _identify(snapshot, path),
        # Atom1Feed calls a summary HTML.
        "description": escape(readable(paper.abstract or appeared or paper.title)),
        "author_names": [name.in_order for name in people(paper.authors)],
        "pubdate": datetime.datetime.combine(paper.added, datetime.time(), datetime.UTC),
        "updateddate": paper.modified,
        "categories": [
            *(plain(kind.name) for kind in paper.details.evidence_types),
            *(plain(tag.name) for tag in paper.details.tags),
        ],
    }


class _Feed(Atom1Feed):
    """Django's, written entry by entry, so that a feed of any length needs the memory of one entry."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one `<author>` a person, where Django has one for all."""
        for name in item["author_names"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        super().add_item_elements(handler, item)

    def latest_post_date(self) -> datetime.datetime:
        return self.feed["updated"]

    def chunks(self, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
        out = io.StringIO()
        handler = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", AttributesImpl(self.root_attributes()))
        self.add_root_elements(handler)
        for entry in entries:
            self.items = []
            self.add_item(**entry)
            self.write_items(handler)
            yield _taken(out)
        handler.endElement("feed")
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
