from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from papers.models import Section


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page says of the site; `survey_title` costs a query where a template asks for it, and only one."""
    return {
        "repository_url": settings.SURVEY_REPOSITORY_URL,
        "site_url": settings.SITE_URL,
        "survey_title": cache(Section.objects.survey_name),
    }
