"""Where the README is kept, as its host shows it; nothing where SURVEY_REPOSITORY_URL is not set."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

README_NAME: Final = "README.md"


def file_address(line: int | None = None) -> str:
    """The README on its host, at a line of it.

    SURVEY_REPOSITORY_URL is a repository's page, whose README.md is then meant, or the page of a file in it.
    """
    address = settings.SURVEY_REPOSITORY_URL
    if not address:
        return ""
    if "/blob/" not in address:
        between = "/-/blob/HEAD/" if "gitlab" in (urlsplit(address).hostname or "") else "/blob/HEAD/"
        address = f"{address}{between}{README_NAME}"
    # Without `plain`, the host shows Markdown as a page, which has no lines.
    return f"{address}?plain=1#L{line}" if line else address
