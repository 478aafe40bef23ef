"""A Django project that is nothing but one view: what serving the same bytes costs without ours.

Without any middleware: neither ours nor Django's own.
"""

import os
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.browser.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "tests.benchmarks.bare"
CONTENT = Path(os.environ["BARE_CONTENT"]).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONTENT)


urlpatterns = [path("papers/", page), path("healthz", page)]
