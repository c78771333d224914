"""Addresses of notices, of following, and of how one hears of things."""

from django.urls import include, path

from archive.notices import views

pages = [
    path("", views.list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("follow/", views.follow, name="follow"),
    path("following/", views.following, name="following"),
    path("settings/", views.settings, name="settings"),
    path("settings/address/", views.address, name="address"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<int:id>/", views.open, name="open"),
]
urlpatterns = [path("notifications/", include((pages, "notices")))]
