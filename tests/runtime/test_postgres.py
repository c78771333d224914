"""The embedded server, started for real in folders of its own."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import traceback
from pathlib import Path

import psycopg
import pytest

from debate import postgres
from debate.data import PROJECT
from debate.postgres.server import server_pid

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server to another account")


def ask(home, statement):
    where = postgres.connection(home)
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=where["USER"], autocommit=True
    ) as session:
        found = session.execute(statement)
        return found.fetchone() if found.description else None


def modes(*folders):
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in folders}


def test_cluster_is_made_and_its_server_runs_while_it_is_held(folder):
    home = folder / "new" / "postgres"
    with postgres.running(home, postgres.FAST) as lodging:
        assert " " in str(lodging.cluster)
        assert ask(home, "SHOW server_version")[0].startswith("18.")
        assert server_pid(lodging.cluster)
    assert server_pid(lodging.cluster) is None
    assert not postgres.socket_folder(home).exists()


def test_server_listens_on_a_private_socket_only(home):
    with postgres.running(home, postgres.FAST) as lodging:
        assert ask(home, "SHOW listen_addresses") == ("",)
        assert modes(postgres.socket_folder(home)) == {postgres.socket_folder(home): 0o700}
        assert modes(lodging.cluster) == {lodging.cluster: 0o700}
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", 5432)) != 0 or "DATABASE_URL" in os.environ


def test_text_sorts_by_code_point_and_extensions_are_there(home):
    with postgres.running(home, postgres.FAST):
        provider = (
            "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()"
        )
        assert ask(home, provider) == ("b", "C.UTF-8")
        for name in ("pg_trgm", "unaccent", "citext"):
            ask(home, f"CREATE EXTENSION {name}")


def test_the_last_holder_stops_it(home):
    with postgres.running(home, postgres.FAST) as lodging:
        with postgres.running(home, postgres.FAST):
            first = server_pid(lodging.cluster)
        assert server_pid(lodging.cluster) == first
        ask(home, "SELECT 1")
    assert server_pid(lodging.cluster) is None


def test_what_was_written_outlives_a_killed_server(folder):
    home = folder / "safe" / "postgres"  # the copied cluster does not wait for the disk
    with postgres.running(home) as lodging:
        ask(home, "CREATE TABLE kept AS SELECT 42 AS number")
        os.kill(server_pid(lodging.cluster), signal.SIGKILL)
    with postgres.running(home):
        assert ask(home, "SELECT number FROM kept") == (42,)


def test_held_server_that_died_is_revived(home):
    with postgres.running(home, postgres.FAST) as lodging:
        assert postgres.revive(home, lodging) is False
        os.kill(server_pid(lodging.cluster), signal.SIGKILL)
        deadline = time.monotonic() + 10
        while server_pid(lodging.cluster) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert postgres.revive(home, lodging) is True
        assert ask(home, "SELECT 1") == (1,)


def test_server_of_a_killed_holder_is_taken_over(home):
    holding = "import sys, pathlib; from debate import postgres\n"
    holding += (
        "with postgres.running(pathlib.Path(sys.argv[1]), postgres.FAST): print('up', flush=True); input()"
    )
    command = [sys.executable, "-c", holding, str(home)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"up\n"
        holder.kill()
    orphan = server_pid(home_cluster(home))
    assert orphan
    with postgres.running(home, postgres.FAST) as lodging:
        assert server_pid(lodging.cluster) == orphan
    assert server_pid(lodging.cluster) is None


def home_cluster(home):
    record = home / "place"
    return (Path(record.read_text().strip()) if record.exists() else home) / "cluster"


@pytest.mark.parametrize("pid", [os.getpid(), 1, 2**22 - 1], ids=["of a stranger", "of init", "of nobody"])
def test_pid_file_of_a_killed_server_does_not_stop_a_start(home, pid):
    with postgres.running(home, postgres.FAST) as lodging:
        text = (lodging.cluster / "postmaster.pid").read_text()
    (lodging.cluster / "postmaster.pid").write_text(text.replace(text.split()[0], str(pid), 1))
    with postgres.running(home, postgres.FAST):
        assert ask(home, "SELECT 1") == (1,)


def test_half_made_cluster_is_made_again(home):
    with postgres.running(home, postgres.FAST) as lodging:
        pass
    lodging.cluster.rename(lodging.place / "cluster.draft")
    with postgres.running(home, postgres.FAST):
        assert ask(home, "SELECT 1") == (1,)


def test_project_that_moved_keeps_its_data(home):
    with postgres.running(home, postgres.FAST):
        ask(home, "CREATE TABLE kept AS SELECT 42 AS number")
    moved = home.rename(home.with_name("moved"))
    with postgres.running(moved, postgres.FAST):
        assert ask(moved, "SELECT number FROM kept") == (42,)
    moved.rename(home)


def test_socket_folder_that_others_can_enter_is_refused(home):
    planted = postgres.socket_folder(home)
    planted.mkdir()
    planted.chmod(0o755)
    with pytest.raises(postgres.NotAvailable, match="not a private folder"), postgres.running(home):
        pass
    assert not planted.exists() or modes(planted) == {planted: 0o755}
    shutil.rmtree(planted, ignore_errors=True)


def test_cluster_of_another_version_is_refused(home):
    with postgres.running(home, postgres.FAST) as lodging:
        pass
    (lodging.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.NotAvailable, match="made by PostgreSQL 17"), postgres.running(home):
        pass
    (lodging.cluster / "PG_VERSION").write_text("18\n")


@as_root
def test_root_lends_it_below_a_closed_home_without_opening_it(folder):
    closed = folder / "closed home"
    closed.mkdir(mode=0o700)
    outside = [Path("/var"), Path("/var/lib"), Path("/tmp")]
    before = modes(closed, folder, *outside)
    accounts = Path("/etc/passwd").read_bytes()
    home = closed / "project" / ".data" / "postgres"
    with postgres.running(home, postgres.FAST) as lodging:
        assert ask(home, "SELECT 1") == (1,)
        assert lodging.cluster.stat().st_uid == lodging.account.pw_uid != 0
        assert not lodging.place.is_relative_to(closed)
    with postgres.running(home, postgres.FAST) as again:
        assert again.place == lodging.place
    assert modes(closed, folder, *outside) == before
    assert Path("/etc/passwd").read_bytes() == accounts


@as_root
def test_root_copies_programs_that_the_account_cannot_read(home, monkeypatch):
    from debate.postgres import lodging as module

    monkeypatch.setattr(module, "_readable", lambda wheel, account: False)
    with postgres.running(home, postgres.FAST) as lodging:
        assert lodging.programs.is_relative_to(home)
        assert ask(home, "SELECT 1") == (1,)


@as_root
def test_ordinary_user_runs_it_alone_and_root_may_join(folder, home):
    nobody = 65534
    if not reached_by(nobody, Path(psycopg.__file__)):
        pytest.skip("no other account can reach the packages of this project, so none can run it here")
    subprocess.run(["/bin/chown", "-R", f"{nobody}:{nobody}", folder], check=True)
    assert as_account(nobody, lambda: run_alone(home)) == 0
    with postgres.running(home, postgres.FAST) as lodging:
        assert lodging.uid == nobody
        assert ask(home, "SELECT number FROM kept") == (42,)


@as_root
def test_cluster_of_an_account_that_is_gone_is_refused_with_what_to_do(home):
    with postgres.running(home, postgres.FAST) as lodging:
        cluster = lodging.cluster
    os.chown(cluster, 54321, 54321)
    with pytest.raises(postgres.NotAvailable, match=r"account number 54321, which is gone.*chown"):
        with postgres.running(home, postgres.FAST):
            pass
    os.chown(cluster, lodging.account.pw_uid, lodging.account.pw_gid)


@as_root
def test_cluster_of_another_account_is_refused_with_its_name(folder, home):
    with postgres.running(home, postgres.FAST):
        pass
    assert as_account(65534, lambda: refused_as_another_s(home)) == 0


def run_alone(home):
    with postgres.running(home, postgres.FAST) as lodging:
        assert lodging.account is None
        ask(home, "CREATE TABLE kept AS SELECT 42 AS number")


def refused_as_another_s(home):
    with pytest.raises(postgres.NotAvailable, match="belongs to another account"), postgres.running(home):
        pass


def reached_by(uid, path):
    """Return whether this account can read the file, through every folder above it."""
    return subprocess.run(["/bin/test", "-r", path], user=uid, group=uid, extra_groups=[]).returncode == 0


def as_account(uid, act):
    """Act as another account in a forked child; returns its exit code, 0 when nothing was raised."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
