"""Index of the site's addresses: each subject's pages, and the one API router."""

from django.urls import URLPattern, URLResolver, include, path

from archive.claims.views.about import about
from archive.core.views import appearance

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("archive.exchange.urls")),
    path("", include("archive.claims.urls")),
    path("", include("archive.accounts.urls")),
    path("", include("archive.moderation.urls")),
    path("", include("archive.search.urls")),
    path("", include("archive.notices.urls")),
    path("accounts/", include("allauth.urls")),
    path("about/", about, name="about"),
    path("appearance/", appearance, name="appearance"),
    path("api/", include(("archive.api", "api"))),
]
