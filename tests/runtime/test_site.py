"""What the project package adds to the site: health, headers, mail, preparation, a patient worker."""

import io
import signal
import stat
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection

from debate import prepare
from debate.data import PROJECT
from tests.runtime.conftest import clean_environment

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.mark.django_db
def test_health_is_ok_while_the_database_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_health_is_503_while_the_database_is_away(python):
    code = "import django; django.setup(); from django.test import Client\n"
    code += "answer = Client(headers={'host': 'localhost'}).get('/healthz')\n"
    code += "print(answer.status_code, answer['Retry-After'])"
    done = python("-c", code, DATABASE_URL=NOWHERE, DJANGO_SETTINGS_MODULE="debate.settings")
    assert done.stdout == "503 5\n", done.stderr


def test_health_command_says_when_nothing_serves(python):
    done = python("-m", "debate.health", PORT="1")
    assert done.returncode == 1
    assert "Connection refused" in done.stderr


@pytest.mark.django_db
def test_scripts_are_evaluated_in_the_admin_only(client):
    strict = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'self'" in strict
    assert "frame-ancestors 'none'" in strict
    assert "unsafe" not in strict
    admin = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in admin
    assert "script-src 'self' 'unsafe-eval' 'unsafe-inline'" not in admin


def test_mail_goes_to_the_console_and_a_private_file(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message = EmailMessage("Confirm", "Follow this link", "noreply@example.org", ["new@example.org"])
    with redirect_stdout(io.StringIO()) as console:
        message.connection = get_connection("debate.mail.ConsoleAndFile")
        assert message.send() == 1
    (file,) = settings.EMAIL_FILE_PATH.iterdir()
    assert "Follow this link" in file.read_text()
    assert "Follow this link" in console.getvalue()
    assert stat.S_IMODE(settings.EMAIL_FILE_PATH.stat().st_mode) == 0o700


@pytest.mark.django_db
def test_administrator_is_made_once_with_a_password_that_works(client, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    prepare.make_administrator()
    prepare.make_administrator()
    administrator = get_user_model().objects.get(username="admin")
    assert administrator.is_superuser
    password = prepare.password_now()
    assert client.login(username="admin", password=password)
    administrator.set_password("another one")
    administrator.save()
    assert "changepassword admin" in prepare.password_now()


@pytest.mark.django_db
def test_password_file_of_an_earlier_database_is_replaced(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    (tmp_path / "admin-password").write_text("of an earlier database\n")
    prepare.make_administrator()
    assert prepare.password_now() == (tmp_path / "admin-password").read_text().strip()
    assert prepare.password_now() != "of an earlier database"


def test_static_files_are_collected_when_they_changed(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "collected")
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    own = tmp_path / "own" / "own.css"
    own.parent.mkdir()
    own.write_text("p { color: red }")
    prepare.collect_static()
    collected = Path(settings.STATIC_ROOT, "own.css")
    collected.unlink()
    prepare.collect_static()
    assert not collected.exists()
    own.write_text("p { color: green }")
    prepare.collect_static()
    assert "green" in collected.read_text()


def test_worker_waits_while_the_database_is_away(folder):
    with subprocess.Popen(
        [sys.executable, "-m", "debate.child", "worker"],
        cwd=PROJECT,
        env={**clean_environment(folder), "DATABASE_URL": NOWHERE},
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert "waits for the database" in worker.stderr.readline()
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
