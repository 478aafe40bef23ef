"""Tags: renamed and merged with the history, the search text and the addresses of their papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import taggit.models
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from papers.admin.base import ExportedAdmin, KnownChoicesAdmin
from papers.models import Tag, TagRedirect
from papers.tag_merging import MOST, TagMergeRefusedError, add_redirect, merge_tags, noting_papers
from papers.term_forms import TagForm, TagRedirectForm

admin.site.unregister(taggit.models.Tag)


@admin.action(description="Merge selected tags into one", permissions=["merge"])
def merge_selected_tags(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask which tag stays; sent with `merge`, merge the others into it."""
    tags = list(Tag.objects.filter(pk__in=queryset.order_by().values("pk")).order_by("name")[: MOST + 1])
    if not 2 <= len(tags) <= MOST:
        model_admin.message_user(request, f"Select 2 to {MOST} tags to merge.", messages.ERROR)
        return None
    kept = next((tag for tag in tags if str(tag.pk) == request.POST.get("kept")), None)
    trouble = "" if kept or "merge" not in request.POST else "Choose the tag that stays."
    if kept and "merge" in request.POST:
        try:
            count = merge_tags(kept, [tag for tag in tags if tag != kept], user=request.user)
        except TagMergeRefusedError as error:
            trouble = str(error)
        else:
            text = f"{len(tags) - 1} tag{'' if len(tags) == 2 else 's'} merged into “{kept}”: papers changed: {count}."
            model_admin.message_user(request, text, messages.SUCCESS)
            return None
    counts = dict(queryset.order_by().values_list("pk", "paper_total"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Merge {len(tags)} tags into one?",
        "opts": model_admin.opts,
        "tags": [(tag, counts.get(tag.pk, 0)) for tag in tags],
        "kept": kept or max(tags, key=lambda tag: counts.get(tag.pk, 0)),
        "trouble": trouble,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/papers/merge_tags.html", context)


@admin.register(taggit.models.Tag)
class TagAdmin(ExportedAdmin):
    form = TagForm
    list_display = ["name", "slug", "paper_count"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    fields = ["name", "slug", "former_addresses"]
    readonly_fields = ["former_addresses"]
    actions = [merge_selected_tags]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(paper_total=Count("papers_papertag_items"))

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """A merge deletes tags, changes papers, and leaves the addresses that the tags had."""
        return request.user.has_perms(
            ["taggit.change_tag", "taggit.delete_tag", "papers.change_paper", "papers.add_tagredirect"]
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        former = form.initial
        with noting_papers([obj], user=request.user, reason=f"tag “{former['name']}” renamed to “{obj.name}”"):
            super().save_model(request, obj, form, change)
        if former["slug"] != obj.slug:
            add_redirect(former["slug"], obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._delete([obj], request, lambda: super(TagAdmin, self).delete_model(request, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._delete(list(queryset), request, lambda: super(TagAdmin, self).delete_queryset(request, queryset))

    def _delete(self, tags: Sequence[Any], request: HttpRequest, delete: Any) -> None:
        names = ", ".join(f"“{tag.name}”" for tag in tags)
        with transaction.atomic(), noting_papers(tags, user=request.user, reason=f"deleted: tag {names}"):
            delete()

    @admin.display(description="papers", ordering="paper_total")
    def paper_count(self, tag: Any) -> int:
        return tag.paper_total

    @admin.display(description="former addresses")
    def former_addresses(self, tag: Any) -> str:
        return ", ".join(TagRedirect.objects.filter(tag=tag.pk).values_list("old_slug", flat=True)) or "-"


@admin.register(TagRedirect)
class TagRedirectAdmin(KnownChoicesAdmin):
    form = TagRedirectForm
    list_display = ["old_slug", "tag"]
    list_select_related = ["tag"]
    search_fields = ["old_slug", "tag__name"]
