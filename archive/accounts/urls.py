"""Addresses of an account's own pages; signing in, passwords and addresses are allauth's."""

from django.urls import include, path
from django.views.generic import RedirectView

from archive.accounts import views

pages = [
    path("settings/", views.settings, name="settings"),
    path("settings/sessions/", views.sessions, name="sessions"),
    path("accounts/settings/", RedirectView.as_view(pattern_name="accounts:settings")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:sessions")),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/end/", views.end_token, name="end_token"),
]
urlpatterns = [path("", include((pages, "accounts")))]
