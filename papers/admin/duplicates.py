"""Papers that may be one and links that may be wrong: side by side, merged or dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from papers.duplicates import Candidate, candidates, dismiss
from papers.layout.lines import lines_of
from papers.merging import MOST, Content, MergeRefusedError, combined, merge
from papers.models import DismissedPair, Listing, Paper

PER_PAGE: Final = 10
SHOWN: Final = 6
"""Papers of one candidate beside each other; of more, the others are named as a number."""

OWN: Final = frozenset({"Address", "Citation key"})
"""No two papers have the same."""

Values = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What several papers have in one field, a column each."""

    label: str
    values: Sequence[Values]
    result: Values = ()

    @property
    def differs(self) -> bool:
        return self.label not in OWN and len(set(self.values)) > 1


@dataclass(frozen=True)
class Shown:
    """A candidate with what its papers say."""

    papers: Sequence[Paper]
    evidence: Sequence[str]
    rows: Sequence[Row]
    more: int
    """Papers that are not shown."""


@admin.action(description="Merge selected papers into one", permissions=["merge"])
def merge_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not 2 <= len(keys) <= MOST:
        model_admin.message_user(request, f"Select 2 to {MOST} papers to merge.", messages.ERROR)
        return None
    return redirect(_merge_address(keys))


class DuplicateViews(admin.ModelAdmin):
    """Pages beside the list of papers."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("duplicates/", wrap(self.duplicates_view), name="papers_paper_duplicates"),
            path("duplicates/dismiss/", wrap(require_POST(self.dismiss_view)), name="papers_paper_dismiss"),
            path("duplicates/dismissed/", wrap(self.dismissed_view), name="papers_paper_dismissed"),
            path(
                "duplicates/dismissed/<int:pk>/take-back/",
                wrap(require_POST(self.take_back_view)),
                name="papers_paper_take_back",
            ),
            path("merge/", wrap(self.merge_view), name="papers_paper_merge"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("papers.merge_paper")

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = candidates()
        duplicates = Paginator(found.duplicates, PER_PAGE).get_page(request.GET.get("p"))
        wrong_links = Paginator(found.wrong_links, PER_PAGE).get_page(request.GET.get("l"))
        shown = _shown([*duplicates.object_list, *wrong_links.object_list])
        context = {
            "title": "Duplicates and wrong links",
            "duplicates": duplicates,
            "wrong_links": wrong_links,
            "duplicates_shown": shown[: len(duplicates.object_list)],
            "wrong_links_shown": shown[len(duplicates.object_list) :],
            "can_merge": self.has_merge_permission(request),
            "can_change": self.has_change_permission(request),
            "dismissed_total": DismissedPair.objects.count(),
        }
        return self._page(request, "duplicates", context)

    def dismiss_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        papers = _chosen(request.POST.getlist("paper"))
        back = redirect("admin:papers_paper_duplicates")
        if not 2 <= len(papers) <= MOST:
            self.message_user(request, "Choose the papers that are different ones.", messages.ERROR)
            return back
        reason = " ".join(request.POST.get("reason", "").split())
        with transaction.atomic():
            for at, first in enumerate(papers):
                for second in papers[at + 1 :]:
                    dismiss(first, second, reason=reason, user=request.user)
        self.message_user(request, "Dismissed. It can be taken back under “Dismissed”.", messages.SUCCESS)
        return back

    def dismissed_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pairs = DismissedPair.objects.select_related("first", "second", "user")
        page = Paginator(pairs, 50).get_page(request.GET.get("p"))
        context = {"title": "Dismissed", "page": page, "can_change": self.has_change_permission(request)}
        return self._page(request, "duplicates_dismissed", context)

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        get_object_or_404(DismissedPair, pk=pk).delete()
        self.message_user(request, "Taken back: the two papers are compared again.", messages.SUCCESS)
        return redirect("admin:papers_paper_dismissed")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        papers = _chosen(given.getlist("paper"))
        if not 2 <= len(papers) <= MOST:
            self.message_user(request, f"Choose 2 to {MOST} papers to merge.", messages.ERROR)
            return redirect("admin:papers_paper_duplicates")
        kept = next((paper for paper in papers if str(paper.pk) == given.get("kept")), papers[0])
        others = [paper for paper in papers if paper != kept]
        trouble = ""
        if request.method == "POST":
            without = [int(each) for each in request.POST.getlist("without") if each.isdecimal()]
            try:
                merge(kept, others, user=request.user, without=without)
            except MergeRefusedError as error:
                trouble = str(error)
            else:
                self._tell(request, kept, len(others))
                return redirect("admin:papers_paper_duplicates")
        return self._page(request, "merge", {**_merge_context(kept, others, papers), "trouble": trouble})

    def _tell(self, request: HttpRequest, kept: Paper, count: int) -> None:
        address = reverse("admin:papers_paper_change", args=[kept.pk])
        what = "paper was" if count == 1 else "papers were"
        told = format_html('{} {} merged into “<a href="{}">{}</a>”.', count, what, address, kept)
        self.message_user(request, told, messages.SUCCESS)

    def _page(self, request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/papers/{template}.html", {**everywhere, **context})


def _merge_address(keys: Iterable[int]) -> str:
    return f"{reverse('admin:papers_paper_merge')}?{urlencode([('paper', key) for key in keys])}"


def _chosen(keys: Sequence[str]) -> list[Paper]:
    """Those that are there, in the order in which they were made; nothing where it is not known what was meant."""
    if not all(key.isascii() and key.isdigit() for key in keys):
        raise Http404
    return list(_detailed(keys))


def _detailed(keys: Iterable[Any]) -> QuerySet:
    rows = ("links", "evidence__evidence_type", "tags", "listings__section")
    return Paper.objects.filter(pk__in=list(keys)).select_related("venue").prefetch_related(*rows).order_by("pk")


def _shown(found: Sequence[Candidate]) -> list[Shown]:
    """In a fixed number of queries, however many there are."""
    papers = {paper.pk: paper for paper in _detailed({pk for each in found for pk in each.papers[:SHOWN]})}
    lines = _lines(papers.values())
    return [
        Shown(
            [papers[pk] for pk in each.papers[:SHOWN]],
            each.evidence,
            _compared([papers[pk] for pk in each.papers[:SHOWN]], lines),
            len(each.papers[SHOWN:]),
        )
        for each in found
    ]


def _lines(papers: Iterable[Paper]) -> Mapping[int, int]:
    anchors = [listing.anchor for paper in papers for listing in paper.listings.all() if listing.anchor is not None]
    return lines_of(anchors) if anchors else {}


def _compared(papers: Sequence[Paper], lines: Mapping[int, int]) -> list[Row]:
    """Fields that one of the papers has."""
    facts = [_facts(paper, lines) for paper in papers]
    return [Row(label, values) for label in facts[0] if any(values := [each[label] for each in facts])]


def _facts(paper: Paper, lines: Mapping[int, int]) -> dict[str, Values]:
    return {
        "Title": (paper.title,),
        "Name": _texts(paper.name),
        "Authors": tuple(paper.authors),
        "Venue": _texts(paper.venue),
        "Track": _texts(paper.track),
        "Year": _texts(paper.year),
        "Date": _texts(paper.date),
        "Evidence types": tuple(str(use.evidence_type) for use in paper.evidence.all()),
        "Links": tuple(str(link) for link in paper.links.all()),
        "arXiv id": _texts(paper.arxiv_id),
        "DOI": _texts(paper.doi),
        "OpenReview id": _texts(paper.openreview_id),
        "ACL Anthology id": _texts(paper.acl_id),
        "Tags": tuple(sorted(tag.name for tag in paper.tags.all())),
        "Abstract": _texts(paper.abstract),
        "Added": (f"{paper.added:%Y-%m-%d}",),
        "Off the site": ("yes",) if paper.hidden else (),
        "Listed in": tuple(_place(listing, lines) for listing in paper.listings.all()) or ("not listed",),
        "Address": (paper.slug,),
        "Citation key": (paper.citation_key,),
    }


def _texts(value: Any) -> Values:
    return () if value in (None, "") else (str(value),)


def _place(listing: Listing, lines: Mapping[int, int]) -> str:
    line = lines.get(listing.anchor) if listing.anchor is not None else None
    return f"{listing.section}, line {line}" if line else f"{listing.section}, not exported yet"


def _merge_context(kept: Paper, others: Sequence[Paper], papers: Sequence[Paper]) -> dict[str, Any]:
    lines = _lines(papers)
    ordered = [kept, *others]
    result = _result(ordered, lines)
    rows = [Row(row.label, row.values, result[row.label]) for row in _compared(ordered, lines)]
    by_section: dict[int, list[tuple[int, str]]] = {}
    for paper in ordered:
        for listing in paper.listings.all():
            text = f"{paper.title} ({_place(listing, lines)})"
            by_section.setdefault(listing.section_id, []).append((listing.pk, text))
    return {
        "title": f"Merge {len(ordered)} papers into one?",
        "kept": kept,
        "papers": ordered,
        "rows": rows,
        "choices": papers,
        "repeated": [each for listings in by_section.values() if len(listings) > 1 for each in listings],
    }


def _result(papers: Sequence[Paper], lines: Mapping[int, int]) -> dict[str, Values]:
    """What the first one says once the others are merged into it."""
    content = combined([Content.of(paper) for paper in papers])
    said, others = content.said, content.others
    venues = {paper.venue_id: str(paper.venue) for paper in papers}
    types = {use.evidence_type_id: str(use.evidence_type) for paper in papers for use in paper.evidence.all()}
    places = [_place(listing, lines) for paper in papers for listing in paper.listings.all()]
    return {
        **_facts(papers[0], lines),
        **{name.capitalize(): _texts(said.get(name)) for name in ("title", "name", "track", "year", "date")},
        "Authors": tuple(said.get("authors", ())),
        "Venue": _texts(venues.get(said.get("venue")) if said.get("venue") else None),
        "Evidence types": tuple(types[key] for key in said.get("evidence_types", ())),
        "Links": tuple(" ".join(filter(None, each)) for each in said.get("links", ())),
        "Tags": tuple(said.get("tags", ())),
        "arXiv id": _texts(others["arxiv_id"]),
        "DOI": _texts(others["doi"]),
        "OpenReview id": _texts(others["openreview_id"]),
        "ACL Anthology id": _texts(others["acl_id"]),
        "Abstract": _texts(others["abstract"]),
        "Added": (f"{others['added']:%Y-%m-%d}",),
        "Listed in": tuple(places) or ("not listed",),
    }
