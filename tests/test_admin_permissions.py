"""Who may write what in the admin: every address, every form and action, everybody; compared row by row."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from papers.permissions import EDITORS, MAINTAINERS
from tests.admin_matrix import Rows, Watch, addresses, client_of, is_record, posts, roles, unrightful

pytestmark = pytest.mark.django_db

WRITES_NOTHING = re.compile(
    r"\w+_(history|deleted|dismissed|duplicates|lines|difference|download|preview)|.*<path:object_id>/|.*<url>.*"
    r"|papers_revision_(add|change|changelist|delete)|app_list|autocomplete|index|jsi18n|log(in|out)|view_on_site"
    # Its own form wants the password of before.
    r"|password_change(_done)?"
)
"""Pages to look at. All others write something for who may do everything, or this would prove nothing of them."""


@pytest.fixture
def rows(settings: Any, tmp_path: Any) -> Rows:
    settings.SURVEY_README = tmp_path / "README.md"
    return Rows()


def test_nobody_writes_more_than_is_theirs(rows):
    sent = posts(rows)
    users = {"who may do everything": rows.user, **roles()}
    watch, counts, wrong, writing = Watch(), Counter[str](), [], Counter[str]()
    for name, user in users.items():
        client = client_of(user)
        for address, path, body in sent:
            ops = watch.writes(client, "POST", path, body)
            if user and user.has_perm("papers.view_revision") and is_record(address, ops):
                continue
            counts[name] += bool(ops)
            writing[address.name] += bool(ops)
            wrong += [(name, path, body, each) for each in unrightful(user, ops)]
    assert wrong == []
    assert [name for name in users if not counts[name]] == ["nobody", "staff without rights", "who may look"]
    assert counts["who may do everything"] > counts[MAINTAINERS] > counts[EDITORS] > 10
    assert [name for name, count in writing.items() if not count and not WRITES_NOTHING.fullmatch(name)] == []


def test_looking_writes_nothing(rows):
    found = addresses(rows)
    assert len(found) > 90
    watch = Watch()
    for user in (rows.user, None):
        client = client_of(user)
        for each in found:
            ops = watch.writes(client, "GET", each.path)
            assert not ops or (user and is_record(each, ops)), (each, ops)
