"""Addresses of an account's own pages; signing in, passwords and addresses are allauth's."""

from django.urls import include, path

from archive.accounts import views

pages = [
    path("accounts/settings/", views.settings, name="settings"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/end/", views.end_token, name="end_token"),
]
urlpatterns = [path("", include((pages, "accounts")))]
