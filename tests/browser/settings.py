"""The project's settings, with static files in a place of their own: a site that runs from var/ is left alone."""

import os
from pathlib import Path

from survey.settings import *  # noqa: F403
from survey.settings import STORAGES

STATIC_ROOT = Path(os.environ["BROWSER_STATIC_ROOT"])
if not os.environ["BROWSER_COMPRESSED"]:
    # Compressing them is most of what a start costs, and of interest only to those who count bytes.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
