"""Every list of papers as a file: the same filters, the whole set, streamed; JSON comes in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from papers import api, catalogue
from papers.citations import formats, table
from papers.exporter import excerpt
from papers.filters import PaperFilter
from papers.layout.wishes import LayoutError
from papers.models import Paper
from papers.paging import read_positive, shorten
from papers.readme.wanted import WriteError
from papers.views.former_tags import follow_former_tags
from papers.views.unavailable import unwritable

BLOCK: Final = 32 * 1024
"""Characters that are sent at once, of papers that are whole."""


@require_safe
@follow_former_tags
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """400 with the reasons where the filters are not valid."""
    filters = PaperFilter(request.GET, catalogue.of(request))
    problems = filters.problems
    if not problems and ending == "json":
        problems = _page_problems(request)
    return JsonResponse({"errors": problems}, status=400) if problems else _WRITERS[ending](request, filters)


def _page_problems(request: HttpRequest) -> dict[str, list[str]]:
    given = {name: request.GET.get(name, "") for name in ("page", "per_page")}
    return {
        name: [f"“{shorten(value)}” is no number from 1."]
        for name, value in given.items()
        if value and read_positive(value) is None
    }


def _json(request: HttpRequest, filters: PaperFilter) -> HttpResponseBase:
    paginator = Paginator(filters.ordered(), filters.per_page)
    number = read_positive(request.GET.get("page", "")) or 1
    if number > paginator.num_pages:
        last = f"The last page is {paginator.num_pages}."
        return JsonResponse({"errors": {"page": [last]}}, status=400)
    page = paginator.page(number)
    papers = catalogue.papers_at(filters.catalogue, [*page.object_list], "listings")
    document = api.document(filters, page, papers.values(), settings.SITE_URL + request.path)
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _csv(request: HttpRequest, filters: PaperFilter) -> HttpResponseBase:
    outline = filters.terms.outline

    def sections(paper: Paper) -> Iterable[str]:
        for section in outline.sections_of(paper.listings.all()):
            yield " > ".join(each.title for each in outline.path(section.pk))

    papers = catalogue.stream(filters.catalogue, filters.ordered(), "listings")
    return _streamed(table.lines(papers, sections), table.MEDIA_TYPE, "csv")


def _markdown(request: HttpRequest, filters: PaperFilter) -> HttpResponseBase:
    chosen = {filters.catalogue.papers[number] for number in filters.found}
    try:
        # Of a list without papers there is nothing to take, and nothing to refuse.
        content = excerpt(chosen, force=True) if chosen else b""
    except (LayoutError, WriteError) as error:
        return unwritable(error)
    return _named(HttpResponse(content, content_type="text/markdown; charset=utf-8"), "md")


def _citations(written: formats.Format) -> Callable[[HttpRequest, PaperFilter], HttpResponseBase]:
    def stream(request: HttpRequest, filters: PaperFilter) -> HttpResponseBase:
        papers = catalogue.stream(filters.catalogue, filters.ordered())
        return _streamed(written.write(papers), written.media_type, written.suffix)

    return stream


def _streamed(chunks: Iterator[str], media_type: str, suffix: str) -> HttpResponseBase:
    return _named(StreamingHttpResponse(_blocks(chunks), content_type=f"{media_type}; charset=utf-8"), suffix)


def _blocks(chunks: Iterator[str]) -> Iterator[str]:
    """Each is sent on its own, which takes a third of the time if every paper is."""
    block: list[str] = []
    size = 0
    for chunk in chunks:
        block.append(chunk)
        size += len(chunk)
        if size >= BLOCK:
            yield "".join(block)
            block, size = [], 0
    if block:
        yield "".join(block)


def _named(response: HttpResponseBase, suffix: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'inline; filename="papers.{suffix}"'
    return response


_WRITERS: Final[dict[str, Callable[[HttpRequest, PaperFilter], HttpResponseBase]]] = {
    "json": _json,
    "csv": _csv,
    "md": _markdown,
    **{written.suffix: _citations(written) for written in formats.FORMATS},
}
