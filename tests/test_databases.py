from __future__ import annotations

from pathlib import Path

import pytest

from survey.databases import LOCK_TIMEOUT, DatabaseAddressError, database, replica
from survey.replicas import OUT_OF_USE, Replicas

ADDRESS = "postgresql://reader:secret@db.example:5433/survey"


def test_postgresql_has_a_pool_and_so_no_lasting_connections():
    found = database(f"{ADDRESS}?sslmode=require", Path())
    assert (found["HOST"], found["PORT"], found["NAME"], found["USER"]) == ("db.example", 5433, "survey", "reader")
    assert found["CONN_MAX_AGE"] == 0
    assert found["CONN_HEALTH_CHECKS"] is True
    assert found["OPTIONS"]["pool"]["max_size"] == 4
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["options"] == "-c lock_timeout=20s"


def test_address_has_the_last_word():
    assert database(f"{ADDRESS}?connect_timeout=1", Path())["OPTIONS"]["connect_timeout"] == 1


def test_replica_is_given_up_soon():
    assert replica(ADDRESS, Path())["OPTIONS"]["pool"]["timeout"] == 2
    assert database(ADDRESS, Path())["OPTIONS"]["pool"]["timeout"] == 10


def test_sqlite_is_a_file_below_the_base(tmp_path):
    found = database("sqlite:///var/survey.sqlite3", tmp_path)
    assert found["NAME"] == tmp_path / "var" / "survey.sqlite3"
    assert found["NAME"].parent.is_dir()
    assert found["OPTIONS"]["timeout"] == LOCK_TIMEOUT
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("url", ["mysql://localhost/survey", "survey.sqlite3", "postgresql://host:none/survey"])
def test_other_addresses_are_refused(url):
    with pytest.raises(DatabaseAddressError):
        database(url, Path())


def test_lost_replica_is_out_of_use_for_a_while():
    now = [0.0]
    replicas = Replicas(["replica1", "replica2"], clock=lambda: now[0])
    first = replicas.usable()
    assert first is not None
    replicas.lose(first, OSError("gone"))
    second = replicas.usable()
    assert {first, second} == {"replica1", "replica2"}
    assert second is not None
    replicas.lose(second, OSError("gone"))
    assert replicas.usable() is None
    now[0] = OUT_OF_USE
    assert replicas.usable() == first
