"""The oracle: every stored count and standing, made anew from the rows."""

from archive.claims.models import Debate
from archive.claims.services.recount import find_differences


def assert_counted() -> None:
    """Fail with every derived column of any debate that is not what its rows say."""
    wrong = [
        str(difference) for debate in Debate.objects.order_by("id") for difference in find_differences(debate)
    ]
    assert wrong == []
