"""A mail server on the loopback that keeps what it is given; tests send to it over real SMTP."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller


class Catcher:
    """Keeps every message, and refuses recipients whose address says so."""

    def __init__(self):
        self.caught = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.caught.append((envelope.rcpt_tos, message))
        return "250 Taken"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def catcher(settings):
    """A mail server on the loopback, and a site that sends its mail there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    handler = Catcher()
    controller = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    handler.controller = controller
    controller.start()
    yield handler
    if controller.server is not None:
        controller.stop()
