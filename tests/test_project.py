"""What the project says of itself, held against what it is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import BaseCommand, call_command, load_command_class
from django.template.loader import render_to_string
from django.test import override_settings

ROOT: Path = settings.BASE_DIR
CODE = [path for folder in ("papers", "survey") for path in sorted((ROOT / folder).rglob("*.py"))]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/checks.md")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_names_every_setting_that_is_read():
    read_from_environment = set(re.findall(r'(?:env\.\w+|whole_number)\("(\w+)"', read("survey/settings.py")))
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE))
    assert described == read_from_environment


@pytest.mark.parametrize("command", ["import_readme", "export_readme", "check_readme", "fetch_metadata"])
def test_readme_names_every_option_of_the_commands(command):
    parser = load_command_class("papers", command).create_parser("manage.py", command)
    of_every_command = BaseCommand().create_parser("manage.py", command)
    options = set(parser._option_string_actions) - set(of_every_command._option_string_actions)
    start = re.search(rf"^`{command}\b", read("README.md"), re.MULTILINE)
    assert start
    section = read("README.md")[start.start() :].split("\n\n")[1]
    assert set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)) == options


def test_documents_name_only_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"(?:`|^    |=\S+ )make ([a-z-]+)", path.read_text(), re.MULTILINE)
    }
    assert named <= targets
    assert {"run", "test", "admin", "lint", "format"} <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_link_to_files_that_exist(document):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-measure.txt"])
def test_locks_pin_by_hash_and_name_no_host(name):
    lines = read(name).splitlines()
    packages = [line for line in lines if not line.startswith(" ")]
    assert all(re.match(r"[a-z0-9.-]+==\S+ .*\\$", line) for line in packages)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" "))
    assert "//" not in read(name)


def test_locks_have_every_dependency_and_agree():
    def pins(name):
        return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", read(name), re.MULTILINE))

    project = tomllib.loads(read("pyproject.toml"))
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    of_the_site = project["project"]["optional-dependencies"]["site"]
    names = {re.split(r"[<>=\[]", spec)[0] for spec in project["project"]["dependencies"] + of_the_site}
    assert names <= set(runtime)
    tools = {re.split(r"[<>=\[]", spec)[0] for spec in project["dependency-groups"]["dev"]}
    assert tools <= set(development)
    assert runtime.items() <= development.items()
    measuring = {re.split(r"[<>=\[]", spec)[0] for spec in project["dependency-groups"]["measure"]}
    assert measuring <= set(pins("requirements-measure.txt"))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_templates_have_no_inline_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        inline = r"<style| style=| on\w+=|<script(?! src=| type=\"application/ld\+json\">)"
        assert not re.search(inline, path.read_text(encoding="utf-8")), path


def test_pages_load_nothing_from_another_host():
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css")]:
        assert not re.search(r"(?:src=|<link [^>]*href=|url\(|@import )[\"']?(?:https?:)?//", path.read_text()), path


def test_static_files_are_hashed_and_every_reference_in_them_exists(tmp_path):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, "staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
        page = render_to_string("404.html")
    assert re.search(r"/static/css/main\.\w+\.css", page)
    assert len(list(tmp_path.glob("css/main.*.css"))) == 1
    assert (tmp_path / "staticfiles.json").exists()
