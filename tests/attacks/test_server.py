"""Attacks over the wire, on the server as readers get it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from tests.browser.serving import served

pytestmark = pytest.mark.long

PATIENCE = 20
SCHEMATHESIS = Path(settings.BASE_DIR) / "var/measure/bin/schemathesis"
INJECTIONS = (
    "' OR '1'='1",
    "1; DROP TABLE papers_paper; --",
    "') UNION SELECT password FROM auth_user --",
    "{{7*7}}{% debug %}",
    "${7*7}<%= 7*7 %>#{7*7}",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "\x00",
    "%ff%fe",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202eabc\u2066",
    "9" * 1_000,
    "-1",
    "1e309",
    "[" * 1_500,
)
PARAMETERS = "q section evidence venue year year_min year_max tag has sort page per_page".split()
PLACES = ("/papers/", "/papers.json", "/papers.bib", "/map.svg", "/papers.atom", "/sections/one/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, survey_readme: bytes) -> Iterator[tuple[str, int]]:
    with pytest.MonkeyPatch.context() as patch:
        # A client of this machine is not limited.
        patch.setenv("TRUSTED_PROXIES", "0")
        with served(tmp_path_factory.mktemp("attacked"), survey_readme) as site:
            parts = urlsplit(site)
            yield parts.hostname or "", parts.port or 0


def exchange(address: tuple[str, int], request: bytes) -> bytes:
    """All that comes back until the server closes the connection or says no more."""
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        found = bytearray()
        while chunk := connection.recv(65_536):
            found += chunk
    return bytes(found)


def statuses(answer: bytes) -> list[int]:
    return [int(each) for each in re.findall(rb"^HTTP/1\.1 (\d{3}) ", answer, re.MULTILINE)]


def asked(address: tuple[str, int], target: str, *lines: str, host: str = "127.0.0.1") -> bytes:
    head = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close", *lines])
    return exchange(address, f"{head}\r\n\r\n".encode("latin-1"))


@pytest.mark.parametrize("place", PLACES)
def test_injections_into_any_parameter_end_in_no_error(address, place):
    broken = []
    for name in PARAMETERS:
        for attack in INJECTIONS:
            for value in (quote(attack, safe=""), quote(attack, safe="%")):
                answer = asked(address, f"{place}?{name}={value}")
                if not statuses(answer) or statuses(answer)[0] >= 500 or b"root:x:" in answer:
                    broken.append((name, value, answer[:80]))
    assert broken == []


@pytest.mark.parametrize(
    "target",
    [
        "/static/../survey/settings.py",
        "/static/..%2f..%2fsurvey/settings.py",
        "/static/%2e%2e/%2e%2e/var/secret_key",
        "/static/..%5c..%5cvar%5csecret_key",
        "/static//etc/passwd",
        "/papers/..%2f..%2fetc%2fpasswd/",
        "/README.md/../../../etc/passwd",
        "/sitemap-..%2f..%2fetc%2fpasswd.xml",
        "/%00",
        "/papers/%ff%fe/",
        "/papers/" + "a" * 3_000 + "/",
        "/admin/papers/paper/99999999999999999999999999/change/",
    ],
)
def test_paths_lead_nowhere_else(address, target):
    answer = asked(address, target)
    assert statuses(answer)[0] in (301, 302, 400, 404)
    assert b"SECRET_KEY" not in answer
    assert b"root:x:" not in answer


def test_names_of_others_are_refused_or_ignored(address):
    assert statuses(asked(address, "/", host="evil.example")) == [400]
    assert statuses(asked(address, "/", host="127.0.0.1@evil.example")) == [400]
    for line in ("X-Forwarded-Host: evil.example", "X-Host: evil.example", "Forwarded: host=evil.example"):
        # With a query of its own, so that nothing kept answers; then as the next reader asks.
        target = f"/papers.json?q={quote(line)}"
        for answer in (asked(address, target, line), asked(address, target)):
            assert statuses(answer) == [200]
            assert b"://evil.example" not in answer


def test_logins_lead_to_this_site_alone(address):
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = asked(address, f"/admin/login/?next={quote(target, safe='')}")
        assert statuses(answer) == [200]
        assert b"Location:" not in answer
    head, _, _ = asked(address, "/admin/%0d%0aSet-Evil:%20x/").partition(b"\r\n\r\n")
    assert b"\r\nSet-Evil" not in head


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: +5",
        b"Content-Length: 0x5",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer_Encoding: chunked\r\nContent-Length : 5",
    ],
)
def test_requests_of_two_lengths_are_not_two_requests(address, lines):
    request = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines + b"\r\n\r\n0\r\n\r\n" + SMUGGLED
    found = statuses(exchange(address, request))
    assert len(found) == 1
    assert 400 <= found[0] < 502


def test_lines_that_are_too_long_or_too_many_are_refused(address):
    assert statuses(asked(address, f"/papers/?q={'x' * 9_000}"))[0] in (400, 414)
    assert statuses(asked(address, "/papers/?" + "&".join(["a"] * 600))) == [400]
    assert statuses(asked(address, "/", f"X-Long: {'x' * 10_000}"))[0] in (400, 431)
    assert statuses(asked(address, "/", *(f"X-{at}: x" for at in range(300))))[0] in (400, 431)


def test_no_example_from_the_description_ends_in_an_error(address, tmp_path):
    if not SCHEMATHESIS.exists():
        pytest.skip("no schemathesis: `make measure-environment` installs it")
    host, port = address
    command = [
        str(SCHEMATHESIS),
        "run",
        str(settings.BASE_DIR / "docs" / "openapi.yaml"),
        f"--url=http://{host}:{port}",
        "--checks=not_a_server_error,response_schema_conformance",
        "--phases=coverage,fuzzing",
        "--max-examples=20",
        "--max-time=90",
        "--seed=1",
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    result = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-3_000:]
