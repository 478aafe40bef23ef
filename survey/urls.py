from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("papers.urls")),
]

if settings.METRICS_TOKEN:
    from survey.metrics import metrics

    urlpatterns.append(path("metrics", metrics, name="metrics"))
