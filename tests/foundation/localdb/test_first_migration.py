"""The fast first migration makes the schema that Django's own way makes."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest

from foundation.localdb import folders, tools

pytestmark = pytest.mark.slow
# A part of the apps: constraints, indexes, triggers and references are all in it.
MIGRATE = """
import sys, django; django.setup()
from contextlib import nullcontext
from django.core.management import call_command
from foundation.localdb.first_migration import rendering_sparingly
with rendering_sparingly() if sys.argv[1] == "fast" else nullcontext():
    call_command("migrate", "people", verbosity=0, skip_checks=True)
"""


@pytest.fixture
def two_databases() -> Iterator[tuple[str, str]]:
    base = os.environ["OWNER_DATABASE_URL"]
    names = [f"migrated_{uuid.uuid4().hex}" for _ in range(2)]
    connection = psycopg2.connect(base)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"CREATE DATABASE {name}")
        first, second = (urlsplit(base)._replace(path=f"/{name}").geturl() for name in names)
        yield first, second
        for name in names:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def schema(address: str, way: str) -> list[str]:
    variables = {**os.environ, "DATABASE_URL": address}
    subprocess.run(
        [sys.executable, "-c", MIGRATE, way], cwd=folders.checkout(), env=variables, check=True
    )
    target = tools.inspect(address)
    command = [tools.program("pg_dump", target.server_major), *target.arguments()]
    done = subprocess.run(
        [*command, "--schema-only", "--no-owner"], capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if "restrict " not in line]


def test_fast_first_migration_makes_the_same_schema(two_databases: tuple[str, str]):
    first, second = two_databases

    assert schema(first, "fast") == schema(second, "usual")
