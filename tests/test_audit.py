"""What an audit comes to: known vulnerabilities fail, a service that is away is said and does not."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

CLEAN = {"name": "alpha", "version": "1.0", "vulns": []}
SKIPPED = {"name": "beta", "skip_reason": "Dependency not found on PyPI"}
VULNERABLE = {"name": "gamma", "version": "2.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([CLEAN], 0, "1 packages audited, 0 with"),
        ([CLEAN, SKIPPED], 0, "NOT AUDITED, as the service does not know them: beta"),
        ([CLEAN, VULNERABLE], 1, "gamma 2.0: PYSEC-2026-1, mended in 2.1"),
        ([SKIPPED, VULNERABLE], 1, "1 packages audited, 1 with"),
        ([SKIPPED, SKIPPED], 0, "NOT AUDITED: the vulnerability service knows none of 2"),
        (None, 0, "NOT AUDITED: the vulnerability service cannot be reached"),
    ],
)
def test_audit_says_what_was_found(found, code, said):
    report = "" if found is None else json.dumps({"dependencies": found, "fixes": []})
    command = [sys.executable, str(settings.BASE_DIR / ".ci" / "audit.py")]
    result = subprocess.run(command, input=report, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (code, "")
    assert said in result.stdout
