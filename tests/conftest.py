"""The cast, the doors, and rules over time switched off unless a test is about them."""

import pytest

from archive.claims.context import demonstration
from tests import factories
from tests.doors import ApiDoor, HtmlDoor
from tests.notices.catcher import catcher  # noqa: F401 - a fixture for every folder


@pytest.fixture(autouse=True)
def _calm(settings):
    """Nothing waits, nothing comes too soon and nothing is for show, unless the test says so."""
    demonstration.remember(False)
    many = dict.fromkeys(settings.ARCHIVE["DAILY_LIMITS"], 10_000)
    calm = {"HOLD_FIRST": 0, "POST_INTERVAL_SECONDS": 0, "DAILY_LIMITS": many, "READ_SECONDS_IN_REQUEST": 60}
    settings.ARCHIVE = {**settings.ARCHIVE, **calm}


@pytest.fixture
def rules(settings):
    """Set rules of the site: `rules(HOLD_FIRST=3)`."""

    def change(**values):
        settings.ARCHIVE = {**settings.ARCHIVE, **values}

    return change


@pytest.fixture(params=[HtmlDoor, ApiDoor], ids=["html", "api"])
def door(request, db):
    """Each way in by which people post; a test that asks for it runs once a door."""
    return request.param()


@pytest.fixture
def author(db):
    return factories.person("author")


@pytest.fixture
def opponent(db):
    return factories.person("opponent")


@pytest.fixture
def curator(db):
    return factories.person("curator")


@pytest.fixture
def moderator(db):
    return factories.person("moderator", is_staff=True)


@pytest.fixture
def newcomer(db):
    return factories.person("newcomer")


@pytest.fixture
def stranger(db):
    """Signed up and never confirmed."""
    return factories.person("stranger", confirmed_at=None)


@pytest.fixture
def thesis(curator):
    """The thesis of an open debate that `curator` opened."""
    return factories.thesis("Export controls slow the rival down.", curator)
