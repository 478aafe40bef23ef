"""Reads pip-audit's JSON from standard input and says what it comes to.

Exit code 1 for a known vulnerability. That the service could not be asked is said, and is no failure: a package is no
worse for it. pip-audit itself calls an audit in which nothing was found at the service a success.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> int:
    text = sys.stdin.read()
    if not text.strip():
        print("NOT AUDITED: the vulnerability service cannot be reached, as said above")
        return 0
    dependencies: list[dict[str, Any]] = json.loads(text)["dependencies"]
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    vulnerable = [each for each in dependencies if each.get("vulns")]
    for each in vulnerable:
        for found in each["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {found['id']}, mended in {mended}")
    audited = len(dependencies) - len(skipped)
    if not audited:
        print(
            f"NOT AUDITED: the vulnerability service knows none of {len(skipped)} packages: it was not really reached"
        )
        return 0
    print(f"{audited} packages audited, {len(vulnerable)} with a known vulnerability")
    if skipped:
        print(f"NOT AUDITED, as the service does not know them: {', '.join(skipped)}")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    raise SystemExit(main())
