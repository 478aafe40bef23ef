"""What is pasted, and each paper of it as a small form."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from taggit.forms import TagField

from papers.exporter import UnwritableError
from papers.forms import AuthorsField, LinesField
from papers.identifiers import Identifiers, identify
from papers.intake.adding import Addition, is_known_venue
from papers.intake.drafts import Draft
from papers.intake.gathering import MOST
from papers.intake.known import Known, Match
from papers.intake.recognise import LONGEST
from papers.models import EARLIEST_YEAR, LATEST_YEAR, EvidenceType, Paper, PaperLink, Section
from papers.readme.records import Link
from papers.readme.wanted import WriteError
from papers.tag_names import format_names
from papers.typed_forms import IdentifierField, IdentifiersForm, TypedForm, checked_link, known_tags

SALT: Final = "papers.intake"
NEW, ANOTHER, SKIP = "new", "another", "skip"


class SectionField(forms.ModelChoiceField):
    """The sections as a tree, in README order."""

    def __init__(self, **kwargs: Any) -> None:
        sections = Section.objects.visible().in_readme_order()
        super().__init__(sections, **{"empty_label": "(choose a section)", **kwargs})

    def label_from_instance(self, section: Any) -> str:
        return "\u2003" * (section.level - 1) + str(section)


class PasteForm(TypedForm, forms.Form):
    text = forms.CharField(
        label="Papers",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 100, "spellcheck": "false"}),
        help_text="arXiv ids or addresses, DOIs, and BibTeX with one or many entries, mixed as they come.",
        error_messages={"required": "Paste something first."},
    )
    section = SectionField(
        required=False, help_text="New entries go to its end. It can be another one for each paper in the next step."
    )


class DraftForm(IdentifiersForm, forms.Form):
    """Required is what a new paper needs; one that is left out needs nothing, one that is there already a section."""

    choice = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    title = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 90}))
    authors = AuthorsField(
        help_text="Full names, one a line; “et al.” behind them if there are more.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    venue = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"size": 30, "list": "venues"}),
        help_text="Without track and year.",
    )
    track = forms.CharField(required=False, help_text="Findings, Workshop, Oral ...")
    year = forms.IntegerField(required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    evidence_types = forms.ModelMultipleChoiceField(
        EvidenceType.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    section = SectionField(required=False, help_text="The paper's entry goes to its end.")
    links = LinesField(
        help_text="One a line: label, then address.", widget=forms.Textarea(attrs={"rows": 2, "cols": 90})
    )
    abstract = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4, "cols": 90}))
    date = forms.CharField(required=False, max_length=40)
    arxiv_id = IdentifierField("arxiv_id", label="arXiv id")
    doi = IdentifierField("doi", label="DOI")
    tags = TagField(required=False, help_text="Separated by commas.")
    line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    problem = forms.CharField(required=False, widget=forms.HiddenInput)
    fetched = forms.CharField(required=False, widget=forms.HiddenInput)

    MORE: Final = ("abstract", "date", "arxiv_id", "doi", "tags")
    """Shown when they are asked for."""

    def __init__(self, *args: Any, known: Known, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.matches = known.matches(str(self["title"].value() or ""), self._identifiers())
        self.matches += self._chosen_before()
        choice = self.fields["choice"]
        choice.choices = [*self._offers()]  # type: ignore[attr-defined]
        choice.initial = None if self.matches else NEW
        choice.error_messages = {
            "required": "Choose: it looks like a paper that is there already.",
            "invalid_choice": "Choose: it looks like a paper that is there already.",
        }

    def clean_title(self) -> str:
        """One line, as where it is pasted from is often more."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_links(self) -> list[Link]:
        links = [_link(line) for line in self.cleaned_data["links"]]
        for link in links:
            if ":" not in link.url:
                shown = link.url if len(link.url) <= 80 else f"{link.url[:79]}…"
                raise ValidationError(f"“{shown}” is no address: one link a line, its label and then its address.")
            checked_link(link.url)
        return links

    def clean_venue(self) -> str:
        venue: str = self.cleaned_data["venue"].strip()
        if not self.user.has_perm("papers.add_venue") and not is_known_venue(venue):
            raise ValidationError(f"“{venue}” is no venue that is known here, and adding venues needs the permission.")
        return venue

    def clean_tags(self) -> list[str]:
        return known_tags(self.cleaned_data["tags"], self.user)

    def clean_fetched(self) -> dict[str, Any]:
        """What the source said, signed on its way through the browser."""
        if not self.cleaned_data["fetched"]:
            return {}
        try:
            found: dict[str, Any] = signing.loads(self.cleaned_data["fetched"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError("Where the values came from cannot be told: look them up again.") from None
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choice, section = cleaned.get("choice", SKIP), cleaned.get("section")
        if choice == SKIP:
            # What is left out keeps nobody from saving the others.
            for name in [name for name in self.errors if name not in ("choice", "__all__")]:
                del self.errors[name]
            return cleaned
        if not section and "section" not in self.errors:
            self.add_error("section", ValidationError("Choose one: an entry needs a place."))
        if choice in (NEW, ANOTHER):
            if not cleaned.get("title") and "title" not in self.errors:
                self.add_error("title", ValidationError("A paper needs one."))
        elif section and section.listings.filter(paper=choice).exists():
            self.add_error("section", ValidationError("The paper is listed there already."))
        return cleaned

    def addition(self) -> Addition | None:
        """Of a form that is valid; None for what is left out."""
        cleaned = self.cleaned_data
        if cleaned.get("choice", SKIP) == SKIP:
            return None
        if cleaned["choice"] not in (NEW, ANOTHER):
            return Addition(cleaned["section"], Paper.objects.get(pk=cleaned["choice"]))
        fetched = cleaned["fetched"]
        return Addition(
            cleaned["section"],
            columns={name: cleaned[name] for name in ("title", "authors", "abstract", "track", "year", "date")},
            venue=cleaned["venue"],
            identifiers=self._identifiers(),
            links=cleaned["links"],
            evidence_types=list(cleaned["evidence_types"]),
            tags=cleaned["tags"],
            source=fetched.get("source", ""),
            fetched=fetched,
        )

    def show(self, error: UnwritableError) -> None:
        """At the field that the README has no words for, if that is one of these."""
        name = error.trouble.field if isinstance(error.trouble, WriteError) else ""
        about = name if name in self.fields and name not in self.MORE else None
        self.add_error(about, ValidationError(f"The README cannot say this: {error.trouble}."))

    def more(self) -> list[Any]:
        return [self[name] for name in self.MORE]

    def main(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in (*self.MORE, "choice")]

    def has_hidden_errors(self) -> bool:
        return any(name in self.errors for name in self.MORE)

    def _identifiers(self) -> Identifiers:
        """Those of the links; what they do not have, from the fields."""
        lines = LinesField().to_python(self["links"].value())
        linked = identify(_link(line).url for line in lines)
        doi, arxiv_id = (str(self[name].value() or "").strip() for name in ("doi", "arxiv_id"))
        given = identify([doi if "doi.org/" in doi else f"doi:{doi}", f"arxiv:{arxiv_id}"])
        return Identifiers(*(getattr(linked, each.name) or getattr(given, each.name) for each in fields(Identifiers)))

    def _chosen_before(self) -> list[Match]:
        """A paper that was offered for what the form said at first."""
        chosen = str(self.data.get(self.add_prefix("choice"), ""))
        if not (chosen.isascii() and chosen.isdigit()) or any(str(match.paper.pk) == chosen for match in self.matches):
            return []
        return [Match(paper, "chosen before") for paper in Paper.objects.filter(pk=int(chosen))]

    def _offers(self) -> list[tuple[str, str | SafeString]]:
        if not self.matches:
            return [(NEW, "Add it"), (SKIP, "Leave it out")]
        listed = [(str(match.paper.pk), _offer(match)) for match in self.matches]
        return [*listed, (ANOTHER, "Add it: it is another paper"), (SKIP, "Leave it out")]


_Drafts: Any = forms.formset_factory(DraftForm, extra=0, max_num=MOST, absolute_max=MOST)


class DraftFormSet(_Drafts):
    """All of them are saved, or none."""

    def __init__(self, data: Any = None, *, values: list[dict[str, Any]] | None = None, user: Any) -> None:
        form_kwargs = {"known": Known(), "user": user}
        super().__init__(data, prefix="draft", initial=values, form_kwargs=form_kwargs)

    def additions(self) -> list[Addition]:
        return [addition for form in self.forms if (addition := form.addition())]

    def show(self, error: UnwritableError) -> None:
        """At the paper that it is about."""
        label = error.trouble.label if isinstance(error.trouble, WriteError) else ""
        chosen = [form for form in self.forms if form.addition()]
        about = [form for form in chosen if form.cleaned_data["title"] == label]
        for form in about[:1] or chosen[:1]:
            form.show(error)


@dataclass(frozen=True)
class Habits:
    """What the list's entries are like: `label` is their first link's, empty where the title is the link."""

    label: str = "Paper"
    has_tracks: bool = True

    @classmethod
    def load(cls) -> Habits:
        first = PaperLink.objects.filter(position=0).exclude(url="").order_by()
        labels = first.values_list("label").annotate(count=Count("pk")).order_by("-count", "label")
        label = next((label for label, _ in labels[:1]), "Paper")
        return cls(label, Paper.objects.exclude(track="").exists() or not Paper.objects.exists())


def initial(draft: Draft, *, section: Section | None, habits: Habits) -> dict[str, Any]:
    """A draft as its form starts; a track only where the list has a place for it."""
    fetched = {"source": draft.source, "title": draft.title, "authors": list(draft.authors)}
    fetched |= {"abstract": draft.abstract, "date": draft.date, "doi": draft.identifiers.doi}
    return {
        "title": draft.title,
        "authors": list(draft.authors),
        "abstract": draft.abstract,
        "venue": draft.venue,
        "track": draft.track if habits.has_tracks else "",
        "year": draft.year,
        "date": draft.date,
        "section": section,
        "links": [f"{habits.label} {draft.address}".strip()] if draft.address else [],
        "arxiv_id": draft.identifiers.arxiv_id,
        "doi": draft.identifiers.doi,
        "tags": format_names(draft.tags),
        "line": draft.line,
        "problem": draft.problem,
        "fetched": signing.dumps(fetched, salt=SALT, compress=True) if draft.source else "",
    }


def _link(line: str) -> Link:
    label, _, url = line.strip().rpartition(" ")
    return Link(label.strip(), url)


def _offer(match: Match) -> SafeString:
    address = reverse("admin:papers_paper_change", args=[match.paper.pk])
    return format_html(
        'List <a href="{}" target="_blank">{}</a> in the section too: it is there already ({})',
        address,
        match.paper.title,
        match.reason,
    )
