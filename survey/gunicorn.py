"""The server's settings: `python -m gunicorn --config python:survey.gunicorn`.

SIGHUP starts workers anew, SIGUSR2 a second server with the code as it is now; neither costs a request.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING

from survey.settings import LOGGING, METRICS_TOKEN, PORT, WEB_CONCURRENCY

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

wsgi_app = "survey.wsgi"
bind = f"127.0.0.1:{PORT}"
# What the settings refuse then ends the server, not one worker after another; and workers share the code's memory.
preload_app = True
worker_class = "gthread"
workers = WEB_CONCURRENCY
threads = 4
# Of a worker's main thread, which only hands over: a request may take longer, as the import of a very long list does.
timeout = 60
# So long may requests take that are under way when their worker is to stop.
graceful_timeout = 60
# Longer than a proxy keeps an idle connection (60 s in nginx): who closes first must not be the server.
keepalive = 75
# Bytes of the first line; what survey/sizes.py refuses in better words is shorter.
limit_request_line = 8190
# Restarting now and then bounds what a leak can cost; the jitter keeps workers from doing so together.
max_requests = 100_000
max_requests_jitter = 10_000
logconfig_dict = LOGGING
loglevel = "warning"
control_socket_disable = True
# No header names the path: by SCRIPT_NAME anybody behind a proxy that lets it through chose where links lead.
forwarder_headers = ""

if METRICS_TOKEN:
    # Workers count in files there, each in its own, and whichever is asked adds them up.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="living-survey-metrics-")


def when_ready(server: Arbiter) -> None:
    print(f"Living Survey is at http://{bind}/ (Ctrl-C ends it)", flush=True)


def pre_exec(server: Arbiter) -> None:
    """As this server was started: the file that `-m gunicorn` is, run by its name, would hide Python's own `http`."""
    server.START_CTX["args"] = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """A connection that two processes share mixes their answers up."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def child_exit(server: Arbiter, worker: Worker) -> None:
    if METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Arbiter) -> None:
    if METRICS_TOKEN:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
