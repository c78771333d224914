"""Whether the site's port can be had, asked before any slow work. Needs nothing but Python."""

import errno
import os
import socket
import sys


def port() -> int:
    """Return PORT, 8000 when it is not set; exits with a message when it is no port number."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} is not a port number. Give one from 1024 to 65535: PORT=9000 make run")
    return int(text)


def require_free(number: int) -> None:
    """Exit with a message that names another port unless this one can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # an old connection that lingers is no owner
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as refused:
            taken = refused.errno == errno.EADDRINUSE
            why = "is taken by another program" if taken else f"cannot be used ({refused.strerror})"
            other = 9000 if number != 9000 else 9001
            sys.exit(f"Port {number} {why}. Choose another one: PORT={other} make run")


if __name__ == "__main__":
    require_free(port())
