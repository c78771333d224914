"""The data folder: what this installation keeps between runs, and the secrets in it.

Nothing here needs Django, because settings and the embedded database both read it first.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the data folder (`.data`, or DATA_DIR), made when missing.

    Others may pass through it, for an embedded server under another account, but not list it. A folder
    that is there already keeps the permissions it has.
    """
    folder = Path(os.environ.get("DATA_DIR") or PROJECT / ".data").absolute()
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return folder
    folder.chmod(0o711)  # the umask may have taken more away than we want
    return folder


def kept_secret(name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """Return the secret kept under a name in the data folder, made once, readable by its owner only.

    Two processes that make it at the same moment both get the one that was linked first.
    """
    path = data_folder() / name
    if not path.exists():
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n", encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
