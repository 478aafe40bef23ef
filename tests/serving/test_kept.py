"""What keeps finished pages: bounded, never wrong, and done without where it fails."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kept import FLIGHT_PATIENCE, REDIS_REST, Flights, Page, Shelf, Store
from tests.serving.redis_server import ABSENT, EXECUTABLE, RedisServer

needs_redis = pytest.mark.skipif(EXECUTABLE is None, reason=ABSENT)
KEY = b"a secret of the tests"


def page(body: bytes = b"body", **headers: str) -> Page:
    return Page(headers or {"Content-Type": "text/html"}, {"": body, "br": body[:1]})


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@given(
    st.dictionaries(st.text(), st.text()), st.dictionaries(st.sampled_from(["", "br", "gzip"]), st.binary(max_size=99))
)
def test_packed_page_is_the_same_when_it_is_unpacked(headers, bodies):
    assert Page.unpacked(Page(headers, bodies).packed()) == Page(headers, bodies)


def test_shelf_keeps_what_was_asked_for_last():
    shelf: Shelf[str, Page] = Shelf(most_bytes=1_000, most_pages=2)
    shelf.put("a", page())
    shelf.put("b", page())
    assert shelf.get("a")
    shelf.put("c", page())
    assert [bool(shelf.get(key)) for key in "abc"] == [True, False, True]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60))))
def test_shelf_never_holds_more_than_its_bytes(puts):
    shelf: Shelf[str, Page] = Shelf(most_bytes=100, most_pages=50)
    held = {}
    for key, size in puts:
        shelf.put(key, Page({}, {"": b"x" * size}))
        held = {each: found.size for each in "abcdef" if (found := shelf.get(each))}
        assert sum(held.values()) == shelf.bytes <= 100
        assert max(held.values(), default=0) <= 25


def test_page_that_many_ask_for_at_once_is_made_once():
    flights, together = Flights(), Barrier(5)
    made: list[int] = []

    def ask(number: int) -> None:
        together.wait(10)
        with flights.joined("key"):
            if not made:
                made.append(number)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(ask, range(5)))
    assert len(made) == 1


def test_page_that_could_not_be_made_holds_nobody_up():
    flights, waiting = Flights(), Event()

    def ask() -> None:
        waiting.set()
        with flights.joined("key"):
            pass

    def fail(threads: ThreadPoolExecutor) -> Future[None]:
        with flights.joined("key"):
            later = threads.submit(ask)
            assert waiting.wait(10)
            raise RuntimeError(later)

    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(RuntimeError) as failed:
            fail(threads)
        failed.value.args[0].result(FLIGHT_PATIENCE / 2)
    with flights.joined("key"):
        assert list(flights._under_way) == ["key"]


@needs_redis
def test_store_gives_back_what_was_put_there_to_every_process(redis_server):
    Store(redis_server.url, KEY).put("one", page(b"\x00\n{}"))
    assert Store(redis_server.url, KEY).get("one") == page(b"\x00\n{}")
    assert Store(redis_server.url, KEY).get("two") is None
    assert 0 < redis_server.client().ttl("survey:page:one") <= 3600


@needs_redis
@pytest.mark.parametrize("wrong", [b"", b"short", b"x" * 100])
def test_store_takes_nothing_that_others_wrote(redis_server, wrong):
    store = Store(redis_server.url, KEY)
    redis_server.client().set("survey:page:one", wrong)
    assert store.get("one") is None
    store.put("one", page())
    right = redis_server.client().get("survey:page:one")
    assert isinstance(right, bytes)
    redis_server.client().set("survey:page:two", right)
    assert store.get("two") is None
    redis_server.client().set("survey:page:one", right[:-1] + b"X")
    assert store.get("one") is None
    assert Store(redis_server.url, b"another secret").get("one") is None


def test_store_that_is_away_is_left_alone_for_a_while(caplog, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        store = Store(f"redis://127.0.0.1:{taken.getsockname()[1]}/0", KEY)
        now = time.monotonic()
        monkeypatch.setattr("survey.kept.time.monotonic", lambda: now)
        for _ in range(3):
            store.put("one", page())
            assert store.get("one") is None
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        now += REDIS_REST
        assert store.get("one") is None
        assert len(caplog.records) == 2


def test_store_that_does_not_answer_costs_one_wait(caplog):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = Store(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", KEY)
        for _ in range(50):
            store.put("one", page())
            assert store.get("one") is None
        assert len(caplog.records) == 1
