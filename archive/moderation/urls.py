"""Addresses of the public log and of the rules."""

from django.urls import include, path

from archive.moderation import views

pages = [
    path("moderation/log/", views.log, name="log"),
    path("moderation/log/<int:number>/", views.entry, name="entry"),
    path("rules/", views.rules, name="rules"),
]
urlpatterns = [path("", include((pages, "moderation")))]
