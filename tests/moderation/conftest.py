"""Who decides, and what about."""

import pytest

from tests import factories
from tests.moderation.desk import Desk


@pytest.fixture
def second(db):
    """Another moderator."""
    return factories.person("second", is_staff=True)


@pytest.fixture
def administrator(db):
    return factories.person("admin", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(moderator):
    """The moderator's desk."""
    return Desk(moderator)


@pytest.fixture
def claim(thesis, author):
    """An argument of `author` under the thesis, with an answer below it."""
    claim = factories.argument(thesis, "opposes", "The rival is faster with them than without.", author)
    factories.argument(claim, "supports", "Two reports measured it.")
    return claim
