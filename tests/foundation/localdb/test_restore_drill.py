"""The restore drill: what the commands wrote comes back whole, walls and files included."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from foundation.organizations.tenancy import within
from tests.conftest import World
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
IVS_NAME = "\u8fba\U000e0100\u3000\U00020bb7"
WALLS = """
    SELECT relname, relrowsecurity, relforcerowsecurity,
           (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid),
           (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal),
           (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid)
      FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""


def address(database: str) -> str:
    values = connection.settings_dict
    place = f"{quote(str(values['HOST']), safe='')}:{values['PORT'] or 5432}"
    secret = f":{quote(values['PASSWORD'], safe='')}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{secret}@{place}/{database}"


def run(database: str, sql: str) -> list[tuple[object, ...]]:
    opened = psycopg2.connect(address(database), options="-c app.organizations=*")
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        opened.close()


def contents(database: str) -> dict[object, list[tuple[object, ...]]]:
    tables = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return {
        table: run(database, f'SELECT t::text FROM "{table}" t ORDER BY 1')
        for (table,) in run(database, tables)
    }


@pytest.fixture
def empty_database() -> Iterator[str]:
    name = f"drill_{uuid.uuid4().hex}"
    run("postgres", f"CREATE DATABASE {name}")
    yield name
    run("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("role", ["backup", "owner"])
def test_everything_comes_back(
    role: str,
    world: World,
    empty_database: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
):
    for town in (world.aoba, world.wakaba):
        with within(town):
            PersonFactory(name=IVS_NAME)
    used = str(connection.settings_dict["NAME"])
    monkeypatch.setenv("OWNER_DATABASE_URL", address(used))
    backup_role = os.environ.get("BACKUP_DATABASE_URL")
    monkeypatch.delenv("BACKUP_DATABASE_URL", raising=False)
    if role == "backup":
        if backup_role is None:
            pytest.skip("the external test server names no backup role")
        there = urlsplit(backup_role)._replace(path=f"/{used}").geturl()
        monkeypatch.setenv("BACKUP_DATABASE_URL", there)
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "certificate.pdf").write_bytes(b"%PDF-")
    file = tmp_path / "sasae.tar"

    call_command("backup", file, verbosity=0)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", file, verbosity=0)
    monkeypatch.setenv("OWNER_DATABASE_URL", address(empty_database))
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    call_command("restore", file, verbosity=0)

    before = contents(used)
    assert contents(empty_database) == before
    assert len(before["people_person"]) == 2
    assert run(empty_database, WALLS) == run(used, WALLS)
    assert (tmp_path / "elsewhere" / "certificate.pdf").read_bytes() == b"%PDF-"
