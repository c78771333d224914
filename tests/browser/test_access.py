"""Every page passes axe, fits its width, and is whole without scripts."""

import pytest
from playwright.sync_api import expect

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.moderation.models import Decision
from archive.notices.services.spreading import spread_batch
from tests import factories
from tests.browser.hands import violations

pytestmark = pytest.mark.django_db(transaction=True)

ENDLESS = "W" * 500
MANY = "\n".join(f"Author number {nth} of twelve" for nth in range(1, 13))
ARABIC = "يجب أن تُدفن الخطوط لأن السكان لم يُسألوا، والقانون رقم 12 يقول ذلك."
CHINESE = "埋设电缆的费用是架空线路的四到八倍，而且最终由所有用电的人承担。"
PAGES = {
    "home": "/",
    "debates": "/debates/",
    "thread": "{debate}",
    "question": "{question}",
    "concluded": "{concluded}",
    "unanswered": "{debate}?show=unanswered",
    "new": "{debate}?show=new",
    "columns": "{debate}?view=columns",
    "columns of an argument": "{debate}?view=columns&claim={argument}",
    "columns with empty sides": "{debate}?view=columns&claim={deep}",
    "map": "{debate}map/",
    "map of a claim": "{debate}map/?claim={argument}",
    "map of a question": "{question}map/",
    "map of a source": "{source}map/",
    "claim": "/claims/{argument}/",
    "deep claim": "/claims/{deep}/",
    "withdrawn": "/claims/{withdrawn}/",
    "standing": "/claims/{thesis}/standing/",
    "standing of an argument": "/claims/{argument}/standing/",
    "evidence": "/evidence/{card}/",
    "sources": "/sources/?show=all",
    "reader": "{source}",
    "older capture": "{source}?version=1",
    "what changed": "{source}compare/",
    "citation": "{source}cite/",
    "cards of a source": "{source}cards/",
    "bibliography": "{debate}sources/",
    "records form": "/sources/records/",
    "lost passages": "/sources/lost/?all=1",
    "person": "/people/author/",
    "log": "/moderation/log/",
    "log entry": "/moderation/log/{entry}/",
    "report form": "/report/claim/{argument}/",
    "report sent": "/reports/sent/",
    "reports": "/reports/",
    "rules": "/rules/",
    "about": "/about/",
    "api": "/api/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "not found": "/nowhere/",
    "answer form": "/claims/{argument}/argue/",
    "rating form": "/claims/{argument}/rate/",
    "rating with others": "/claims/{argument}/rate/?others=1",
    "card form": "/claims/{argument}/evidence/",
    "opening form": "/debates/open/",
    "thesis form": "/debates/{question_id}/thesis/",
    "state form": "/debates/{debate_id}/state/",
    "move": "/claims/{argument}/move/?parent={other}",
    "link": "/claims/{argument}/link/?parent={other}",
    "merge": "/claims/{argument}/merge/?into={other}",
    "extract": "/claims/{argument}/extract/",
    "rearrangements": "{debate}rearrangements/",
    "undo": "/rearrangements/{moved}/undo/",
    "drafts": "/drafts/",
    "import form": "/sources/add/",
    "draw form": "/sources/{source_id}/draw/?paragraph=1",
    "tokens": "/accounts/tokens/",
    **{
        name: f"/{name}/"
        for name in (
            *("settings", "settings/sessions", "settings/export", "work", "bookmarks", "first-steps"),
            *("search", "topics", "suggestions", "notifications", "statistics"),
            *(
                "notifications/following",
                "notifications/settings",
                "accounts/2fa",
                "accounts/2fa/totp/activate",
            ),
        )
    },
    "found": "/search/?q=costs",
    "nothing found": "/search/?q=zzzz",
    "topic": "/topics/chips/",
    "file form": "/debates/{debate_id}/topics/",
    "claim talk": "/claims/{argument}/talk/",
    "source talk": "{source}talk/",
    "debate talk": "{debate}talk/",
    "comment form": "/comments/{comment}/answer/",
    "suggest": "/claims/{other}/suggest/",
    "suggest a move": "/claims/{other}/suggest/move/",
    "suggest a duplicate": "/claims/{other}/suggest/duplicate/",
    "suggest a source": "/claims/{other}/suggest/source/",
    "suggestion": "/suggestions/{suggestion}/",
    "suggestions of the debate": "/debates/{debate_id}/suggestions/",
    "curators": "{debate}curators/",
    "acts": "{debate}acts/",
    "debate in figures": "{debate}statistics/",
    "own page": "/people/opponent/",
    **{f"{tab} of a person": f"/people/author/?show={tab}" for tab in ("evidence", "answers", "debates")},
    "unanswered work": "/work/?show=unanswered",
}


