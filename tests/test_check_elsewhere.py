"""The check of a list where there is nothing but the list: what is installed, the Action, the hooks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from papers.readme.checking.command import add_arguments
from tests.lists import LIST
from tests.test_check_readme import LINKLESS, read_annotations

ROOT: Path = settings.BASE_DIR
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

OUTSIDE = """
import json, sys
from papers.readme.checking.__main__ import main
code = main(sys.argv[1:])
files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
tops = {name.partition(".")[0] for name, file in files.items() if "site-packages" in file}
print(json.dumps({"code": code, "tops": sorted(tops), "from": sys.modules["papers"].__file__}))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with what the package installs, and nothing else."""
    for name in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]:
        source, target = ROOT / name, tmp_path / "installed" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path / "installed"


def test_what_is_installed_is_enough_with_the_packages_it_names(installed, tmp_path):
    (tmp_path / "README.md").write_text(LINKLESS)
    command = [sys.executable, "-c", OUTSIDE, str(tmp_path / "README.md"), "--format", "json"]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["code"] == 1
    assert told["from"].startswith(str(installed))
    packages = {name for name in told["tops"] if not name.startswith(("_", "coverage"))}
    named = {re.split(r"[<>=\[]", each)[0] for each in PROJECT["project"]["dependencies"]}
    assert packages <= named | {"typing_extensions"}


def test_installed_command_is_there():
    module, _, name = PROJECT["project"]["scripts"]["check-readme"].partition(":")
    assert callable(getattr(__import__(module, fromlist=[name]), name))


def run_action(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The Action's last step as a runner runs it, after an installation that is this project's own environment."""
    command = tmp_path / "check-readme" / "bin" / "check-readme"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m papers.readme.checking "$@"\n')
    command.chmod(0o755)
    values = {f"inputs.{name}": each["default"] for name, each in ACTION["inputs"].items()}
    values |= {f"inputs.{name.replace('_', '-')}": value for name, value in given.items()}
    values |= {"runner.temp": str(tmp_path), "github.action_path": str(ROOT)}
    step = ACTION["runs"]["steps"][-1]
    environment: dict[str, Any] = {
        name: re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], text) for name, text in step["env"].items()
    }
    summary = {"PYTHONPATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    every = {**os.environ, **environment, **summary}
    return subprocess.run(bash, cwd=tmp_path, env=every, capture_output=True, text=True, timeout=60)


def test_action_annotates_lines_and_fails(tmp_path):
    (tmp_path / "README.md").write_text(LINKLESS)
    done = run_action(tmp_path)
    assert done.returncode == 1
    assert [(name, at["file"], at["line"]) for name, at, _ in read_annotations(done.stdout)] == [
        ("error", "README.md", "18")
    ]
    assert "| `empty-link` | error | 1 |" in (tmp_path / "summary.md").read_text()


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("error", 1)])
def test_action_takes_several_lists_with_any_name_and_a_level(tmp_path, level, code):
    (tmp_path / "a list $(touch x); y.md").write_text(LINKLESS)
    (tmp_path / "-z.md").write_text(LIST)
    done = run_action(tmp_path, path="a list $(touch x); y.md\n\n-z.md\n", fail_on=level)
    assert done.returncode == code, done.stderr
    assert [at["file"] for _, at, _ in read_annotations(done.stdout)] == ["a list $(touch x); y.md"]
    assert not (tmp_path / "x").exists()


def test_action_puts_no_input_into_its_script():
    """What a workflow passes in stays data: it reaches the shell through variables alone."""
    assert all("${{" not in step["run"] for step in ACTION["runs"]["steps"])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_run_the_command_on_the_list_at_the_root(hook):
    name, *options = hook["entry"].split()
    assert name in PROJECT["project"]["scripts"]
    parser = ArgumentParser()
    add_arguments(parser, "README.md")
    assert parser.parse_args([*options, "README.md", "docs/README.md"]).paths == ["README.md", "docs/README.md"]
    assert [bool(re.search(hook["files"], path)) for path in ("README.md", "docs/README.md")] == [True, False]
