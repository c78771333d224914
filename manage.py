#!/usr/bin/env python
"""The command line of the archive; it holds the embedded database while a command runs."""

import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "spectacular",
    "version",
}


def main() -> None:
    """Run one command. A termination signal ends it like Ctrl-C, so that the database is let go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    from django.core.management import execute_from_command_line

    from debate import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with _database():
            execute_from_command_line(sys.argv)
    except postgres.NotAvailable as reason:
        sys.exit(f"The embedded database is not available. {reason}")


def _database() -> AbstractContextManager[object]:
    """The embedded server, unless the command needs none or settings name another server."""
    from django.conf import settings

    from debate import postgres

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in WITHOUT_DATABASE or settings.EMBEDDED_CLUSTER is None:
        return nullcontext()
    return postgres.running(settings.EMBEDDED_CLUSTER)


if __name__ == "__main__":
    main()
