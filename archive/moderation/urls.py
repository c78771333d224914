"""Addresses of the public log and of the rules."""

from django.urls import include, path

from archive.moderation.views import decisions, log, reports

pages = [
    path("moderation/log.csv", log.table, name="table"),
    path("moderation/log/", log.log, name="log"),
    path("moderation/log/<int:number>/", decisions.entry, name="entry"),
    path("rules/", log.rules, name="rules"),
]
report_pages = [
    path("reports/", reports.mine, name="list"),
    path("reports/sent/", reports.sent, name="sent"),
    path("reports/confirm/<str:token>/", reports.confirm, name="confirm"),
    path("report/<slug:kind>/<int:number>/", reports.report, name="thing"),
]
urlpatterns = [path("", include((pages, "moderation"))), path("", include((report_pages, "reports")))]
