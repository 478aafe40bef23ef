"""What Prometheus reads at /metrics. Imported only where METRICS_TOKEN is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from papers.models import Catalogue, Paper, Step
from survey.requests import Answered

METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_counted = CollectorRegistry()
_requests = Counter("survey_requests", "Requests answered", ["view", "method", "status"], registry=_counted)
_seconds = Histogram(
    "survey_request_seconds", "From the request to the last byte", ["view"], registry=_counted, buckets=SECONDS
)
_pages = Counter("survey_page_cache", "What the page cache did with public pages", ["outcome"], registry=_counted)


def observe(answered: Answered) -> None:
    view = answered.view or _view(answered.path)
    _requests.labels(view, answered.method if answered.method in METHODS else "other", answered.status).inc()
    _seconds.labels(view).observe(answered.seconds)
    if answered.page_cache != "-":
        _pages.labels(answered.page_cache).inc()


def _view(path: str) -> str:
    """Its name, also for a request that the cache answered; nothing that a visitor can make up."""
    if path.startswith(settings.STATIC_URL):
        return "static"
    try:
        return resolve(path).view_name
    except Resolver404:
        return "none"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """To whoever has the token, as Prometheus' `authorization` setting sends it; 401 to others."""
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("the token is missing or wrong\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(_workers() + _list(), content_type=CONTENT_TYPE_LATEST)


def _workers() -> bytes:
    """What all workers counted, or this process where it is the only one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(_counted)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _List(Collector):
    """Read anew for each answer, so that its values stay out of the workers' files."""

    def collect(self) -> Iterator[Metric]:
        steps = Step.objects.count()
        yield CounterMetricFamily(
            "survey_changes", "What people did to the list: edits, imports, merges and so on", steps
        )
        changed = Catalogue.objects.current().changed.timestamp()
        yield GaugeMetricFamily("survey_changed_timestamp_seconds", "When the list was last written to", changed)
        yield GaugeMetricFamily("survey_papers", "Papers that readers see", Paper.objects.public().count())


def _list() -> bytes:
    registry = CollectorRegistry()
    registry.register(_List())
    return generate_latest(registry)
