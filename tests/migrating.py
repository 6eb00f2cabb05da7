"""A database of its own on which migrations run forward, as another process does it."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.management import call_command
from django.db.migrations.state import ProjectState

from foundation.localdb import folders
from foundation.localdb.first_migration import rendering_sparingly


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """An empty database of its own, as the environment of a program."""
    base = os.environ["OWNER_DATABASE_URL"]
    name = f"migrated_{uuid.uuid4().hex}"
    connection = psycopg2.connect(base)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        address = urlsplit(base)._replace(path=f"/{name}").geturl()
        yield {**os.environ, "DATABASE_URL": address, "OWNER_DATABASE_URL": address}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def run(program: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=folders.checkout(), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def migrate(*target: str) -> None:
    """In such a program: migrate in seconds, also where rows are already.

    A function that reads rows gets all models as they are at its place, freshly rendered.
    """
    with (
        rendering_sparingly(),
        patch.object(ProjectState, "clear_delayed_apps_cache", _forget_models),
    ):
        call_command("migrate", *target, verbosity=0, skip_checks=True)


def _forget_models(state: ProjectState) -> None:
    state.__dict__.pop("apps", None)
