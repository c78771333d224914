"""Addresses of debates, claims, evidence, sources and people; ids decide, slugs are decoration."""

from django.urls import include, path, register_converter

from archive.claims.views import (
    arguing,
    bookmarks,
    browse,
    captures,
    citing,
    claims,
    closing,
    curating,
    debates,
    drafts,
    evidence,
    importing,
    live,
    maps,
    opening,
    people,
    rating,
    reader,
    rearranging,
    shelf,
    similar,
    sources,
    statistics,
    suggesting,
    talk,
    threads,
    topics,
    work,
)
from archive.claims.views.citing import FileFormat
from archive.claims.views.merged import following_merged
from archive.claims.views.rearranging import following_rearranged

register_converter(FileFormat, "file_format")

debate_pages = [
    path("", debates.list, name="list"),
    path("open/", opening.open, name="open"),
    path("needs-evidence/", debates.needs_evidence, name="needs_evidence"),
    path("<int:id>/", debates.read, name="short"),
    path("<int:id>/state/", debates.state, name="state"),
    path("<int:id>/topics/", topics.file, name="file"),
    path("<int:id>/thesis/", opening.thesis, name="thesis"),
    path("<int:id>/version/", live.version, name="version"),
    path("<int:id>/news/", live.news, name="news"),
    path("<int:id>/suggestions/", suggesting.of_debate, name="suggestions"),
    path("<int:id>/curators/leave/", curating.leave, name="leave"),
    path("<int:id>/visit/", live.visit, name="visit"),
    path("<int:id>/<str:slug>/", debates.read, name="read"),
    path("<int:id>/<str:slug>/map/", maps.of_debate, name="map"),
    path("<int:id>/<str:slug>/statistics/", statistics.of_debate, name="statistics"),
    path("<int:id>/<str:slug>/statistics.csv", statistics.debate_file, name="statistics_file"),
    path("<int:id>/<str:slug>/rearrangements/", rearranging.rearranged, name="rearranged"),
    path("<int:id>/<str:slug>/curators/", curating.curators, name="curators"),
    path("<int:id>/<str:slug>/acts/", curating.acts, name="acts"),
    path("<int:id>/<str:slug>/sources/", citing.debate_sources, name="sources"),
    path("<int:id>/<str:slug>/talk/", talk.of_debate, name="talk"),
    path("<int:id>/<str:slug>/sources.<file_format:format>", citing.debate_file, name="sources_file"),
]
claim_pages = [
    path("similar/", similar.similar, name="similar"),
    path("<int:id>/", claims.read, name="read"),
    path("<int:id>/answers/", threads.answers, name="answers"),
    path("<int:id>/fragment/", live.fragment, name="fragment"),
    path("<int:id>/argue/", arguing.argue, name="argue"),
    path("<int:id>/rate/", rating.rate, name="rate"),
    path("<int:id>/evidence/", evidence.attach, name="attach"),
    path("<int:id>/ask/", claims.ask, name="ask"),
    path("<int:id>/bookmark/", bookmarks.bookmark, name="bookmark"),
    path("<int:id>/reword/", claims.reword, name="reword"),
    path("<int:id>/suggest/", suggesting.suggest, name="suggest"),
    path("<int:id>/suggest/<str:kind>/", suggesting.suggest, name="suggest"),
    path("<int:id>/withdraw/", claims.withdraw, name="withdraw"),
    path("<int:id>/standing/", claims.standing, name="standing"),
    path("<int:id>/talk/", talk.of_claim, name="talk"),
    path("<int:id>/link/", rearranging.link, name="link"),
    path("<int:id>/move/", rearranging.move, name="move"),
    path("<int:id>/merge/", rearranging.merge, name="merge"),
    path("<int:id>/extract/", rearranging.extract, name="extract"),
]
card_pages = [
    path("", evidence.read, name="read"),
    path("rate/", evidence.rate, name="rate"),
    path("mark/", evidence.mark, name="mark"),
]
comment_pages = [
    path("people/", talk.find_people, name="people"),
    path("<int:id>/", talk.read, name="read"),
    path("<int:id>/answer/", talk.answer, name="answer"),
    path("<int:id>/edit/", talk.edit, name="edit"),
    path("<int:id>/withdraw/", talk.withdraw, name="withdraw"),
    path("<int:id>/resolve/", talk.resolve, name="resolve"),
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
    path("<int:id>/<str:slug>/map/", maps.of_source, name="map"),
    path("<int:id>/<str:slug>/talk/", talk.of_source, name="talk"),
    path("<int:id>/<str:slug>/compare/", captures.compare, name="compare"),
]

topic_pages = [
    path("", topics.list, name="list"),
    path("add/", topics.add, name="add"),
    path("<str:slug>/", topics.read, name="read"),
    path("<str:slug>/change/", topics.change, name="change"),
    path("<str:slug>/merge/", topics.merge, name="merge"),
]

suggestion_pages = [
    path("", suggesting.list, name="list"),
    path("<int:id>/", suggesting.read, name="read"),
    path("<int:id>/accept/", suggesting.accept, name="accept"),
    path("<int:id>/decline/", suggesting.decline, name="decline"),
    path("<int:id>/withdraw/", suggesting.withdraw, name="withdraw"),
]

settings_pages = [path("close/", closing.close, name="close")]
work_pages = [
    path("work/", work.work, name="list"),
    path("first-steps/", work.first_steps, name="first_steps"),
]

urlpatterns = [
    path("", browse.home, name="home"),
    path("statistics/", statistics.of_site, name="statistics"),
    path("statistics.csv", statistics.site_file, name="statistics_file"),
    path("debates/", include((following_rearranged(debate_pages), "debates"))),
    path("claims/", include((following_rearranged(claim_pages), "claims"))),
    path("evidence/<int:id>/", include((card_pages, "evidence"))),
    path("sources/", include((following_merged(source_pages), "sources"))),
    path("passages/<int:id>/", include(([path("place/", sources.place, name="place")], "passages"))),
    path("topics/", include((topic_pages, "topics"))),
    path("bookmarks/", include(([path("", bookmarks.bookmarks, name="list")], "bookmarks"))),
    path("", include((work_pages, "work"))),
    path("settings/", include((settings_pages, "closing"))),
    path("comments/", include((comment_pages, "comments"))),
    path("drafts/", include(([path("", drafts.drafts, name="list")], "drafts"))),
    path("suggestions/", include((suggestion_pages, "suggestions"))),
    path("invitations/<int:id>/", include(([path("", curating.invitation, name="read")], "invitations"))),
    path(
        "rearrangements/<int:id>/",
        include(([path("undo/", rearranging.undo, name="undo")], "rearrangements")),
    ),
    path("people/<str:username>/", include(([path("", people.read, name="read")], "people"))),
]
