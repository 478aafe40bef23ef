"""What Sentry is told of an error: a process of its own sends to a server of the test's own."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import brotli
from django.conf import settings

PROGRAM = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import path
import sentry_sdk

def broken(request):
    password = "a local secret"
    raise RuntimeError("a fault of the test's own")

# They need not be collected for a page that says that something broke.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from survey.urls import urlpatterns as pages
urlpatterns = [path("broken", broken), *pages]
settings.ROOT_URLCONF = "__main__"
client = Client(raise_request_exception=False, headers={"x-request-id": "known-by", "cookie": "sessionid=biscuit"})
client.post("/broken?q=words", {"field": "typed in"}, REMOTE_ADDR="192.0.2.7")
sentry_sdk.flush(10)
"""


class Sink(BaseHTTPRequestHandler):
    received: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        opened = {"gzip": gzip.decompress, "br": brotli.decompress}[self.headers["Content-Encoding"]]
        self.received.append(opened(body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        pass


def test_error_is_sent_with_the_requests_name_and_without_anything_personal():
    Sink.received = []
    with HTTPServer(("127.0.0.1", 0), Sink) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "ALLOWED_HOSTS": "testserver",
                "DATABASE_URL": "sqlite://:memory:",
                "DJANGO_SETTINGS_MODULE": "survey.settings",
                "SENTRY_DSN": f"http://key@127.0.0.1:{server.server_port}/1",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        server.shutdown()
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for body in Sink.received for line in body.splitlines() if b'"exception"' in line]
    [event] = events
    assert event["exception"]["values"][0]["value"] == "a fault of the test's own"
    assert event["tags"]["request_id"] == "known-by"
    assert event["release"].startswith("living-survey@")
    assert event["environment"] == "local"
    told = b"".join(Sink.received)
    for secret in (b"words", b"typed in", b"biscuit", b"192.0.2.7", b"a local secret"):
        assert secret not in told


def test_sentry_is_not_loaded_where_nobody_asked():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, survey.settings; print('sentry_sdk' in sys.modules)"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "SENTRY_DSN": ""},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n"
