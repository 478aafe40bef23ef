"""The figures for Prometheus, in a process that has the token; and none elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "a-token-of-the-tests"
PROGRAM = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("import_readme", verbosity=0)
from papers.history import keep_baseline, note
from papers.models import Paper
for title in ("Once", "Twice"):
    paper = Paper.objects.earliest("pk")
    keep_baseline([paper])
    paper.title = title
    paper.save()
    note([paper], user=None, reason="renamed")
client = Client()
for path in ("/papers/", "/papers/", "/papers/nowhere/", "/static/none.css", "/nowhere/at/all"):
    client.get(path)
client.generic("MADEUP", "/papers/")
for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer " + %r}):
    answer = client.get("/metrics", headers=given)
    print(answer.status_code, answer["Cache-Control"])
print(answer.content.decode())
"""


def run(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM % TOKEN],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": "sqlite://:memory:",
            "DEBUG": "1",  # static files need not be collected
            "DJANGO_SETTINGS_MODULE": "survey.settings",
        }
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_metrics_count_requests_by_view_and_say_what_the_list_is(tmp_path):
    answers, _, text = run(METRICS_TOKEN=TOKEN).partition("\n# HELP")
    uncached = "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answers.splitlines()[-3:] == [f"401 {uncached}", f"401 {uncached}", f"200 {uncached}"]
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families("# HELP" + text)
        for sample in family.samples
    }

    def requests(view: str, method: str, status: str) -> float:
        return samples["survey_requests_total", ("method", method), ("status", status), ("view", view)]

    assert requests("papers:browse", "GET", "200") == 2
    assert requests("papers:browse", "other", "405") == 1
    assert requests("papers:paper", "GET", "404") == 1
    assert requests("static", "GET", "404") == requests("none", "GET", "404") == 1
    assert samples["survey_request_seconds_count", ("view", "papers:browse")] == 3
    assert samples[("survey_papers",)] == 74
    assert samples[("survey_changes_total",)] == 3
    assert time.time() - 3_600 < samples[("survey_changed_timestamp_seconds",)] <= time.time()


@pytest.mark.django_db
def test_metrics_are_nowhere_without_a_token(client):
    assert client.get("/metrics").status_code == 404
