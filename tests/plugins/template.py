"""One process migrates the test database; the others, and the runs after it, copy what it made."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from django import get_version
from django.apps import apps
from django.db import connection

from foundation.localdb import folders

PREFIX = "template_"


@contextmanager
def copied(data: Path) -> Iterator[None]:
    """Inside this block the test database is made, as a copy where the code has not changed."""
    name = PREFIX + _fingerprint()
    tests: dict[str, Any] = connection.settings_dict["TEST"]
    with (data / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if name not in _templates():
            fcntl.flock(lock, fcntl.LOCK_EX)
            if name not in _templates():
                yield
                _keep(name)
                return
            fcntl.flock(lock, fcntl.LOCK_SH)
        tests["TEMPLATE"] = name
        yield


def _fingerprint() -> str:
    """Changes with every line of our apps, of which some write into the database."""
    found = hashlib.sha256(get_version().encode())
    home = folders.checkout()
    for config in sorted(apps.get_app_configs(), key=lambda one: one.name):
        own = Path(config.path).is_relative_to(home) and ".venv" not in config.path
        for file in sorted(Path(config.path).glob("**/*.py" if own else "migrations/*.py")):
            found.update(f"{file.relative_to(config.path)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _templates() -> set[str]:
    return {name for (name,) in _ask("SELECT datname FROM pg_database") if name.startswith(PREFIX)}


def _keep(name: str) -> None:
    """Copy what was migrated just now; what other code made goes."""
    made = connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to a database that is copied
    for old in _templates():
        with suppress(psycopg2.Error):  # another run copies it now
            _ask(f"DROP DATABASE {old}")
    with suppress(psycopg2.Error):  # the next process migrates for itself
        _ask(f'CREATE DATABASE {name} TEMPLATE "{made}"')


def _ask(sql: str) -> list[tuple[Any, ...]]:
    session = psycopg2.connect(os.environ["OWNER_DATABASE_URL"])
    session.autocommit = True
    with closing(session), session.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
