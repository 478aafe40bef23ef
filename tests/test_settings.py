"""Each case starts a process, as an installation does, with an environment of its own."""

from __future__ import annotations

import inspect
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Collection
from typing import Any

import pytest

from survey import settings
from survey.settings import is_loopback, local_secret_key

PRODUCTION = {
    "SITE_URL": "https://survey.example",
    "SECRET_KEY": "0123456789abcdefghij-" * 4,
    "ALLOWED_HOSTS": "survey.example, www.survey.example",
}
READ = {
    "ALLOWED_HOSTS",
    "DEBUG",
    "LOG_FORMAT",
    "METRICS_TOKEN",
    "PORT",
    "SENTRY_DSN",
    "SITE_URL",
    "SLOW_REQUEST_MS",
    "SURVEY_README",
    "SURVEY_REPOSITORY_URL",
    "WEB_CONCURRENCY",
}
PROGRAM = """
import json
from survey import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""


def python(*arguments: str, without: Collection[str] = (), **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in READ}
    given = kept | {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "local"} | environment
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in given.items() if name not in without},
        capture_output=True,
        text=True,
    )


def read(*names: str, **environment: str) -> dict[str, Any]:
    result = python("-c", PROGRAM.format(names=names), **environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_settings_are_local_and_closed_without_an_environment():
    found = read("SITE_URL", "DEBUG", "IS_LOCAL", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "SURVEY_README")
    assert found == {
        "SITE_URL": "http://127.0.0.1:8000",
        "DEBUG": False,
        "IS_LOCAL": True,
        "SECURE_SSL_REDIRECT": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", "127.0.0.1"],
        "SURVEY_README": str(settings.BASE_DIR / "survey" / "README.md"),
    }


def test_settings_in_production_are_secure():
    found = read(
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_HTTPONLY",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        **PRODUCTION,
    )
    assert found == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "ALLOWED_HOSTS": ["survey.example", "www.survey.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://survey.example"],
    }


def test_deployment_check_is_clean_in_production():
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (result.returncode, result.stderr) == (0, "")


def test_debug_is_on_for_1_only():
    assert read("DEBUG", DEBUG="1") == {"DEBUG": True}
    assert read("DEBUG", DEBUG="0") == {"DEBUG": False}


def test_relative_paths_start_at_the_project():
    found = read("SURVEY_README", SURVEY_README="lists/other.md")
    assert found == {"SURVEY_README": str(settings.BASE_DIR / "lists" / "other.md")}


def test_variables_that_are_empty_are_as_unset():
    source = inspect.getsource(settings)
    variables = {*re.findall(r'(?:env\.\w+|whole_number)\("([A-Z_]+)"', source)}
    assert variables >= READ
    names = sorted({name for name in dir(settings) if name.isupper()})
    unset = python("-c", PROGRAM.format(names=names), without=variables)
    empty = python("-c", PROGRAM.format(names=names), **dict.fromkeys(variables, ""))
    assert (empty.returncode, empty.stderr) == (0, "")
    assert json.loads(empty.stdout) == json.loads(unset.stdout)
    spaces = python("-c", PROGRAM.format(names=["PORT"]), PORT=" ")
    assert json.loads(spaces.stdout) == {"PORT": 8000}


def test_list_is_not_read_through_a_link_out_of_its_directory(tmp_path):
    (tmp_path / "secret").write_text("- [Secret](https://arxiv.org/abs/2101.00001)\n")
    (tmp_path / "clone").mkdir()
    link = tmp_path / "clone" / "README.md"
    link.symlink_to("../secret")
    reason = f"SURVEY_README: {link}: it is a symbolic link out of its directory; name the file itself"
    for command in (["manage.py", "import_readme"], ["manage.py", "check_readme"], ["-m", "survey"]):
        result = python(*command, SURVEY_README=str(link))
        assert (result.returncode, result.stderr) == (2, f"Living Survey cannot start: {reason}\n")
    link.unlink()
    link.symlink_to("list.md")
    assert read("SURVEY_README", SURVEY_README=str(link)) == {"SURVEY_README": str(tmp_path / "clone" / "list.md")}


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY is required"),
        ({**PRODUCTION, "SECRET_KEY": "short-but-random-dQw4w9"}, "SECRET_KEY is too easy to guess"),
        ({**PRODUCTION, "SECRET_KEY": "ab" * 40}, "SECRET_KEY is too easy to guess"),
        ({**PRODUCTION, "SECRET_KEY": "django-insecure-0123456789" * 3}, "SECRET_KEY is too easy to guess"),
        ({**PRODUCTION, "ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is required"),
        ({**PRODUCTION, "ALLOWED_HOSTS": "survey.example, *"}, "ALLOWED_HOSTS must name the hosts"),
        ({**PRODUCTION, "DEBUG": "1"}, "DEBUG=1 shows secrets"),
        ({**PRODUCTION, "SITE_URL": "http://survey.example"}, "SITE_URL must be https"),
        ({**PRODUCTION, "SITE_URL": "https://survey.example/lists"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "http://localhost:8000/lists/"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "http://localhost?a=b"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "http://localhost/#a"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "http://somebody@localhost"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "survey.example"}, "SITE_URL must be an http or https address"),
        ({"SITE_URL": "http://[::1"}, "SITE_URL must be an http or https address"),
        ({"SITE_URL": "http://localhost:99999"}, "SITE_URL must be an http or https address"),
        ({"SURVEY_REPOSITORY_URL": "javascript:alert(1)"}, "SURVEY_REPOSITORY_URL must be an http"),
        ({"DEBUG": "true"}, "DEBUG must be 0 or 1, not 'true'"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number of at least 0, not '-1'"),
        ({"SEARCH_RATE": "often"}, "SEARCH_RATE must be a rate like 60/minute"),
        ({"CACHE_URL": "memcached://localhost"}, "CACHE_URL must start with redis:"),
        ({"PORT": "http"}, "PORT must be a whole number between 1 and 65535, not 'http'"),
        ({"PORT": "8000\n9000"}, r"PORT must be a whole number between 1 and 65535, not '8000\n9000'"),
        ({"PORT": "9" * 5_000}, "PORT must be a whole number between 1 and 65535, not '999"),
        ({"PORT": "70000"}, "PORT must be a whole number between 1 and 65535, not '70000'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be text or json, not 'xml'"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN must have at least 16 characters"),
        ({"SENTRY_DSN": "nowhere"}, "SENTRY_DSN: "),
        ({"SLOW_REQUEST_MS": "0"}, "SLOW_REQUEST_MS must be a whole number of at least 1, not '0'"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY must be a whole number of at least 1, not '0'"),
        ({"DATABASE_URL": "mysql://localhost/survey"}, "DATABASE_URL must start with"),
        ({"DATABASE_URL": "sqlite:////dev/null/survey.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_REPLICA_URLS": "sqlite://:memory:, http://x"}, "the address with number 2 must start with"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_settings_refuse_with_one_line(environment, reason):
    result = python("-c", "import survey.settings", **environment)
    assert result.returncode == 2
    assert result.stderr.startswith("Living Survey cannot start: ")
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [["manage.py", "check"], ["-m", "survey"], ["-m", "gunicorn", "--config", "python:survey.gunicorn"]],
    ids=["manage.py", "start", "server"],
)
def test_whatever_is_started_ends_when_settings_refuse(command):
    result = python(*command, PORT="0")
    assert result.returncode == 2
    assert result.stderr == "Living Survey cannot start: PORT must be a whole number between 1 and 65535, not '0'\n"


def test_local_secret_key_is_made_once_and_private(tmp_path):
    path = tmp_path / "var" / "secret_key"
    key = local_secret_key(path)
    assert len(key) > 50
    assert local_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "survey.localhost"])
def test_loopback_hosts_are_local(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.168.0.1", "survey.example", "127.0.0.1.example.org", "0.0.0.0"])
def test_other_hosts_are_not_local(host):
    assert not is_loopback(host)


def test_log_is_for_programs_where_the_site_is_public():
    assert read("LOG_FORMAT") == {"LOG_FORMAT": "text"}
    assert read("LOG_FORMAT", **PRODUCTION) == {"LOG_FORMAT": "json"}
    assert read("LOG_FORMAT", LOG_FORMAT="text", **PRODUCTION) == {"LOG_FORMAT": "text"}


def test_server_has_a_process_for_each_processor_within_bounds():
    assert 2 <= read("WEB_CONCURRENCY")["WEB_CONCURRENCY"] <= 8
    assert read("WEB_CONCURRENCY", WEB_CONCURRENCY="1") == {"WEB_CONCURRENCY": 1}
