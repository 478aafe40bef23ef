from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from papers.importer.imports import import_readme
from papers.models import (
    Catalogue,
    EvidenceType,
    Listing,
    Paper,
    PaperEvidence,
    PaperLink,
    PaperTag,
    Section,
    SlugRedirect,
    Tag,
    TagRedirect,
    Venue,
)
from papers.querysets import NEVER_CHANGED, CatalogueState
from tests.lists import LIST, imported
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db

ROWS: dict[type, Callable[[], object]] = {
    EvidenceType: make_evidence_type,
    Listing: lambda: Listing.objects.create(paper=Paper.objects.get(), section=Section.objects.root()),
    Paper: lambda: Paper.objects.create(title="Alone", slug="alone", citation_key="alone"),
    PaperEvidence: lambda: add_evidence(Paper.objects.get(), EvidenceType.objects.get()),
    PaperLink: lambda: add_link(Paper.objects.get(), "https://example.org"),
    PaperTag: lambda: PaperTag.objects.create(content_object=Paper.objects.get(), tag=Tag.objects.get()),
    Section: make_section,
    SlugRedirect: lambda: SlugRedirect.objects.create(old_slug="old", paper=Paper.objects.get()),
    TagRedirect: lambda: TagRedirect.objects.create(old_slug="old", tag=Tag.objects.get()),
    Tag: lambda: Tag.objects.create(name="circuits", slug="circuits"),
    Venue: make_venue,
}


def current() -> CatalogueState:
    return Catalogue.objects.current()


@pytest.fixture
def rows() -> None:
    """What the rows above hang on."""
    make_paper(listed_in=None)
    Section.objects.root()


def prepare(model: type) -> None:
    if model is PaperEvidence:
        make_evidence_type()
    if model in (PaperTag, TagRedirect):
        Tag.objects.create(name="circuits", slug="circuits")


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_each_kind_of_change_of_each_table_is_another_version(model: type) -> None:
    prepare(model)
    versions = [current().version]
    row = ROWS[model]()
    versions.append(current().version)
    model.objects.filter(pk=row.pk).update(id=row.pk)  # type: ignore[attr-defined]
    versions.append(current().version)
    model.objects.filter(pk=row.pk).delete()  # type: ignore[attr-defined]
    versions.append(current().version)
    assert versions == sorted(set(versions))


def test_every_table_of_the_public_pages_is_watched() -> None:
    """A new model is either one whose changes readers see, and has triggers, or it stands here."""
    unseen = {
        "catalogue", "content", "dismissedfinding", "dismissedpair", "fetchedvalue", "historicallisting",
        "historicalpaper", "historicalsection", "metadatalookup", "proposedimport", "revision", "sentvalue", "step",
    }  # fmt: skip
    models = apps.get_app_config("papers").get_models()
    watched = {each._meta.db_table for each in models if not each._meta.proxy}
    watched -= {f"papers_{name}" for name in unseen}
    assert set(import_module("papers.migrations._triggers").TABLES) == watched | {"taggit_tag"}
    assert {model._meta.db_table for model in ROWS} == watched | {"taggit_tag"}  # type: ignore[attr-defined]


def test_other_tables_are_no_change(django_user_model) -> None:
    before = current()
    django_user_model.objects.create(username="reader")
    assert current() == before


def test_reading_is_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        current()


def test_change_has_its_time_in_utc() -> None:
    before = timezone.now().replace(microsecond=0)
    make_section()
    changed = current().changed
    assert before <= changed <= timezone.now()
    assert changed.utcoffset() == datetime.timedelta()


def test_row_that_is_missing_is_made_by_the_next_change() -> None:
    Catalogue.objects.all().delete()
    assert current() == NEVER_CHANGED
    make_section()
    assert current().version > 0


def test_savepoint_that_is_rolled_back_leaves_the_version() -> None:
    make_section()
    before = current()
    with transaction.atomic():
        make_section()
        within = current()
        transaction.set_rollback(True)
    assert within.version > before.version
    assert current() == before


def test_version_that_was_rolled_back_does_not_come_back() -> None:
    make_section()
    seen = []
    for _ in range(20):
        with transaction.atomic():
            make_section()
            seen.append(current().version)
            transaction.set_rollback(True)
    assert len(set(seen)) == 20


def test_change_after_a_reading_that_was_rolled_back_is_another_version() -> None:
    make_section()
    with transaction.atomic():
        seen = current().version
        transaction.set_rollback(True)
    make_section()
    assert current().version != seen


def test_savepoint_of_further_changes_has_a_version_of_its_own() -> None:
    make_section()
    make_section()
    with transaction.atomic():
        make_section()
        within = current()
        transaction.set_rollback(True)
    assert current() != within


def test_further_changes_are_another_version() -> None:
    make_section()
    seen = [current()]
    for _ in range(3):
        make_section()
        make_section()
        seen.append(current())
    assert len(set(seen)) == 4
    assert current() == seen[-1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such transactions")
def test_transaction_that_may_not_write_can_read_the_version() -> None:
    make_section()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        within = current()
    assert within == current()


def test_import_is_a_change_and_importing_the_same_again_is_none() -> None:
    before = current()
    imported()
    once = current()
    import_readme(LIST.encode())
    assert before.version < once.version == current().version


Connect = Callable[[], Any]
WRITE = "INSERT INTO taggit_tag (name, slug) VALUES ('circuits', 'circuits')"


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Opens connections as those of other processes; none of them waits for a lock."""
    opened = []

    def connected() -> Any:
        opened.append(other_process(tmp_path / "copy.sqlite3"))
        return opened[-1]

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
    yield connected
    for each in opened:
        each.close()


def other_process(path: Path) -> Any:
    if connection.vendor == "sqlite":
        return sqlite3.connect(path, timeout=0)
    import psycopg

    names = {name: value for name, value in connection.get_connection_params().items() if name in ADDRESS}
    return psycopg.connect(**names, options="-c lock_timeout=1")


ADDRESS = ("dbname", "host", "port", "user", "password")


def version_read_by(reader: Any) -> int:
    found: int = reader.execute("SELECT coalesce(max(version), 0) FROM papers_catalogue").fetchone()[0]
    reader.commit()
    return found


@pytest.mark.django_db(transaction=True)
def test_others_see_a_change_when_it_is_committed(connect: Connect) -> None:
    writer, reader = connect(), connect()
    before = version_read_by(reader)
    writer.execute(WRITE)
    assert version_read_by(reader) == before
    writer.commit()
    assert version_read_by(reader) > before


@pytest.mark.django_db(transaction=True)
def test_others_see_nothing_of_a_change_that_is_rolled_back(connect: Connect) -> None:
    writer, reader = connect(), connect()
    before = version_read_by(reader)
    writer.execute(WRITE)
    writer.rollback()
    assert version_read_by(reader) == before


@pytest.mark.django_db(transaction=True)
def test_writers_follow_each_other(connect: Connect) -> None:
    first, second = connect(), connect()
    first.execute(WRITE)
    with pytest.raises(Exception, match="lock"):
        second.execute(WRITE.replace("circuits", "heads"))
    second.rollback()
    first.commit()
    between = version_read_by(first)
    second.execute(WRITE.replace("circuits", "heads"))
    second.commit()
    assert version_read_by(first) > between


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_again_and_again() -> None:
    """The triggers make the catalogue's row anew while its table is emptied."""
    for _ in range(2):
        imported()
        call_command("flush", interactive=False, verbosity=0)
    assert not Paper.objects.exists()
