"""Where data lies outside the checkout, and whether that place can be used."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import psycopg2.errors

from foundation.localdb.failures import LocalDatabaseError

LEAST_FREE_BYTES = 200 * 1024 * 1024
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 104 (macOS) or 108 bytes
SOCKET_NAME = ".s.PGSQL.5432"


def checkout() -> Path:
    """The folder that holds manage.py."""
    return Path(__file__).resolve().parents[2]


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def data_folder() -> Path:
    """SASAE_DATA, or one folder per checkout in the place the system keeps for such data.

    Root gets /var/lib/sasae: the database server runs as another user, who may not be able to
    enter root's home.
    """
    if given := os.environ.get("SASAE_DATA"):
        return Path(given).expanduser().absolute()
    home = checkout()
    name = re.sub(r"[^A-Za-z0-9._-]", "", home.name)[:20] or "sasae"
    return _base() / "sasae" / f"{name}-{short_hash(str(home))}"


def _base() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib")
    if given := os.environ.get("XDG_DATA_HOME"):
        return Path(given).expanduser().absolute()
    return Path("~/.local/share").expanduser()


def passage() -> int:
    """The mode of a folder on the way to the server's files: as root, its user passes through."""
    return 0o711 if os.geteuid() == 0 else 0o700


def make_folder(path: Path, mode: int = 0o700) -> Path:
    """Create the folder where it is missing and prove that it can be written.

    Raises LocalDatabaseError with the sentence for a folder that is not writable or a full disk.
    """
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        if mode & ~path.stat().st_mode & 0o111:
            path.chmod(path.stat().st_mode | mode & 0o111)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"sasae")
    except (OSError, RuntimeError) as error:
        raise folder_error(path, error) from error
    return path


def folder_error(path: Path, error: Exception) -> LocalDatabaseError:
    """The sentence for an OSError met while writing to `path`."""
    if is_disk_full(error):
        return disk_full(path)
    return LocalDatabaseError(
        f"データ用フォルダ {path} に書き込めません。"
        "書き込める場所を SASAE_DATA で指定してください。",
        f"The data folder {path} is not writable; set SASAE_DATA to a folder you can write to.",
    )


def is_disk_full(error: BaseException) -> bool:
    """Whether the machine, or PostgreSQL behind Django's error, has run out of space."""
    if isinstance(error.__cause__, psycopg2.errors.DiskFull):
        return True
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def disk_full(path: Path) -> LocalDatabaseError:
    """The sentence for too little free space."""
    return LocalDatabaseError(
        f"ディスクの空きが足りません（{path}）。"
        "200MB 以上の空きを作ってから、もう一度実行してください。",
        f"The disk is full ({path}); free at least 200 MB and start again.",
    )


def require_free_space(path: Path) -> None:
    """Raise LocalDatabaseError when less than 200 MB are free where `path` lies."""
    if shutil.disk_usage(path).free < LEAST_FREE_BYTES:
        raise disk_full(path)


def others_can_enter(path: Path) -> bool:
    """Whether a user who owns nothing here can walk down to `path` (its parents, not itself)."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def cluster_folder(data: Path) -> Path:
    """Where the server's files lie: `<data>/postgres`, unless the server's user cannot get there.

    Then (root only, data folder below a private one) it is a folder in /var/lib/sasae, and
    `<data>/postgres.txt` names it, so that the answer never changes later.
    """
    usual, note = data / "postgres", data / "postgres.txt"
    if usual.exists() or os.geteuid() != 0:
        return usual
    if note.exists():
        return Path(note.read_text().strip())
    if others_can_enter(data):
        return usual
    elsewhere = Path("/var/lib/sasae") / f"postgres-{short_hash(str(data.resolve()))}"
    note.write_text(f"{elsewhere}\n")
    return elsewhere


def socket_folder(cluster: Path) -> Path:
    """Where the server's socket lies: inside the cluster, or in /tmp when that path is too long."""
    inside = cluster / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    return Path("/tmp") / f"sasae-{short_hash(str(cluster))}"  # noqa: S108  owner is checked
