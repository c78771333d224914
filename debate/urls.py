"""The addresses of the whole site: the admin, the health check, and everything of the archive."""

from django.contrib import admin
from django.urls import include, path

from debate.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("archive.urls")),
]

handler400 = "archive.core.views.bad_request"
handler403 = "archive.core.views.forbidden"
handler404 = "archive.core.views.not_found"
handler500 = "archive.core.views.server_error"
