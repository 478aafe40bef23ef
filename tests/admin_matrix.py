"""Every address of the admin, who asks for it, what its forms would send, and what that writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from papers.duplicates import dismiss as dismiss_pair
from papers.findings import dismiss, find
from papers.history import delete_rows, note
from papers.importer import preview
from papers.models import (
    Content,
    DismissedFinding,
    DismissedPair,
    EvidenceType,
    Listing,
    Paper,
    ProposedImport,
    Revision,
    Section,
    SentValue,
    SlugRedirect,
    Step,
    Tag,
    TagRedirect,
    Venue,
)
from papers.permissions import EDITORS, MAINTAINERS
from tests.forms_of_pages import Field, PageForm, posting_forms
from tests.lists import BETA, LIST, imported, paper, section

NEW: Final = "@article{new,\n title={A paper that is new},\n author={Lovelace, Ada},\n year={2021}\n}\n"
TWICE: Final = BETA.replace("ICML", "Icml").replace("Beta explains", "Eta explains more of").replace("00002", "00007")

FLAWED: Final = LIST.replace(BETA, f"{BETA}{TWICE}- (**ACL'23**)[Empirical] Kappa is still to come [[Paper]]()\n")
OTHER: Final = FLAWED.replace("About two.", "About both.")

UNWATCHED: Final = {
    "django_session": "who is logged in, and messages",
    "django_admin_log": "says what was done",
    "django_migrations": "not written by requests",
    "papers_catalogue": "advanced by triggers with the tables that are compared",
    "axes_accessattempt": "logins",
    "axes_accesslog": "logins",
    "axes_accessfailurelog": "logins",
}
UNWATCHED_COLUMNS: Final = frozenset({"last_login"})

Ops = frozenset[tuple[type[models.Model], str]]
Body = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """A page of the admin with an object of its model in it."""

    name: str
    path: str


class Rows:
    """A list with one of everything that an address of the admin can be about."""

    def __init__(self) -> None:
        # The second one can be undone.
        imported(FLAWED.replace("Gamma retrieves", "Gamma fetches"))
        imported(FLAWED)
        alpha, beta, gamma = paper("Alpha"), paper("Beta"), paper("Gamma")
        for number, each in enumerate((alpha, beta, gamma)):
            each.tags.add(("attention", "circuits", "circuits")[number])
        user = User.objects.create_superuser("root")
        for model in (Paper, Section, Listing):
            rows = model._default_manager.all()
            note(rows, user=user, reason="as it was")
        alpha.year = 1999
        alpha.save()
        listing = Listing.objects.get(paper=alpha)
        listing.note = "Read it."
        listing.save()
        one = section("One")
        one.preface = "About one.\n"
        one.save()
        note([alpha, listing, one], user=user, reason="edited")
        dismiss_pair(alpha, gamma, reason="", user=user)
        dismiss("empty-link", "what is gone", reason="so", user=user)
        proposal = ProposedImport.objects.create(
            content=Content.objects.keep(OTHER.encode()), source="pasted", role="proposal"
        )
        iota = Paper.objects.create(title="Iota", slug="iota", citation_key="iota")
        iota.tags.add("circuits")
        spare = Section.objects.create(title="Spare", slug="spare", level=2, position=91, parent=section("A list"))
        lone = Listing.objects.create(paper=alpha, section=section("Two"), position=9)
        self.deleted: dict[type[models.Model], int] = {type(row): row.pk for row in (iota, spare, lone)}
        self.deletion = delete_rows([iota, spare, lone], user=user)
        self.user = user
        self.objects: dict[type[models.Model], models.Model] = {
            DismissedFinding: DismissedFinding.objects.get(),
            DismissedPair: DismissedPair.objects.get(),
            EvidenceType: EvidenceType.objects.get(name="Empirical"),
            Group: Group.objects.get(name=EDITORS),
            Listing: listing,
            Paper: alpha,
            ProposedImport: proposal,
            Revision: Revision.objects.upstream(),
            Section: one,
            SlugRedirect: SlugRedirect.objects.create(old_slug="old-alpha", paper=alpha),
            apps.get_model("taggit", "Tag"): Tag.objects.get(name="circuits"),
            TagRedirect: TagRedirect.objects.create(old_slug="old-circuits", tag=Tag.objects.get(name="circuits")),
            User: User.objects.create_user("somebody", is_staff=False),
            Venue: Venue.objects.get(name="ICLR"),
        }

        self.unused: dict[type[models.Model], models.Model] = {
            EvidenceType: EvidenceType.objects.create(name="Historical", slug="historical"),
            Section: Section.objects.create(
                title="Empty", slug="empty", level=2, position=90, parent=section("A list")
            ),
            Venue: Venue.objects.create(name="Nowhere", slug="nowhere"),
        }

    def key(self, model: type[models.Model]) -> int:
        return self.objects[model].pk


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def roles() -> dict[str, User | None]:
    """Who asks, from nobody to those who may do everything but make users."""
    some = {
        "staff without rights": (),
        "who may look": Permission.objects.filter(codename__startswith="view_"),
        "who may change papers alone": Permission.objects.filter(codename__in=["view_paper", "change_paper"]),
        "who may add papers alone": Permission.objects.filter(codename__in=["view_paper", "add_paper"]),
    }
    found: dict[str, User | None] = {"nobody": None}
    for name, permissions in some.items():
        found[name] = User.objects.create_user(name, is_staff=True)
        found[name].user_permissions.set(permissions)  # type: ignore[union-attr]
    for name in (EDITORS, MAINTAINERS):
        found[name] = User.objects.create_user(name, is_staff=True)
        found[name].groups.add(Group.objects.get(name=name))  # type: ignore[union-attr]
    return found


# Addresses

_ABOUT: Final[dict[str, type[models.Model]]] = {
    "papers_findings_take_back": DismissedFinding,
    "papers_paper_take_back": DismissedPair,
    "papers_readme_ancestor": ProposedImport,
    "papers_readme_review": ProposedImport,
    "papers_readme_withdraw": ProposedImport,
}
"""Where it is not the model that the address is below."""


def addresses(rows: Rows, *, key: int | None = None) -> list[Address]:
    """All patterns below `/admin/`, those of later models and views included; with `key` in the place of objects."""
    found = []
    for route, name in _patterns():
        path = re.sub(r"\(\?P<app_label>.*?\)", "papers", route.replace("(?P<url>.*)$", "nothing"))
        for parameter in re.findall(r"<(?:\w+:)?(\w+)>", path):
            path = re.sub(r"<.*?>", str(key or _value(name, route, parameter, rows)), path, count=1)
        found.append(Address(name, path.replace("^", "").replace("$", "")))
    return found


def _patterns() -> Iterator[tuple[str, str]]:
    resolver = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    assert isinstance(resolver, URLResolver)
    yield from _below(resolver, "/admin/")


def _below(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _below(each, route)
        else:
            assert isinstance(each, URLPattern)
            yield route, each.name or route


def _value(name: str, route: str, parameter: str, rows: Rows) -> object:
    if name == "view_on_site":
        return ContentType.objects.get_for_model(Paper).pk if parameter == "content_type_id" else rows.key(Paper)
    model = _ABOUT.get(name) or apps.get_model(".".join(route.split("/")[2:4]))
    if parameter == "record":
        history = model.history  # type: ignore[union-attr]
        return history.filter(id=rows.key(model)).order_by("history_id").first().history_id
    if parameter == "step":
        return rows.deletion.pk
    if name.endswith("_bring_back"):
        return rows.deleted[model]
    if name == "papers_section_sections":
        return section("A list").pk
    if name.endswith("_delete") and model in rows.unused:
        return rows.unused[model].pk
    assert parameter in ("object_id", "pk", "id"), f"{route}: what is <{parameter}>?"
    return rows.key(model)


# What is sent

_TEXTS: Final = {
    "acl_id": "2020.acl-main.1",
    "arxiv_id": "2402.02212",
    "authors": "Ada Lovelace",
    "citation_key": "lovelace2021value",
    "doi": "10.1000/182",
    "level": "2",
    "markdown": "*Hello*",
    "name": "Value",
    "new_tag_name": "Value",
    "note": "Value",
    "old_slug": "value",
    "position": "1",
    "reason": "So it is.",
    "slug": "value",
    "title": "Value",
    "username": "value",
    "year": "2021",
    **dict.fromkeys(["password1", "password2", "new_password1", "new_password2", "old_password"], "a long sentence 7"),
}
_TOUCHED: Final = frozenset({"description", "first_name", "name", "note", "old_slug", "preface", "title", "username"})
"""Texts that are changed where they are there already."""


def filled(form: PageForm, rows: Rows) -> Body:
    """What a browser sends once somebody has put something into the form, without pressing one of several buttons."""
    body: Body = {}
    for each in form.fields:
        value = _filled(each, rows)
        if value is not None:
            body.setdefault(each.name, []).append(value)
    buttons = [each.name for each in form.fields if each.kind == "submit"]
    return {name: values for name, values in body.items() if name not in buttons[1:] or len(buttons) < 2}


def _filled(each: Field, rows: Rows) -> str | None:
    name = each.name.rpartition("-")[2]
    if "__prefix__" in each.name or each.kind in ("file", "reset"):
        return None
    if each.kind in ("checkbox", "radio"):
        return each.value if each.is_sent else None
    if each.kind == "hidden" or name in ("csrfmiddlewaretoken", "action"):
        return each.value
    if each.kind == "select":
        return each.value or _choice(each, rows)
    if each.kind == "submit":
        return each.value
    if each.value:
        return f"{each.value}-too" if name in _TOUCHED else each.value
    return _TEXTS.get(name, each.value)


def _choice(each: Field, rows: Rows) -> str | None:
    if "data-app-label" in each.attributes:
        model = apps.get_model(each.attributes["data-app-label"], each.attributes["data-model-name"])
        target = model._meta.get_field(each.attributes["data-field-name"]).related_model
        assert isinstance(target, type)
        if each.attributes["data-field-name"] == "parent":
            return str(Section.objects.root().pk) if target is Section else None
        return str(rows.key(target))
    return next(filter(None, each.options), None)


def posts(rows: Rows) -> list[tuple[Address, str, Body]]:
    """All that can be sent to the admin, with the address whose page sends it."""
    root = client_of(rows.user)
    return [(each, *sent) for each in addresses(rows) for sent in bodies(each, root, rows)]


def bodies(address: Address, client: Client, rows: Rows) -> list[tuple[str, Body]]:
    """What is sent to an address: what is named below, what its own forms send, and each action of a list."""
    found = [(address.path, body) for body in _named(address.name, rows)]
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        answer = client.get(address.path)
        transaction.set_rollback(True)
    if answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]:
        found += _sent_by(answer, address.path, rows)
    if address.name.endswith("_changelist"):
        found += _actions(address, client, rows)
    for path, body in list(found):
        found += _then(path, body, client, rows)
        client.cookies = SimpleCookie(cookies)
        settings.SURVEY_README.unlink(missing_ok=True)
    return found or [(address.path, {"x": "y"})]


def _sent_by(answer: Any, path: str, rows: Rows) -> list[tuple[str, Body]]:
    html = answer.content.decode()
    own = [form for form in posting_forms(html) if form.names - {"csrfmiddlewaretoken"} or form.action in ("", path)]
    own = [form for form in own if "/logout/" not in form.action]
    return [(form.action if form.action.startswith("/") else path, filled(form, rows)) for form in own]


def _actions(address: Address, client: Client, rows: Rows) -> Iterator[tuple[str, Body]]:
    model = resolve(address.path).func.model_admin.model  # type: ignore[attr-defined]
    request = RequestFactory().get(address.path)
    request.user = rows.user
    for action in admin.site._registry[model].get_actions(request):
        chosen = [rows.key(model), *model._default_manager.exclude(pk=rows.key(model)).values_list("pk", flat=True)[:1]]
        yield address.path, {"action": action, "_selected_action": chosen, "index": "0"}
        if model in rows.unused:
            yield address.path, {"action": action, "_selected_action": [rows.unused[model].pk], "index": "0"}


def _then(path: str, body: Body, client: Client, rows: Rows) -> list[tuple[str, Body]]:
    """What a page that asks once more would send."""
    with transaction.atomic():
        answer = client.post(path, body)
        forms = _sent_by(answer, path, rows) if answer.status_code == 200 and not answer.streaming else []
        transaction.set_rollback(True)
    return [(where, sent) for where, sent in forms if sent != body]


def _named(name: str, rows: Rows) -> list[Body]:
    """For what has no form of its own page, or one that is empty."""
    papers = list(Paper.objects.order_by("pk").values_list("pk", flat=True)[:2])
    found = find()
    about = found.open[0].finding
    named: dict[str, list[Body]] = {
        "papers_findings_correct": [
            {"seen": found.sha256, "only": each.key} for each in found.open if each.finding.correction
        ],
        "papers_findings_dismiss": [{"code": about.code, "about": "Kappa is still to come", "reason": "So it is."}],
        "papers_findings_take_back": [{}],
        "papers_paper_add_papers": [{"text": NEW, "section": rows.key(Section)}],
        "papers_paper_dismiss": [{"paper": papers, "reason": "So it is."}],
        "papers_paper_merge": [{"paper": papers, "kept": papers[0]}],
        "papers_paper_take_back": [{}],
        "papers_readme_import": [{"role": "repository", "text": OTHER.replace("both", "all"), "accept_losses": "on"}],
        "papers_readme_withdraw": [{}],
        "papers_readme_undo": [{}],
        "papers_readme_ancestor": [{"ancestor": Revision.objects.upstream().pk}],
        "papers_readme_discard": [{"seen": preview().sha256, "all": "1", **more} for more in ({}, {"confirm": "1"})],
        "papers_listing_bring_back": [{}],
        "papers_paper_bring_back": [{}],
        "papers_section_bring_back": [{}],
        "papers_paper_undo_deletion": [{}],
        "papers_section_preview": [{"markdown": "*Hello*"}],
        "papers_section_entries": [_order(Listing.objects.filter(section=rows.key(Section)).in_readme_order())],
        "papers_section_sections": [_order(section("A list").children.in_readme_order())],
    }
    return named.get(name, [])


def _order(found: Any) -> Body:
    """The last one comes first."""
    keys = [each.pk for each in found]
    return {"before": ",".join(map(str, keys)), **{f"place-{key}": len(keys) - at for at, key in enumerate(keys)}}


# What is written


def watched() -> list[type[models.Model]]:
    """Every table that a model stands for; where none does, the table stands in UNWATCHED or is the index's."""
    models = apps.get_models(include_auto_created=True)
    every = {model._meta.db_table: model for model in models if not model._meta.proxy}
    others = set(connection.introspection.table_names()) - set(every) - set(UNWATCHED)
    assert not {name for name in others if not re.match(r"papers_(fulltext|words)|sqlite_", name)}, others
    return [model for table, model in every.items() if table not in UNWATCHED]


