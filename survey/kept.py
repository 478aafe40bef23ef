"""Finished pages, kept for who asks next: in this process, and in Redis for all of them.

A key names a page in one edition of the list and the code, so that nothing kept is ever out of date.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import Final, Generic, Protocol, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

REDIS_PATIENCE: Final = 0.1
"""Seconds that a request waits for Redis, at most twice; rendering a page takes about as long."""
REDIS_REST: Final = 5.0
"""Seconds in which Redis is not asked, after it failed."""
REDIS_LIFETIME: Final = 3600
"""Seconds after which Redis drops a page; editions follow each other, and nobody asks for the former ones."""
FLIGHT_PATIENCE: Final = 10.0
"""Seconds that a request waits for another one that renders the same page, before it does so itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer by content coding: by the empty one as it is, or else compressed, among others by gzip."""

    headers: Mapping[str, str]
    bodies: Mapping[str, bytes]

    def encoded(self, accepted: Iterable[str]) -> tuple[str, bytes]:
        """Return the first coding of those that a reader takes, and the body in it; as it is where there is none."""
        for coding in accepted:
            if coding in self.bodies:
                return coding, self.bodies[coding]
        return "", self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))

    def packed(self) -> bytes:
        sizes = {coding: len(body) for coding, body in self.bodies.items()}
        return b"\n".join([json.dumps([dict(self.headers), sizes]).encode(), b"".join(self.bodies.values())])

    @classmethod
    def unpacked(cls, packed: bytes) -> Page:
        head, _, rest = packed.partition(b"\n")
        headers, sizes = json.loads(head)
        bodies, start = {}, 0
        for coding, size in sizes.items():
            bodies[coding] = rest[start : start + size]
            start += size
        return cls(headers, bodies)


class Sized(Protocol):
    @property
    def size(self) -> int: ...


K = TypeVar("K")
T = TypeVar("T", bound=Sized)


class Shelf(Generic[K, T]):
    """The pages of this process that were asked for last, bounded in bytes and number."""

    def __init__(self, most_bytes: int, most_pages: int) -> None:
        self.most_bytes = most_bytes
        self.most_pages = most_pages
        self.bytes = 0
        self._pages: OrderedDict[K, T] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: K) -> T | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: K, page: T) -> None:
        """A page that would take more than a quarter of the room is not kept."""
        if page.size > self.most_bytes / 4:
            return
        with self._lock:
            former = self._pages.pop(key, None)
            self._pages[key] = page
            self.bytes += page.size - (former.size if former else 0)
            while self.bytes > self.most_bytes or len(self._pages) > self.most_pages:
                _, dropped = self._pages.popitem(last=False)
                self.bytes -= dropped.size


class Store:
    """Redis. Without it, or with a slow one, pages take longer; what it gives back is what was put in, or nothing."""

    def __init__(self, url: str, secret: bytes) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=REDIS_PATIENCE,
            socket_connect_timeout=REDIS_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self._secret = secret
        self._rests_until = 0.0

    def get(self, key: str) -> Page | None:
        if time.monotonic() < self._rests_until:
            return None
        try:
            found = self._redis.get(f"survey:page:{key}")
        except RedisError as error:
            self._rest(error)
            return None
        if not isinstance(found, bytes):
            return None
        signature, packed = found[:32], found[32:]
        # Others may write to this Redis too; they do not know the secret.
        if not hmac.compare_digest(signature, self._signature(key, packed)):
            log.warning("a page in Redis is not as it was put there")
            return None
        return Page.unpacked(packed)

    def put(self, key: str, page: Page) -> None:
        if time.monotonic() < self._rests_until:
            return
        packed = page.packed()
        try:
            self._redis.set(f"survey:page:{key}", self._signature(key, packed) + packed, ex=REDIS_LIFETIME)
        except RedisError as error:
            self._rest(error)

    def _signature(self, key: str, packed: bytes) -> bytes:
        return hashlib.blake2b(key.encode() + packed, key=self._secret, digest_size=32).digest()

    def _rest(self, error: RedisError) -> None:
        self._rests_until = time.monotonic() + REDIS_REST
        log.warning("Redis is left alone for %.0f seconds: %s", REDIS_REST, " ".join(str(error).split()))


class Flights:
    """So that a page that many ask for at once is rendered once."""

    def __init__(self) -> None:
        self._under_way: dict[str, Event] = {}
        self._lock = Lock()

    @contextmanager
    def joined(self, key: str) -> Iterator[None]:
        """The first request goes on; others wait until it is done, and then look for what it left."""
        with self._lock:
            first = self._under_way.get(key)
            if first is None:
                landed = self._under_way[key] = Event()
        if first is not None:
            first.wait(FLIGHT_PATIENCE)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[key]
            landed.set()
