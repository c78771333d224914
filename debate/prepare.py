"""What lies between an empty database and a site that can be served; a step that is done does nothing."""

import hashlib
import os
import secrets
import sys
from contextlib import nullcontext
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from debate import postgres
from debate.data import data_folder, kept_secret

ADMINISTRATOR = "admin"
PASSWORD_FILE = "admin-password"  # noqa: S105


def prepare() -> None:
    """Bring tables, static files, starter content and administrator up to date. Django must be set up."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static()
    load_starter()
    make_administrator()


def collect_static() -> None:
    """Collect and compress the static files, unless they and the packages are as they were last time."""
    stamp = Path(settings.STATIC_ROOT) / "collected"
    state = _static_state()
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == state):
        return
    _say("Collecting static files ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)


def _static_state() -> str:
    """A digest of names, times and sizes of the project's files, and of the versions of the packages."""
    digest = hashlib.sha256((settings.PROJECT / "requirements.txt").read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            status = path.stat()
            digest.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\n".encode())
    return digest.hexdigest()


def load_starter() -> None:
    """Give an empty archive its starter content with demonstration ratings; a production site gets none."""
    from archive.models import Source

    if settings.PRODUCTION or Source.objects.exists():
        return
    _say("Loading the starter content ...")
    call_command("load_starter", demo=True, verbosity=0)


def make_administrator() -> None:
    """Make the account `admin` if there is none, with a random password kept in the data folder."""
    from archive.models import User

    if User.objects.filter(username=ADMINISTRATOR).exists():
        return
    (data_folder() / PASSWORD_FILE).unlink(missing_ok=True)  # of an earlier database
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = kept_secret(PASSWORD_FILE, lambda: secrets.token_urlsafe(15))
    call_command(
        "createsuperuser",
        interactive=False,
        username=ADMINISTRATOR,
        email="admin@localhost.invalid",
        verbosity=0,
    )
    del os.environ["DJANGO_SUPERUSER_PASSWORD"]


def password_now() -> str:
    """Return the administrator's password if it is still the one that was made, else what to do about it."""
    from archive.models import User

    path = data_folder() / PASSWORD_FILE
    known = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if known and User.objects.get(username=ADMINISTRATOR).check_password(known):
        return known
    return f"changed since it was made; `manage.py changepassword {ADMINISTRATOR}` sets another"


def main() -> None:
    """Prepare on the command line, holding the embedded database meanwhile, and print the administrator.

    With the argument `static` only the static files are collected, which needs no database.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    if sys.argv[1:] == ["static"]:
        django.setup()
        collect_static()
        return
    home = settings.EMBEDDED_CLUSTER
    with postgres.running(home) if home else nullcontext():
        django.setup()
        prepare()
        _say(f"Ready. Administrator: {ADMINISTRATOR}, password: {password_now()}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