@pytest.fixture
def source(author):
    """A text with two captures."""
    text = capture_source(
        data=b"# A title\n\nWords of a first paragraph that somebody may quote.\n\n* a list\n* of two\n",
        filename="a.md",
        captured_by=author,
        fields={"title": "A text", "authors": MANY},
    )
    capture_source(
        data=b"# A title\n\nWords of a first paragraph that nobody may quote.\n",
        filename="b.md",
        captured_by=author,
        source=text.source,
    )
    return text.source


@pytest.fixture
def argument(thesis, author, opponent):
    """An answer that is rated, in a debate that `opponent` curates."""
    factories.curate(thesis.debate, opponent)
    argument = factories.argument(thesis, author=author, statement="Costs fall once a line is used twice.")
    factories.rate(argument, bearing=3, times=6)
    return argument


@pytest.fixture
def hard(thesis, argument, author, opponent):
    """Words and places that break a page: other scripts, no space in 500 characters, seven levels, one gone."""
    other = factories.argument(thesis, author=author, statement=ARABIC)
    factories.argument(argument, author=author, statement=CHINESE, aim="bearing")
    factories.argument(other, author=author, statement=ENDLESS)
    deep = argument
    for _ in range(6):
        deep = factories.argument(deep, author=author)
    moved = services.move_claim(
        claim=factories.argument(thesis, author=author),
        parent=other,
        person=opponent,
        reason=ENDLESS,
        stance="supports",
    )
    withdrawn = factories.argument(thesis, author=author)
    factories.argument(withdrawn, author=opponent)
    services.withdraw_claim(claim=withdrawn, author=author)
    services.keep_draft(
        owner=opponent,
        place=f"/claims/{other.pk}/argue/",
        fields={"statement": ENDLESS, "stance": "opposes"},
    )
    return {"other": other.pk, "deep": deep.pk, "moved": moved.pk, "withdrawn": withdrawn.pk}


def together(thesis, argument, other, opponent, author):
    """A topic, talk, a suggestion, and notices of them."""
    moderator = factories.person("arranger", is_staff=True)
    topic = services.add_topic(name="Chips", description=ARABIC, by=moderator)
    services.file_debate(debate=thesis.debate, topics=[topic], by=opponent)
    comment = services.post_comment(about=argument, text=f"Is this *so*? @opponent {ENDLESS}", author=author)
    services.post_comment(about=thesis.debate, text="| a | b |\n|---|---|\n| 1 | 2 |", author=author)
    suggestion = services.make_suggestion(
        claim=argument,
        kind="reword",
        statement="Costs fall where a line is used twice.",
        reason=ENDLESS[:200],
        author=factories.person(),
    )
    spread_batch()
    return {"comment": comment.pk, "suggestion": suggestion.pk}


@pytest.fixture
def addresses(thesis, argument, hard, source, author, opponent):
    card = factories.evidence(argument, opponent, source=source, quote="Words of a first paragraph")
    question = factories.debate(
        author=author, title="What should pay for it?", theses=["A levy should.", ARABIC]
    )
    concluded = factories.debate(ENDLESS, author=author)
    services.set_debate_state(
        debate=concluded,
        by=author,
        state="concluded",
        reason="All is said.",
        outcome="It **holds**.\n\n* so far",
    )
    known = {
        "debate": thesis.debate.get_absolute_url(),
        "debate_id": thesis.debate_id,
        "question": question.get_absolute_url(),
        "question_id": question.pk,
        "concluded": concluded.get_absolute_url(),
        "thesis": thesis.pk,
        "argument": argument.pk,
        "card": card.pk,
        "source": source.get_absolute_url(),
        "source_id": source.pk,
        **hard,
    }
    known |= together(thesis, argument, hard["other"], opponent, author)
    about = {"claim_id": known["other"], "moderator": factories.person(is_staff=True)}
    known["entry"] = Decision.objects.create(act="dismiss", reason="It bears on it.", **about).pk
    return {name: address.format(**known) for name, address in PAGES.items()}


