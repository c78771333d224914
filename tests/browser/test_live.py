"""Two browsers on one debate see each other's posts, and neither loses its place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim, Debate, Visit
from archive.claims.queries.news import versions
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_once(rules):
    versions.known.clear()
    rules(VERSION_SECONDS=0)


@pytest.fixture
def debate(thesis):
    """A thread of several screens."""
    words = " ".join(["Controls that nobody enforces change nothing that a planner would notice."] * 4)
    for number in range(5):
        argument = factories.argument(thesis, statement=f"{number}. {words}")
        for _ in range(3):
            factories.argument(argument, stance="supports")
    yesterday = timezone.now() - timedelta(days=1)
    Claim.objects.update(published_at=yesterday, own_activity=yesterday, last_activity=yesterday)
    return thesis.debate


def look(page):
    """Do what the clock does every ten seconds."""
    with page.expect_response("**/version/"):
        page.evaluate("document.querySelector('.live a').click()")


def told(page, words):
    page.locator(".live [role=status]", has_text=words).wait_for()
    assert page.inner_text(".live [role=status]") == words


def top_of(page, claim) -> float:
    return page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", f"c{claim.pk}")


def test_two_browsers_see_each_others_posts(visit, sign_in, debate, thesis, author, opponent):
    one, other = visit(), visit()
    for page, person in ((one, author), (other, opponent)):
        sign_in(page, person)
        page.goto(debate.get_absolute_url())
    first, second = debate.claims.filter(depth=1).order_by("path")[:2]
    for page, reader, parent, words in (
        (one, other, first, "What the first one says."),
        (other, one, second, "What the second one says."),
    ):
        writer = page.context.new_page()
        writer.goto(f"/claims/{parent.pk}/argue/?stance=opposes")
        writer.fill("[name=statement]", words)
        writer.check("[name=stance][value=opposes]")
        writer.click("main form button:has-text('Post')")
        writer.wait_for_url(lambda url: "/argue/" not in url)
        look(reader)
        told(reader, "1 new argument")
        assert reader.get_by_text(words).count() == 0
        assert reader.title().startswith("(1) ")
        reader.click(f"#c{parent.pk} .live-marker button")
        reader.get_by_text(words).wait_for()
        assert reader.locator(f"#c{parent.pk} > .replies > .thread > li").last.inner_text().count(words) == 1
        assert reader.locator(f"#c{parent.pk} .is-new .new").count() == 1
        assert reader.locator(f"#c{parent.pk} > .replies > summary").inner_text().startswith("4 answers")
        assert "Shown: " in reader.inner_text(".live [role=status]")
        assert not reader.title().startswith("(")


def test_what_is_being_read_stays_where_it_is(visit, debate, thesis, opponent):
    page = visit(width=390)
    page.goto(debate.get_absolute_url())
    above, read = (debate.claims.filter(depth=1).order_by("-strength", "id")[at] for at in (0, 3))
    page.evaluate("id => document.getElementById(id).scrollIntoView()", f"c{read.pk}")
    place = top_of(page, read)
    factories.argument(above, author=opponent, statement="Something long. " * 20)
    factories.argument(thesis, author=opponent)
    factories.rate(above, convincing=4, bearing=4, times=5)
    look(page)
    page.locator(f"#c{above.pk} .live-marker").wait_for(state="attached")
    assert abs(top_of(page, read) - place) < 1
    standing = page.locator(f"#c{above.pk} > .argument-body > .standing")
    above.refresh_from_db()
    assert standing.locator(".standing-value").inner_text() == f"{above.standing:.2f}"
    assert standing.locator("rect").count() == 1
    page.evaluate("document.querySelector('.live button').click()")
    page.locator(".is-new").nth(1).wait_for()
    page.wait_for_timeout(100)  # whatever the browser would still do to the scroll position
    assert abs(top_of(page, read) - place) < 1


def test_by_keyboard_the_new_argument_has_the_focus_and_is_the_next_to_read(visit, debate, thesis, opponent):
    page = visit()
    page.goto(debate.get_absolute_url())
    new = factories.argument(thesis, author=opponent)
    look(page)
    page.locator(".live button").wait_for()
    page.focus(".live button")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#c{new.pk}")
    page.locator(f"#c{new.pk} .argument-number:focus").wait_for()


def test_what_went_is_said_and_the_page_can_be_loaded_again(visit, debate, moderator):
    page = visit()
    page.goto(debate.get_absolute_url())
    gone = debate.claims.filter(depth=1).first()
    services.set_claim_state(claim=gone, state="removed", moderator=moderator, reason="Rude.", entry=1)
    look(page)
    told(page, "1 claim reworded, moved or removed")
    page.click("text=Load the page again")
    page.wait_for_selector(f"#c{gone.pk} .tombstone")


def test_a_visit_is_noted_when_the_page_is_open_and_all_can_be_marked_as_read(visit, sign_in, debate, author):
    page = visit()
    sign_in(page, author)
    with page.expect_response("**/visit/"):
        page.goto(debate.get_absolute_url())
    first = Visit.objects.get(reader=author)
    assert first.since == first.seen
    page.click("text=Mark all as read")
    page.wait_for_url(f"**{debate.get_absolute_url()}")
    assert Visit.objects.get().since > first.since


def test_a_debate_that_is_hidden_meanwhile_is_said_to_be(visit, debate):
    page = visit()
    page.goto(debate.get_absolute_url())
    Debate.objects.filter(pk=debate.pk).update(held=True)
    look(page)
    told(page, "This debate is not open to everybody now.")


def test_sixty_posts_leave_the_words_and_the_place_of_who_is_writing(
    visit, sign_in, debate, thesis, author, opponent
):
    page = visit()
    sign_in(page, author)
    page.goto(debate.get_absolute_url())
    first, _, third = debate.claims.filter(depth=1).order_by("-strength", "id")[:3]
    page.click(f"#c{third.pk} > .argument-body [data-key=r]")
    page.fill("[name=statement]", "Words so far")
    page.evaluate("id => document.getElementById(id).scrollIntoView()", f"c{third.pk}")
    page.focus("[name=statement]")
    place = top_of(page, third)
    for number in range(60):
        factories.argument(first if number % 2 else thesis, author=opponent, statement=f"Point {number}.")
    look(page)
    told(page, "More than 50 new arguments")
    assert abs(top_of(page, third) - place) < 1
    assert page.evaluate("document.activeElement.name") == "statement"
    page.evaluate("document.querySelector('.live button').click()")
    page.locator(".is-new").nth(49).wait_for()
    assert abs(top_of(page, third) - place) < 1
    assert page.input_value("[name=statement]") == "Words so far"


def test_without_scripts_there_is_a_link(visit, sign_in, debate, thesis, author, opponent):
    page = visit(scripts=False)
    sign_in(page, author)
    page.goto(debate.get_absolute_url())
    assert not Visit.objects.exists()
    factories.argument(thesis, author=opponent, statement="It came meanwhile.")
    page.click("text=Look for new arguments")
    assert "It came meanwhile." in page.inner_text("main")
    page.click("text=Mark all as read")
    assert Visit.objects.get().reader == author


def test_the_page_of_one_claim_is_live_too(visit, debate, opponent):
    argument = debate.claims.filter(depth=1).first()
    page = visit()
    page.goto(f"/claims/{argument.pk}/")
    factories.argument(argument, author=opponent, statement="An answer to it.")
    look(page)
    page.click(".live button")
    page.get_by_text("An answer to it.").wait_for()
    assert page.inner_text(".thread-head .count") == "4"


def test_axe_finds_nothing_while_there_is_news(visit, debate, thesis, opponent):
    from axe_playwright_python.sync_playwright import Axe

    page = visit()
    page.goto(debate.get_absolute_url())
    factories.argument(debate.claims.filter(depth=1).first(), author=opponent)
    look(page)
    page.locator(".live-marker").wait_for()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.click(".live button")
    page.wait_for_selector(".is-new")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def stop_the_clock(page):
    """Let time pass only where the test says so: on a busy machine seconds go by between two steps."""
    now = timezone.now()
    page.clock.install(time=now)
    page.clock.pause_at(now + timedelta(seconds=1))


def asked_within(page, seconds: float) -> bool:
    """Turn the page's clock on, and tell whether it asked for the version."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/version/" in request.url else None)
    page.clock.fast_forward(seconds * 1000)
    for _ in range(15):  # a busy machine takes its time
        if not asked:
            page.wait_for_timeout(100)
    page.wait_for_timeout(300)  # the page goes on once it has the answer
    return bool(asked)


def test_it_asks_every_ten_seconds_until_nobody_has_touched_the_page_for_an_hour(visit, debate):
    page = visit()
    stop_the_clock(page)
    page.goto(debate.get_absolute_url())
    assert not asked_within(page, 8)
    for _ in range(3):
        assert asked_within(page, 11.5)
    assert not asked_within(page, 3700)
    assert not asked_within(page, 60)
    page.keyboard.press("Shift")
    assert asked_within(page, 1)
    assert asked_within(page, 11.5)


def test_while_the_site_fails_it_asks_once_a_minute(visit, debate):
    page = visit()
    stop_the_clock(page)
    page.goto(debate.get_absolute_url())
    page.route("**/version/", lambda route: route.fulfill(status=503))
    assert asked_within(page, 11.5)
    assert not asked_within(page, 20)
    assert asked_within(page, 60)
    page.unroute("**/version/")
    page.click("text=Look for new arguments")
    told(page, "Nothing new.")
