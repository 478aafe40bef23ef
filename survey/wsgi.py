import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "survey.settings")

_django = get_wsgi_application()

from survey.front import Front  # noqa: E402
from survey.pages import PageCache  # noqa: E402

application = Front(_django, PageCache.made)
