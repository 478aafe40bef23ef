"""The project's settings, with static files in a place of their own: a site that runs from var/ is left alone."""

import os
from pathlib import Path

from survey.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BROWSER_STATIC_ROOT"])
