"""Addresses of search."""

from django.urls import include, path

from archive.search import views

pages = [
    path("", views.search, name="search"),
    path("suggestions/", views.suggest, name="suggestions"),
]
urlpatterns = [path("search/", include((pages, "search")))]
