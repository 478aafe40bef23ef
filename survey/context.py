from django.conf import settings
from django.http import HttpRequest


def repository(request: HttpRequest) -> dict[str, str]:
    """Where readers can propose changes, for every page."""
    return {"repository_url": settings.SURVEY_REPOSITORY_URL}
