from django.urls import path

from papers import views

app_name = "papers"
urlpatterns = [
    path("", views.home, name="home"),
    path("papers/<slug:slug>/", views.paper_detail, name="paper"),
    path("healthz", views.healthz, name="healthz"),
]
