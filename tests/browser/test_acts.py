"""Each act of a debate twice: with scripts by keyboard alone, and without scripts by mouse alone."""

import pytest
from playwright.sync_api import expect

from archive.claims import services
from archive.claims.models import Claim, Debate, Rating
from tests import factories
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = "items => items.includes(document.activeElement)"


class Keyboard:
    """Somebody with scripts and no mouse."""

    scripts = True

    def __init__(self, page):
        self.page = page

    def reach(self, selector, most=250):
        """Press Tab until what is looked for has the focus."""
        expect(self.page.locator(selector).first).to_be_attached()
        for _ in range(most):
            if self.page.locator(selector).evaluate_all(FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def press(self, selector):
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def choose(self, name, value):
        """Tab into a group of radio buttons and go down to the one that is meant."""
        self.reach(f'input[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(30):
            if self.page.locator(f'input[name="{name}"][value="{value}"]:checked').evaluate_all(FOCUSED):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def write(self, name, words):
        self.reach(f"[name={name}]")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)


class Mouse:
    """Somebody without scripts."""

    scripts = False

    def __init__(self, page):
        self.page = page

    def press(self, selector):
        self.page.locator(selector).first.click()

    def choose(self, name, value):
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def write(self, name, words):
        self.page.locator(f"main [name={name}]").fill(words)


@pytest.fixture(params=[Keyboard, Mouse], ids=["keyboard and scripts", "mouse without scripts"])
def hand(request, visit, sign_in, curator, rules):
    """The curator of the debate, signed in, in one of the two ways."""
    rules(HOLD_FIRST=0, POST_INTERVAL_SECONDS=0)
    page = visit(scripts=request.param.scripts)
    sign_in(page, curator)
    yield request.param(page)
    page.wait_for_load_state("networkidle")  # a draft may be on its way still


def main_button(words):
    return f'main button:text-is("{words}")'


def at(hand, address):
    answer = hand.page.goto(address)
    assert answer.ok, address


def sent(hand, button):
    """Press the form's button and wait until another page has come."""
    before = hand.page.url
    hand.press(main_button(button))
    expect(hand.page).not_to_have_url(before)


def done(hand, words):
    """Wait until the page says it."""
    expect(hand.page.locator("main", has_text=words)).to_be_visible()


def test_open_a_question_with_two_theses(hand):
    at(hand, "/debates/open/")
    hand.write("statement", "Controls slow the rival down.")
    hand.write("title", "What do export controls do?")
    hand.press('summary:has-text("More theses")')
    hand.write("thesis_2", "Controls speed the rival up.")
    hand.press(main_button("Open the debate"))
    done(hand, "Controls speed the rival up.")
    debate = Debate.objects.get(title="What do export controls do?")
    assert [thesis.number for thesis in debate.claims.order_by("path")] == ["", "B"]


def test_answer_the_claim_and_answer_the_link(hand, thesis, opponent):
    argument = factories.argument(thesis, author=opponent)
    at(hand, f"/claims/{argument.pk}/argue/")
    hand.choose("stance", "opposes")
    hand.choose("aim", "bearing")
    hand.write("statement", "True, but beside the point.")
    hand.press(main_button("Post the argument"))
    done(hand, "True, but beside the point.")
    made = Claim.objects.get(statement="True, but beside the point.")
    assert (made.parent, made.stance, made.aim) == (argument, "opposes", "bearing")
    expect(hand.page.locator(f"#c{made.pk} .stance").first).to_have_text(
        "opposes that 1 matters to the claim"
    )


def test_rate_change_and_take_back(hand, thesis, curator, opponent):
    argument = factories.argument(thesis, author=opponent)
    at(hand, f"/claims/{argument.pk}/rate/")
    hand.choose("convincing", 3)
    hand.choose("bearing", 4)
    hand.press(main_button("Save rating"))
    done(hand, "Your rating is saved.")
    rating = Rating.objects.get(claim=argument, rater=curator)
    assert (rating.convincing, rating.bearing) == (3, 4)
    at(hand, f"/claims/{argument.pk}/rate/")
    hand.choose("convincing", 4)
    hand.press(main_button("Save rating"))
    done(hand, "Your rating is saved.")
    at(hand, f"/claims/{argument.pk}/rate/")
    hand.press(main_button("Take it back"))
    done(hand, "Your rating is taken back.")
    assert not Rating.objects.exists()


@pytest.fixture
def branches(thesis, author):
    """Two arguments under the thesis, the first with an answer of its own."""
    one = factories.argument(thesis, author=author, statement="Chips leak through third countries.")
    two = factories.argument(thesis, author=author, statement="Chips leak by way of third countries.")
    inner = factories.argument(one, author=author, statement="Leaks are small.")
    return one, two, inner


def place(hand, act, claim, other, name="parent"):
    """Choose another claim for an act, and see what will happen."""
    at(hand, f"/claims/{claim.pk}/{act}/")
    hand.choose(name, other.pk)
    hand.press(main_button("See what will happen"))
    done(hand, "What will happen")


def undo(hand, debate):
    at(hand, f"{debate.get_absolute_url()}rearrangements/")
    hand.press('main a:has-text("Undo")')
    sent(hand, "Undo it")
    assert_counted()


def test_move_a_branch_and_put_it_back(hand, thesis, branches):
    one, two, inner = branches
    place(hand, "move", inner, two)
    hand.choose("stance", "supports")
    hand.write("reason", "It answers the other one.")
    sent(hand, "Move the claim")
    done(hand, "Leaks are small.")
    inner.refresh_from_db()
    assert (inner.parent, inner.stance, inner.number) == (two, "supports", "2.1")
    undo(hand, thesis.debate)
    inner.refresh_from_db()
    assert (inner.parent, inner.stance, inner.number) == (one, "opposes", "1.1")


def test_show_a_claim_in_a_second_place_and_no_longer(hand, thesis, branches):
    _, two, inner = branches
    place(hand, "link", inner, two)
    hand.choose("stance", "opposes")
    hand.write("reason", "It bears here too.")
    sent(hand, "Show it there")
    done(hand, "Leaks are small.")
    link = Claim.objects.get(same_as=inner)
    assert (link.parent, link.state) == (two, "published")
    undo(hand, thesis.debate)
    link.refresh_from_db()
    assert link.state == "merged"


def test_merge_two_and_part_them_again(hand, thesis, branches, opponent):
    one, two, inner = branches
    services.rate_claim(claim=one, rater=opponent, convincing=4)
    place(hand, "merge", one, two, name="into")
    hand.write("reason", "They say the same.")
    sent(hand, "Merge the two")
    done(hand, "Chips leak by way of third countries.")
    inner.refresh_from_db()
    assert inner.parent == two
    at(hand, f"/claims/{one.pk}/")
    assert hand.page.url.endswith(f"/claims/{two.pk}/")
    undo(hand, thesis.debate)
    one.refresh_from_db()
    assert (one.state, one.raters_count, one.children) == ("published", 1, 1)


def test_extract_a_branch_and_bring_it_home(hand, thesis, branches):
    one = branches[0]
    at(hand, f"/claims/{one.pk}/extract/")
    hand.write("title", "Do chips leak?")
    hand.write("reason", "It has become a debate of its own.")
    sent(hand, "Make the debate")
    done(hand, "Do chips leak?")
    one.refresh_from_db()
    assert one.parent is None
    assert one.debate.title == "Do chips leak?"
    assert Claim.objects.get(same_as=one).parent == thesis
    undo(hand, thesis.debate)
    one.refresh_from_db()
    assert (one.parent, one.debate, one.number) == (thesis, thesis.debate, "1")


def test_conclude_a_debate_and_open_it_again(hand, thesis):
    debate = thesis.debate
    at(hand, f"/debates/{debate.pk}/state/")
    hand.choose("state", "concluded")
    hand.write("reason", "Everything was said.")
    hand.write("outcome", "Controls did **little**.")
    hand.press(main_button("Save the state"))
    done(hand, "Controls did little.")
    at(hand, f"/debates/{debate.pk}/state/")
    hand.choose("state", "open")
    hand.write("reason", "New evidence.")
    hand.press(main_button("Save the state"))
    done(hand, "The debate's state is changed.")
    debate.refresh_from_db()
    assert debate.state == "open"


def test_filters_columns_map_and_back(hand, thesis, branches):
    one, two, _ = branches
    at(hand, thesis.debate.get_absolute_url())
    hand.press('.tools a:text-is("unanswered")')
    expect(hand.page.locator("h1")).to_have_text("Unanswered")
    expect(hand.page.locator(".argument")).to_have_count(2)
    hand.press('.tools a:text-is("Columns")')
    expect(hand.page.locator("h1")).to_have_text(thesis.statement)
    hand.press(f'.column a[href*="claim={one.pk}"]')
    expect(hand.page.locator("h1")).to_have_text(one.statement)
    hand.press(f'a[rel=next][href*="claim={two.pk}"]')
    expect(hand.page.locator("h1")).to_have_text(two.statement)
    hand.press('.tools a:text-is("Map")')
    hand.press(f'svg a[href*="claim={one.pk}"]' if hand.scripts else f'#list a[href*="/claims/{one.pk}/"]')
    expect(hand.page.locator("h1")).to_have_text(one.statement)
