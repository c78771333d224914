"""Addresses of what comes in and goes out by the batch."""

from django.urls import path

from archive.exchange import views

app_name = "exchange"
urlpatterns = [path("sources/records/", views.records, name="records")]
