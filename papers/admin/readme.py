"""The README beside the admin: what an export would change, the file, and what came in and went out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from papers.admin.telling import tell_edits
from papers.admin.version_changes import tell_version
from papers.exporter import ExportRefusedError, record_export, refuse_unknown, render_to_send
from papers.importer import Preview, preview, write_file
from papers.layout.wishes import LayoutError
from papers.models import Paper, Revision, Section
from papers.readme.file import read_regular_file
from papers.readme.wanted import WriteError
from papers.textdiff import difference

UNEXPORTABLE: Final = (ExportRefusedError, LayoutError, WriteError)
"""Why there is no README of the rows."""
MARKDOWN = "text/markdown; charset=utf-8"


class ReadmeViews(admin.ModelAdmin):
    """For revisions: the export, and what of the README each revision changed."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export), name="papers_readme_export"),
            path("export/README.md", view(self.download), name="papers_readme_download"),
            path("<int:pk>/difference/", view(self.difference), name="papers_revision_difference"),
            path("<int:pk>/README.md", view(self.download_revision), name="papers_revision_download"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, name: str, title: str, **context: Any) -> TemplateResponse:
        common = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/papers/{name}.html", {**common, **context})

    def require(self, request: HttpRequest, permission: str) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def export(self, request: HttpRequest) -> HttpResponse:
        """Shows what an export would write; posted, writes it to the survey's file."""
        self.require(request, "papers.view_revision")
        if request.method == "POST":
            self.require(request, "papers.export_readme")
            self._write(request)
            return HttpResponseRedirect(request.path)
        title = "Export the README"
        try:
            found = preview()
        except UNEXPORTABLE as error:
            return self.page(request, "readme_export", title, trouble=trouble_of(error))
        return self.page(
            request,
            "readme_export",
            title,
            preview=found,
            groups=tell_edits(found.edits),
            total=len(found.edits),
            may_discard=request.user.has_perm("papers.import_readme"),
            difference=difference(found.before, found.content),
            file=_file(found),
            may_write=request.user.has_perm("papers.export_readme"),
        )

    def download(self, request: HttpRequest) -> HttpResponse:
        self.require(request, "papers.view_revision")
        try:
            rendering = render_to_send()
        except UNEXPORTABLE:
            return HttpResponseRedirect(reverse("admin:papers_readme_export"))
        if request.method == "GET":
            record_export(rendering, "download", user=request.user)
        return _attached(rendering.content)

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a version's step changed in the list; of what went out, what it has that the repository had not."""
        self.require(request, "papers.view_revision")
        revision = get_object_or_404(Revision.objects.select_related("user", "step__user", "ancestor"), pk=pk)
        shown = Revision.objects.versions().readable().select_related("content")
        told = tell_version(revision)
        return self.page(
            request,
            "revision_difference",
            f"What changed: {revision}",
            revision=revision,
            before=shown.filter(pk__lt=pk).order_by("-pk").first(),
            after=shown.filter(pk__gt=pk).order_by("pk").first(),
            told=told,
            difference=told and difference(told.old, told.new),
            can_undo=told is not None and told.is_undoable and request.user.has_perm("papers.import_readme"),
        )

    def download_revision(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.require(request, "papers.view_revision")
        return _attached(get_object_or_404(Revision, pk=pk).data)

    def _write(self, request: HttpRequest) -> None:
        file = settings.SURVEY_README
        # Without what was seen, nothing was: no content has this hash.
        seen = request.POST.get("seen") or "nothing"
        try:
            content = write_file(file, user=request.user, seen=seen)
        except ExportRefusedError as error:
            text = f"{file_name()}: {error.reason}. Nothing was written."
            self.message_user(request, text, messages.ERROR)
        except (LayoutError, WriteError) as error:
            self.message_user(request, f"Nothing was written: {error}.", messages.ERROR)
        except OSError as error:
            reason = error.strerror or error
            self.message_user(request, f"{file_name()} cannot be written: {reason}.", messages.ERROR)
        else:
            self.message_user(request, f"Written to {file_name()}: {len(content)} bytes.", messages.SUCCESS)


def _attached(content: bytes) -> HttpResponse:
    return HttpResponse(
        content, content_type=MARKDOWN, headers={"Content-Disposition": 'attachment; filename="README.md"'}
    )


def trouble_of(error: ExportRefusedError | LayoutError | WriteError) -> dict[str, Any]:
    """Why there is no export, and the paper or section that it is about."""
    if isinstance(error, ExportRefusedError):
        return {"reason": error.reason}
    about: Any = Paper.objects.filter(title=error.label).first() or Section.objects.filter(title=error.label).first()
    return {
        "reason": str(error),
        "label": error.label,
        "field": getattr(error, "field", ""),
        "line": error.line,
        "url": about and reverse(f"admin:papers_{about._meta.model_name}_change", args=[about.pk]),
    }


def _file(found: Preview) -> dict[str, Any]:
    """The survey's file: whether it can be written, and what speaks against it."""
    file = settings.SURVEY_README
    state = {"name": file_name(), "is_writable": _is_writable(file), "is_same": False, "refusal": ""}
    try:
        refuse_unknown(file)
        state["is_same"] = file.exists() and read_regular_file(file) == found.content
    except ExportRefusedError as error:
        state["refusal"] = error.reason
    except OSError as error:
        state["refusal"] = f"cannot be read: {error.strerror or error}"
    return state


def _is_writable(file: Path) -> bool:
    """A new file takes the place of the old one, so that the directory counts, too."""
    return os.access(file.parent, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def file_name() -> str:
    """The survey's file, as it is called within the project."""
    file, base = settings.SURVEY_README, settings.BASE_DIR
    return str(file.relative_to(base) if file.is_relative_to(base) else file)
