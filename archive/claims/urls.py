"""Addresses of debates, claims, evidence, sources and people; ids decide, slugs are decoration."""

from django.urls import include, path, register_converter

from archive.claims.views import (
    browse,
    captures,
    citing,
    claims,
    debates,
    evidence,
    importing,
    people,
    reader,
    shelf,
    sources,
)
from archive.claims.views.citing import FileFormat
from archive.claims.views.merged import following_merged

register_converter(FileFormat, "file_format")

debate_pages = [
    path("", debates.list, name="list"),
    path("open/", debates.open, name="open"),
    path("needs-evidence/", debates.needs_evidence, name="needs_evidence"),
    path("<int:id>/", debates.read, name="short"),
    path("<int:id>/state/", debates.state, name="state"),
    path("<int:id>/<str:slug>/", debates.read, name="read"),
    path("<int:id>/<str:slug>/sources/", citing.debate_sources, name="sources"),
    path("<int:id>/<str:slug>/sources.<file_format:format>", citing.debate_file, name="sources_file"),
]
claim_pages = [
    path("<int:id>/", claims.read, name="read"),
    path("<int:id>/argue/", claims.argue, name="argue"),
    path("<int:id>/rate/", claims.rate, name="rate"),
    path("<int:id>/evidence/", evidence.attach, name="attach"),
    path("<int:id>/ask/", claims.ask, name="ask"),
    path("<int:id>/reword/", claims.reword, name="reword"),
    path("<int:id>/withdraw/", claims.withdraw, name="withdraw"),
    path("<int:id>/standing/", claims.standing, name="standing"),
]
card_pages = [
    path("", evidence.read, name="read"),
    path("rate/", evidence.rate, name="rate"),
    path("mark/", evidence.mark, name="mark"),
]
source_pages = [
    path("", shelf.list, name="list"),
    path("add/", importing.add, name="add"),
    path("find/", evidence.find, name="find"),
    path("imports/<int:id>/", importing.incoming, name="import"),
    path("<int:id>/", reader.read, name="short"),
    path("<int:id>/draw/", reader.draw, name="draw"),
    path("<int:id>/quote/", reader.quote, name="quote"),
    path("<int:id>/store/", importing.store, name="store"),
    path("lost/", sources.lost, name="lost"),
    path("<int:id>/mark/", sources.mark, name="mark"),
    path("<int:id>/merge/", sources.merge, name="merge"),
    path("<int:id>/<str:slug>/", reader.read, name="read"),
    path("<int:id>/<str:slug>.<file_format:format>", citing.source_file, name="file"),
    path("<int:id>/<str:slug>/cite/", citing.cite, name="cite"),
    path("<int:id>/<str:slug>/cards/", shelf.cards, name="cards"),
    path("<int:id>/<str:slug>/compare/", captures.compare, name="compare"),
]

urlpatterns = [
    path("", browse.home, name="home"),
    path("debates/", include((debate_pages, "debates"))),
    path("claims/", include((claim_pages, "claims"))),
    path("evidence/<int:id>/", include((card_pages, "evidence"))),
    path("sources/", include((following_merged(source_pages), "sources"))),
    path("passages/<int:id>/", include(([path("place/", sources.place, name="place")], "passages"))),
    path("people/<str:username>/", include(([path("", people.read, name="read")], "people"))),
]
