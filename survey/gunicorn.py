"""The server's settings: `python -m gunicorn --config python:survey.gunicorn`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.settings import PORT, WEB_CONCURRENCY

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

wsgi_app = "survey.wsgi"
bind = f"127.0.0.1:{PORT}"
# What the settings refuse then ends the server, not one worker after another.
preload_app = True
worker_class = "gthread"
workers = WEB_CONCURRENCY
threads = 4
# Restarting now and then bounds what a leak can cost; the jitter keeps workers from doing so together.
max_requests = 10_000
max_requests_jitter = 1_000
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    print(f"Living Survey is at http://{bind}/ (Ctrl-C ends it)", flush=True)