WIDTHS = (320, 390, 768, 1280, 2560)
GROUPS = 3  # a test each, so that several workers share them


def looked_at(page, name: str) -> dict[str, object]:
    """Return what is wrong with the page that is open: for axe in both schemes, and with any width."""
    wrong: dict[str, object] = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wrong |= {f"{name}, {scheme}: {rule}": nodes for rule, nodes in violations(page).items()}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong[f"{name} at {width}"] = needed
    return wrong


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_page_passes_axe_and_fits_its_window(visit, sign_in, addresses, opponent, group):
    page, found = visit(), {}
    sign_in(page, opponent)
    for name, address in list(addresses.items())[group::GROUPS]:
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(address).status == (404 if name == "not found" else 200), name
        found |= looked_at(page, name)
    assert not found, found


def compose(page, argument):
    """Open the composer in place, with all that it can show, and send it without a stance."""
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    yield "composer"
    page.fill(".composer [name=statement]", "Costs fall when a line is used twice.")
    page.locator(".composer .similar").wait_for()
    page.click(".composer .attach summary")
    yield "similar claims and evidence"
    page.evaluate(
        "document.querySelectorAll('.composer [name=stance]').forEach((one) => (one.checked = false))"
    )
    page.click(".composer .button-main")
    page.locator(".composer .error-summary").wait_for()
    yield "refusal"
    page.check(".composer [name=stance][value=opposes]")
    page.click(".composer [name=preview]")
    page.locator("#preview").wait_for()
    yield "preview"


def states(page, thesis, argument):
    """Bring a thread into one state after the other, and say which."""
    page.click("#keys summary")
    yield "keys"
    page.click(".claim-head .argument-actions summary")
    yield "what curators do"
    yield from compose(page, argument)
    page.goto(thesis.debate.get_absolute_url())
    page.click(f"#c{thesis.pk} > .argument-actions [data-key=v]")
    page.locator(".rating [type=radio]").first.wait_for()
    yield "rating"
    page.check(".rating [name=convincing][value='3']")
    page.click(".rating .button-main")
    page.locator("[data-rated]").wait_for()
    yield "rated"
    factories.argument(argument, statement="It came meanwhile.")
    page.evaluate("document.querySelector('.live a').click()")
    expect(page.locator(".live-marker").first).to_be_attached()
    yield "news"


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_in_what_scripts_open(
    visit, sign_in, thesis, argument, source, opponent, scheme, width
):
    page, found = visit(scheme=scheme, width=width), {}
    sign_in(page, opponent)
    page.goto(thesis.debate.get_absolute_url())
    for name in states(page, thesis, argument):
        found |= {f"{name}: {rule}": nodes for rule, nodes in violations(page).items()}
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[f"{name}: width"] = needed
    assert not found


def test_on_paper_there_is_the_debate_and_nothing_to_press(visit, thesis, argument, source, opponent):
    factories.evidence(argument, opponent, source=source, quote="Words of a first paragraph")
    page = visit()
    page.goto(thesis.debate.get_absolute_url())
    page.emulate_media(media="print")
    assert (
        page.locator("form:visible, .button:visible, .argument-actions:visible, .sorts:visible").count() == 0
    )
    assert page.locator(".evidence-quote").is_visible()
    page.goto(f"{thesis.debate.get_absolute_url()}?view=columns")
    page.emulate_media(media="print")
    assert page.locator(".column:visible").count() == 2


def test_without_scripts_there_is_no_button_that_does_nothing(visit, addresses):
    page = visit(scripts=False)
    page.goto(addresses["citation"])
    assert page.locator("[data-copy]").count() == 4
    assert page.locator("[data-copy]:visible").count() == 0
