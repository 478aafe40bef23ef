import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "survey.settings")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from survey.front import Application, Front  # noqa: E402
from survey.pages import PageCache  # noqa: E402
from survey.sqlite.base import DatabaseWrapper  # noqa: E402

DatabaseWrapper.creates_missing_files = False

# Which replica a reader's version and pages come from, and what is done when it is lost, is the middleware's matter.
application: Application = Front(_django, PageCache.made) if len(settings.DATABASES) == 1 else _django
