"""Addresses with tags that were merged or renamed lead to those with the tags of now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from papers import catalogue
from papers.models import NONE_SLUG, TagRedirect

LONGEST: Final = 100
"""Characters of an address that a tag may have."""
MOST_TAGS: Final = 100
"""Of more in one address none is looked up."""

View = Callable[..., HttpResponseBase]


def follow_former_tags(view: View) -> View:
    """Redirect a request for tags that have another address now. One query, and only for tags that no paper has."""

    @wraps(view)
    def redirect_or_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = present_address(request)
        return HttpResponsePermanentRedirect(address) if address else view(request, *args, **kwargs)

    return redirect_or_view


def present_address(request: HttpRequest) -> str:
    """Return the request's address with the present tags; empty if it has no former one."""
    asked = {value for value in request.GET.getlist("tag") if value and value != NONE_SLUG}
    if not asked:
        return ""
    unknown = asked - set(catalogue.of(request).terms.tags)
    slugs = [value for value in unknown if len(value) <= LONGEST and "\0" not in value]
    if not 0 < len(slugs) <= MOST_TAGS:
        return ""
    moved = dict(TagRedirect.objects.filter(old_slug__in=slugs).values_list("old_slug", "tag__slug"))
    if not moved:
        return ""
    query = request.GET.copy()
    query.setlist("tag", list(dict.fromkeys(moved.get(value, value) for value in query.getlist("tag"))))
    return f"{request.path}?{query.urlencode()}"
