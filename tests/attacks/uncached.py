"""The same site without anything that keeps answers: what each request is to get."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "survey.pages.PageCache"]
application = get_wsgi_application()
