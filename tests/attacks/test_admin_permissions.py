"""The admin as those ask who have one right alone, by every method, and for objects that are gone."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from tests.admin_matrix import Rows, Watch, addresses, client_of, is_record, posts, roles, unrightful

pytestmark = [pytest.mark.django_db, pytest.mark.long]

GONE = 987_654_321
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


@pytest.fixture
def rows(settings: Any, tmp_path: Any) -> Rows:
    settings.SURVEY_README = tmp_path / "README.md"
    return Rows()


def with_one_right() -> dict[str, User]:
    looking = list(Permission.objects.filter(codename__startswith="view_"))
    found = {}
    rights = Permission.objects.filter(content_type__app_label__in=["papers", "taggit", "auth"])
    for right in rights.exclude(codename__startswith="view_").exclude(codename__contains="historical"):
        found[right.codename] = User.objects.create_user(f"with {right.codename}", is_staff=True)
        found[right.codename].user_permissions.set([right, *looking])
    return found


def test_one_right_writes_no_more_than_it_says(rows):
    sent, users, wrong, counts = posts(rows), with_one_right(), [], Counter[str]()
    watch = Watch()
    for name, user in users.items():
        client = client_of(user)
        for address, path, body in sent:
            ops = watch.writes(client, "POST", path, body)
            if is_record(address, ops):
                continue
            counts[name] += bool(ops)
            wrong += [f"{name}: {path} {body.get('action')} {each}" for each in unrightful(user, ops)]
    assert wrong == []
    assert sum(map(bool, counts.values())) > 20


def test_no_other_method_writes(rows):
    found = addresses(rows)
    users = [rows.user, *roles().values()]
    watch = Watch()
    for user in users:
        client = client_of(user)
        for method in ("GET", *(METHODS if user in (None, rows.user) else ())):
            for each in found:
                ops = watch.writes(client, method, each.path)
                assert not ops or (user and method == "GET" and is_record(each, ops)), (user, method, each)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_objects_that_are_gone_are_no_errors(rows, method):
    found, watch, client = addresses(rows, key=GONE), Watch(), client_of(rows.user)
    assert sum(str(GONE) in each.path for each in found) > 40
    for each in found:
        if str(GONE) in each.path:
            body = {"post": "yes"} if method == "POST" else None
            assert not watch.writes(client, method, each.path, body), each
