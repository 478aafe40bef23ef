"""The admin's first page: what there is to do."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Q
from django.urls import reverse

from papers.attention import COUNTED_UNASKED, QUESTIONS
from papers.models import Paper
from papers.permissions import ADDING_PAPERS

register = template.Library()


_LINKS = (
    (ADDING_PAPERS, "Add papers", "admin:papers_paper_add_papers"),
    (("papers.import_readme",), "Import a README", "admin:papers_readme_import"),
    (("papers.view_revision",), "What an export would change", "admin:papers_readme_export"),
    (("papers.view_revision",), "What to look at in the list", "admin:papers_findings"),
    (("papers.view_paper",), "Duplicates and wrong links", "admin:papers_paper_duplicates"),
    (("papers.view_paper",), "Deleted", "admin:papers_paper_deleted"),
)


@register.simple_tag
def desk_links(user: Any) -> list[dict[str, str]]:
    """What the user may start from here."""
    return [{"label": label, "url": reverse(name)} for needed, label, name in _LINKS if user.has_perms(needed)]


@register.simple_tag
def attention() -> list[dict[str, Any]]:
    """The questions that some papers answer, how many do, and the list of these. One query of a smaller list."""
    papers = Paper.objects.all()
    if papers.count() > COUNTED_UNASKED:
        return []
    totals = papers.aggregate(
        **{
            name.replace("-", "_"): Count("pk", filter=Q(pk__in=ask(papers).values("pk")))
            for name, (_, ask) in QUESTIONS.items()
        }
    )
    address = reverse("admin:papers_paper_changelist")
    return [
        {"label": label, "count": count, "url": f"{address}?attention={name}"}
        for name, (label, _) in QUESTIONS.items()
        if (count := totals[name.replace("-", "_")])
    ]
