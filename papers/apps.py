from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PapersConfig(AppConfig):
    name = "papers"
    default_auto_field = "django.db.models.BigAutoField"


class SurveyAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with this application's site."""

    default = False
    default_site = "papers.admin_site.SurveyAdminSite"
