"""The browser of the machine, and how it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
ABSENT = "no Chromium: none at CHROMIUM, in /usr/bin or on the PATH"


def executable() -> str | None:
    """CHROMIUM where it is set, even to something that is not there."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


def flags() -> list[str]:
    """Nothing of its own over the network; root cannot have the sandbox."""
    return [
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


def lighthouse(base: Path) -> str | None:
    """LIGHTHOUSE where it is set, else what `make lighthouse` installs."""
    return shutil.which(os.environ.get("LIGHTHOUSE") or base / "var/lighthouse/node_modules/.bin/lighthouse")
