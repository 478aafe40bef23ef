"""Guide and files of a deployment name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from papers.urls import urlpatterns

ROOT: Path = settings.BASE_DIR
FILES = [*sorted((ROOT / "deploy").iterdir()), *(ROOT / "docs" / name for name in ("deployment.md", "security.md"))]


def known_settings() -> set[str]:
    return set(re.findall(r'(?:env\.\w+|whole_number)\("(\w+)"', (ROOT / "survey" / "settings.py").read_text()))


def test_environment_file_sets_only_what_is_read():
    named = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / "deploy" / "living-survey.env").read_text(), re.MULTILINE)
    assert {"SITE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES"} <= set(named) <= known_settings()


@pytest.mark.parametrize("document", ["deployment.md", "security.md"])
def test_documents_name_only_settings_and_files_that_exist(document):
    text = (ROOT / "docs" / document).read_text()
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`", text))
    assert named
    assert named <= known_settings()
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
    assert [path for path in re.findall(r"`((?:tests|survey)/[\w/.]+)`", text) if not (ROOT / path).exists()] == []


def test_unit_and_container_start_what_there_is():
    for name in ("living-survey.service", "Containerfile"):
        text = (ROOT / "deploy" / name).read_text()
        assert "-m" in text
        assert "survey" in text
    copied = re.findall(r"^COPY (?!--)(\S+)", (ROOT / "deploy" / "Containerfile").read_text(), re.MULTILINE)
    assert all((ROOT / each).exists() for each in copied)


def test_description_of_the_addresses_has_each_list():
    described = set(re.findall(r"^  (/\S*):", (ROOT / "docs" / "openapi.yaml").read_text(), re.MULTILINE))
    lists = {f"/papers.{ending}" for ending in ("json", "csv", "bib", "ris", "csl.json", "md", "atom")}
    plain = {f"/{each.pattern}" for each in urlpatterns if re.fullmatch(r"[\w./]*", str(each.pattern))}
    assert lists <= described
    assert {path for path in described if path not in lists and "{" not in path} <= plain
