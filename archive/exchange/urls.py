"""Addresses of what comes in and goes out by the batch."""

from django.urls import path

from archive.exchange import views

app_name = "exchange"
urlpatterns = [
    path("settings/export/", views.export, name="export"),
    path("sources/records/", views.records, name="records"),
    path("topics/<str:slug>.atom", views.TopicFeed(), name="topic_feed"),
]
