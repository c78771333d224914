"""The addresses of the whole site: the admin, the health check, and everything of the archive."""

from django.contrib import admin
from django.urls import include, path

from debate.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("archive.urls")),
]
