from typing import Any

from django.conf import settings
from django.http import HttpRequest

from papers import catalogue


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page says of the site; `survey_title` may cost a query, where a template asks for it."""
    return {
        "repository_url": settings.SURVEY_REPOSITORY_URL,
        "site_url": settings.SITE_URL,
        "survey_title": lambda: catalogue.of(request).terms.outline.survey_name,
    }
