"""What settings take from the environment, and what they refuse; each case in a Python of its own."""

import shutil
import stat
from pathlib import Path

import pytest

from debate.data import PROJECT

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "only-for-these-tests-" * 3,
    "ALLOWED_HOSTS": "example.org",
}


def value(python, expression, **environment):
    done = python("-c", f"from debate import settings; print(({expression}))", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(python, missing):
    done = python("-c", "import debate.settings", **{**PRODUCTION, missing: ""})
    assert done.returncode != 0
    assert f"Production needs {missing}" in done.stderr


def test_production_refuses_debug(python):
    done = python("-c", "import debate.settings", **PRODUCTION, DEBUG="on")
    assert "DEBUG is on in production" in done.stderr


def test_production_passes_the_deployment_check(python):
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_keeps_no_secret_key_of_its_own(python, folder):
    value(python, "settings.SECRET_KEY", **PRODUCTION)
    assert not (folder / "data" / "secret-key").exists()


def test_debug_is_off_unless_asked_for(python):
    assert value(python, "settings.DEBUG") == "False"
    assert value(python, "settings.DEBUG", DEBUG="on") == "True"


def test_secret_key_is_made_once_and_is_private(python, folder):
    first = value(python, "settings.SECRET_KEY")
    assert len(first) >= 50
    assert value(python, "settings.SECRET_KEY") == first
    assert stat.S_IMODE((folder / "data" / "secret-key").stat().st_mode) == 0o600


def test_database_url_names_the_server(python):
    chosen = "settings.DATABASES['default']['HOST'], settings.EMBEDDED_CLUSTER"
    url = "postgresql://me:secret@db.example.org:5433/debates"
    assert value(python, chosen, DATABASE_URL=url) == "('db.example.org', None)"
    assert "/tmp/debate-" in value(python, chosen)


def test_dot_env_is_read_and_the_environment_wins(python, folder):
    shutil.copytree(PROJECT / "debate", folder / "debate", ignore=shutil.ignore_patterns("__pycache__"))
    Path(folder, ".env").write_text('SITE_NAME="From the file"\nHOLD_FIRST=7\n')
    shown = "settings.SITE_NAME, settings.ARCHIVE['HOLD_FIRST']"
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); from debate import settings; print(({shown}))"
    assert python("-c", code).stdout.strip() == "('From the file', 7)"
    assert python("-c", code, HOLD_FIRST="0").stdout.strip() == "('From the file', 0)"


def test_example_file_names_only_what_is_read():
    read = "".join(path.read_text() for path in (PROJECT / "debate").rglob("*.py"))
    named = [
        line[2:].split("=")[0] for line in (PROJECT / ".env.example").read_text().splitlines() if "=" in line
    ]
    assert len(named) > 20
    assert [name for name in named if f'"{name}"' not in read] == []
