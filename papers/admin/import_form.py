"""The form in which a README is handed in."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from papers.admin.readme import file_name
from papers.importer import ImportRefusedError, Options, Role, compare, review
from papers.importer.conflict_markers import refuse_conflict_markers
from papers.markdown.source import MAX_BYTES, Source, SourceError
from papers.models import Revision
from papers.readme.file import read_regular_file

MEGABYTE: Final = 1024 * 1024
PASTED: Final = "pasted text"


def pasted_limit() -> str:
    return f"{(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MAX_BYTES) / MEGABYTE:g} MB"


class ProposalForm(forms.Form):
    """A README, as a file or as text, that an import would change something by."""

    file = forms.FileField(required=False, allow_empty_file=True, label="A file")
    # A plain field: the text keeps its blanks, and a NUL gets its place told.
    text = forms.Field(required=False, label="Or its text", widget=forms.Textarea(attrs={"rows": 10, "cols": 100}))
    survey_file = forms.BooleanField(required=False)
    role = forms.ChoiceField(
        choices=[
            ("repository", "What the list's repository holds now"),
            ("proposal", "Somebody's proposal"),
        ],
        widget=forms.RadioSelect,
        required=False,
        label="What is this file or text?",
        help_text="Of what the repository holds, all is taken in: what others changed there, and what they removed. Of"
        " a proposal, only its own changes are taken, as pending edits for an export to send. An export from here"
        " changes nothing in the list; as the repository's, it is no longer pending.",
    )
    accept_losses = forms.BooleanField(required=False, label="More than half of the listings may go")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loses_most = False
        self.ancestor: Revision | None = None
        self.fields["survey_file"].label = f"The survey's file on this server, {file_name()}"
        self.fields["file"].help_text = f"UTF-8, at most {MAX_BYTES // MEGABYTE} MB; taken byte for byte."
        limit = f"At most {pasted_limit()}; lines then end as those of the repository's README do."
        self.fields["text"].help_text = f"{limit} For the exact bytes take a file."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("file", "text", "survey_file") if cleaned.get(name)]
        if len(given) != 1:
            raise ValidationError("Choose one of the three." if given else "Choose a file, or paste its text.")
        name = given[0]
        if name == "survey_file":
            cleaned["role"] = Role.REPOSITORY.value
        elif not cleaned.get("role"):
            self.add_error("role", ValidationError("Choose which of the two it is."))
            return cleaned
        self._role = Role(cleaned["role"])
        try:
            content, source = self._content(name)
            self._check(content, name)
        except SourceError as error:
            place = f"line {error.line}, column {error.column}, byte {error.offset}"
            self.add_error(name, ValidationError(f"It is no README: {error.reason} at {place}."))
            return cleaned
        except OSError as error:
            self.add_error(name, ValidationError(f"It cannot be read: {error.strerror or error}."))
            return cleaned
        return {**cleaned, "content": content, "source": source}

    def _content(self, name: str) -> tuple[bytes, str]:
        """Of a file that is too large, enough to be refused."""
        given = self.cleaned_data[name]
        if name == "text":
            return _as_last_import(given), PASTED
        if name == "file":
            return given.read(MAX_BYTES + 1), given.name
        return read_regular_file(settings.SURVEY_README), file_name()

    def _check(self, content: bytes, name: str) -> None:
        Source.decode(content)
        refuse_conflict_markers(content)
        base = Revision.objects.upstream()
        if not content.strip():
            self.add_error(name, ValidationError("It is empty."))
        elif base is None and self._role is Role.PROPOSAL:
            refusal = "Nothing was imported yet, so that there is no list to merge a proposal into."
            self.add_error("role", ValidationError(refusal))
        elif base and base.data == content and self._role is Role.REPOSITORY:
            self.add_error(
                name, ValidationError("There is nothing new in it: the repository is known to hold these bytes.")
            )
        else:
            self._compare(content, name)

    def _compare(self, content: bytes, name: str) -> None:
        try:
            comparison = compare(content, Options(self._role))
            found = review(comparison)
        except ImportRefusedError as error:
            self.add_error(name, ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}."))
        else:
            # The version that a proposal was made from is kept with it: later ones may come to be nearer.
            self.ancestor = comparison.ancestor.revision if self._role is Role.PROPOSAL else None
            self.loses_most = found.loses_most
            if found.loses_most and not self.cleaned_data.get("accept_losses"):
                lost = f"{found.report.removed} of {found.listings} listings would go, which is more than half"
                self.add_error(name, ValidationError(f"{lost}. If this is meant, say so below and hand it in again."))


def _as_last_import(text: str) -> bytes:
    """Browsers end the lines of what is pasted in their own way; here they end as in the last import."""
    base = Revision.objects.upstream()
    newline = Source.decode(base.data).newline if base else b"\n"
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass").replace(b"\n", newline)
