from __future__ import annotations

from django.http import HttpResponse

from papers.layout.wishes import LayoutError
from papers.readme.wanted import WriteError


def unwritable(error: LayoutError | WriteError) -> HttpResponse:
    """For programs, in one line: what the README cannot say, and of which paper or section."""
    name = error.field if isinstance(error, WriteError) else ""
    about = "".join(f"{part}: " for part in (error.label, name) if part)
    reason = f"The list cannot be written at the moment: {about}{error}."
    return HttpResponse(" ".join(reason.split()) + "\n", status=503, content_type="text/plain; charset=utf-8")
