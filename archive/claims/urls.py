"""Addresses of debates, claims, evidence, sources and people; ids decide, slugs are decoration."""

from django.urls import include, path

from archive.claims.views import browse, claims, debates, evidence, importing, people, reader

debate_pages = [
    path("", debates.list, name="list"),
    path("open/", debates.open, name="open"),
    path("<int:id>/", debates.read, name="short"),
    path("<int:id>/state/", debates.state, name="state"),
    path("<int:id>/<str:slug>/", debates.read, name="read"),
]
claim_pages = [
    path("<int:id>/", claims.read, name="read"),
    path("<int:id>/argue/", claims.argue, name="argue"),
    path("<int:id>/rate/", claims.rate, name="rate"),
    path("<int:id>/evidence/", evidence.attach, name="attach"),
    path("<int:id>/reword/", claims.reword, name="reword"),
    path("<int:id>/withdraw/", claims.withdraw, name="withdraw"),
    path("<int:id>/standing/", claims.standing, name="standing"),
]
source_pages = [
    path("", reader.list, name="list"),
    path("add/", importing.add, name="add"),
    path("<int:id>/", reader.read, name="short"),
    path("<int:id>/draw/", reader.draw, name="draw"),
    path("<int:id>/store/", importing.store, name="store"),
    path("<int:id>/<str:slug>/", reader.read, name="read"),
]

urlpatterns = [
    path("", browse.home, name="home"),
    path("debates/", include((debate_pages, "debates"))),
    path("claims/", include((claim_pages, "claims"))),
    path("evidence/<int:id>/", include(([path("", evidence.read, name="read")], "evidence"))),
    path("sources/", include((source_pages, "sources"))),
    path("people/<str:username>/", include(([path("", people.read, name="read")], "people"))),
]
