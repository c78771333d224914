"""What tests of notices share: telling of all that was done, and a mail server that can be away."""

import pytest

from archive.accounts.models import User
from archive.notices.models import Notification
from archive.notices.services.spreading import spread_batch


@pytest.fixture
def spread(thesis):
    """Tell of all acts; what the cast did before the test is told and forgotten already."""

    def tell():
        while spread_batch():
            pass

    tell()
    Notification.objects.all().delete()
    User.objects.update(unread_notices=0)
    return tell