def contents(tables: list[type[models.Model]]) -> dict[type[models.Model], dict[Any, tuple[Any, ...]]]:
    """Every value of every row, by its key."""
    found = {}
    for model in tables:
        columns = [each.column for each in model._meta.concrete_fields if each.name not in UNWATCHED_COLUMNS]
        key = model._meta.pk.column
        names = ", ".join(connection.ops.quote_name(each) for each in filter(None, (key, *columns)))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            found[model] = {row[0]: _plain(row[1:]) for row in cursor.fetchall()}
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)


def written(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Ops:
    """What was added, changed and deleted, as the actions that permissions are called by."""
    found = set()
    for model, rows in before.items():
        now = after[model]
        found |= {(model, "add") for _ in [1] if now.keys() - rows.keys()}
        found |= {(model, "delete") for _ in [1] if rows.keys() - now.keys()}
        found |= {(model, "change") for _ in [1] if any(now[key] != rows[key] for key in rows.keys() & now.keys())}
    return frozenset(found)


_BELONGS: Final = {
    "DismissedFinding": "papers.change_paper auth.delete_user",
    "DismissedPair": "papers.change_paper auth.delete_user",
    "FetchedValue": "papers.change_paper papers.add_paper papers.merge_paper",
    "Group_permissions": "auth.change_group auth.add_group auth.delete_group",
    "HistoricalListing": "papers.add_listing papers.change_listing papers.delete_listing papers.merge_paper "
    "auth.delete_user",
    "HistoricalPaper": "papers.add_paper papers.change_paper papers.delete_paper papers.merge_paper auth.delete_user "
    "taggit.change_tag taggit.delete_tag",
    "HistoricalSection": "papers.add_section papers.change_section papers.delete_section auth.delete_user",
    "MetadataLookup": "papers.change_paper papers.add_paper papers.merge_paper",
    "ProposedImport": "papers.import_readme",
    **dict.fromkeys(["Content", "Revision", "SentValue"], "papers.import_readme papers.export_readme"),
    "User_groups": "auth.change_user auth.add_user auth.delete_user",
    "User_user_permissions": "auth.change_user auth.add_user auth.delete_user",
}
"""Rows that nobody makes for their own sake: any of these rights is enough."""
_ENTAILED: Final = {
    **{(part, "add"): f"papers.merge_paper papers.add_{part}" for part in ("paperlink", "paperevidence", "papertag")},
    ("paper", "delete"): "papers.merge_paper papers.delete_paper",
    # A paper's search text has the names of its venue and tags.
    ("paper", "change"): "papers.merge_paper papers.change_paper papers.change_venue "
    "taggit.change_tag taggit.delete_tag",
    ("section", "change"): "papers.change_section papers.add_section",
    ("paperlink", "delete"): "papers.delete_paper papers.merge_paper papers.delete_paperlink",
    ("paperevidence", "delete"): "papers.delete_paper papers.merge_paper papers.delete_paperevidence",
    ("papertag", "delete"): "papers.delete_paper papers.merge_paper papers.delete_papertag taggit.delete_tag",
    ("slugredirect", "delete"): "papers.delete_paper papers.delete_slugredirect",
    ("slugredirect", "add"): "papers.merge_paper papers.add_slugredirect",
    ("tagredirect", "delete"): "taggit.delete_tag papers.delete_tagredirect taggit.change_tag",
    ("tagredirect", "add"): "taggit.change_tag papers.add_tagredirect",
    ("listing", "change"): "papers.change_listing papers.add_listing papers.merge_paper",
}
"""What goes with another row, or makes room for one."""


ACCOMPANYING: Final = (Step,)
"""Written with every change, and only with one."""
DOWNLOAD: Final = "papers_readme_download"
RECORDS: Final = frozenset({Content, Revision, SentValue})
"""What a download of the export writes down, so that a later merge knows what went out."""


def is_record(address: Address, ops: Ops) -> bool:
    """Whether this is what the download of an export may write for everybody who may look at it."""
    return address.name == DOWNLOAD and {model for model, _ in ops} <= RECORDS


def unrightful(user: User | None, ops: Ops) -> list[str]:
    """What of this the user has no right to write."""
    others = {model for model, _ in ops} - set(ACCOMPANYING)
    return sorted(
        f"{action} {model.__name__}"
        for model, action in ops
        if not (model in ACCOMPANYING and others) and not _may(user, model, action)
    )


def _may(user: User | None, model: type[models.Model], action: str) -> bool:
    if user is None:
        return False
    name = model._meta.model_name or ""
    own = f"{model._meta.app_label}.{action}_{name}"
    any_of = _BELONGS.get(model.__name__) or _ENTAILED.get((name, action)) or own
    if model._meta.app_label == "papers" and user.has_perm("papers.import_readme"):
        return True
    return any(user.has_perm(each) for each in any_of.split())


class Watch:
    """What requests write; each is taken back."""

    def __init__(self) -> None:
        self.tables = watched()
        self.before = contents(self.tables)

    def writes(self, client: Client, method: str, path: str, body: Body | None = None) -> Ops:
        """An error in a view is raised here; a logout, and a written file, are taken back, too."""
        cookies, file = SimpleCookie(client.cookies), settings.SURVEY_README
        before = _changes()
        with transaction.atomic():
            answer = client.post(path, body) if body is not None else client.generic(method, path)
            assert answer.status_code < 500, (method, path)
            ops = written(self.before, contents(self.tables)) if _changes() != before else frozenset()
            transaction.set_rollback(True)
        client.cookies = cookies
        file.unlink(missing_ok=True)
        return ops


def _changes() -> object:
    """SQLite counts the rows that a connection writes, so that only what wrote something is compared row by row."""
    return connection.connection.total_changes if connection.vendor == "sqlite" else object()
