"""Folders for clusters, reachable by every account as most project folders are, with a space in the path."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from debate import postgres
from debate.data import PROJECT
from debate.postgres.lodging import find_lodging
from debate.postgres.server import stop


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="archive test "))
    made.chmod(0o755)
    yield made
    for record in made.rglob("place"):
        shutil.rmtree(record.read_text().strip())
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def made_home():
    """A home whose cluster was made once, to be copied: making one takes longer than most tests."""
    made = Path(tempfile.mkdtemp(prefix="archive test "))
    made.chmod(0o755)
    with postgres.running(made / "postgres", postgres.FAST):
        pass
    yield made / "postgres"
    shutil.rmtree(made)


@pytest.fixture
def home(folder, made_home):
    """The home of a cluster; its server is stopped whatever the test did to it."""
    home = folder / "postgres"
    subprocess.run(["/bin/cp", "-a", made_home, home], check=True)
    yield home
    stop_server(home)


def stop_server(home):
    """Stop what may still run in the cluster of a home that a test is done with."""
    lodging = find_lodging(home)
    stop(lodging)
    shutil.rmtree(postgres.socket_folder(home), ignore_errors=True)


def clean_environment(folder):
    """A data folder of its own; what a developer's .env may set is set to nothing. Coverage looks on."""
    unset = dict.fromkeys(["DATABASE_URL", "SECRET_KEY", "ENVIRONMENT", "ALLOWED_HOSTS", "EMAIL_URL"], "")
    coverage = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), "DEBUG": "off", **unset, **coverage}


@pytest.fixture
def python(folder):
    """Runs Python in the project with little else in its environment, and returns what came of it."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env={**clean_environment(folder), **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run
