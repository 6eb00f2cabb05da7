"""Backup and restore, proven by restoring into a second database."""

import os
import tarfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from foundation.localdb.archive import restore_backup, write_backup
from foundation.localdb.failures import LocalDatabaseError

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WALLED = """
    CREATE TABLE organization (id bigint PRIMARY KEY);
    INSERT INTO organization VALUES (1), (2);
    CREATE FUNCTION visible_organizations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
      RETURN CASE current_setting('app.organizations', true)
        WHEN '*' THEN (SELECT array_agg(id) FROM organization)
        ELSE string_to_array(nullif(current_setting('app.organizations', true), ''), ',')::bigint[]
      END;
    CREATE TABLE person (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      organization_id bigint NOT NULL REFERENCES organization, name text);
    INSERT INTO person (organization_id, name) VALUES (1, U&'\\8FBA\\+0E0100'), (2, U&'\\+020BB7');
    ALTER TABLE person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY organization ON person
      USING (organization_id = ANY ((SELECT visible_organizations())::bigint[]));
"""
EVERYONE = "SELECT organization_id, name FROM person ORDER BY id"
NAMES = [(1, "\u8fba\U000e0100"), (2, "\U00020bb7")]


def run(address: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(address, options="-c app.organizations=*")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def at(variable: str, database: str) -> str:
    return urlsplit(os.environ[variable])._replace(path=f"/{database}").geturl()


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    names = [f"restore_{uuid.uuid4().hex}" for _ in range(2)]
    for name in names:
        run(os.environ["DATABASE_URL"], f"CREATE DATABASE {name}")
    yield names[0], names[1]
    for name in names:
        run(os.environ["DATABASE_URL"], f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media" / "certificates"
    folder.mkdir(parents=True)
    (folder / "1.pdf").write_bytes(b"%PDF-")
    return folder.parent


@pytest.mark.parametrize("role", ["BACKUP_DATABASE_URL", "OWNER_DATABASE_URL"])
def test_backup_comes_back_whole_in_another_database(
    role: str, databases: tuple[str, str], media: Path, tmp_path: Path
):
    if role not in os.environ:
        pytest.skip("the external test server names no backup role")
    first, second = databases
    run(at("OWNER_DATABASE_URL", first), WALLED)
    backup, elsewhere = tmp_path / "sasae.tar", tmp_path / "elsewhere" / "media"

    write_backup(backup, address=at(role, first), media=media, now=NOW)
    address = at("OWNER_DATABASE_URL", second)
    restore_backup(backup, address=address, media=elsewhere, replace=False)

    assert run(address, EVERYONE) == NAMES
    walls = "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'person'"
    assert run(address, walls) == [(True, True)]
    assert run(address, "SELECT count(*) FROM pg_policy") == [(1,)]
    assert (elsewhere / "certificates" / "1.pdf").read_bytes() == b"%PDF-"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "media", "sasae.tar"]


def test_restore_refuses_an_occupied_database_until_told(
    databases: tuple[str, str], media: Path, tmp_path: Path
):
    address = at("OWNER_DATABASE_URL", databases[0])
    run(address, WALLED)
    backup = tmp_path / "sasae.tar"
    write_backup(backup, address=address, media=media, now=NOW)
    run(address, "INSERT INTO person (organization_id, name) VALUES (1, 'later')")
    (media / "later.pdf").touch()

    with pytest.raises(LocalDatabaseError, match="--replace"):
        restore_backup(backup, address=address, media=media, replace=False)
    assert len(run(address, EVERYONE)) == 3
    restore_backup(backup, address=address, media=media, replace=True)

    assert run(address, EVERYONE) == NAMES
    assert [path.name for path in media.iterdir()] == ["certificates"]


def test_failed_restore_leaves_everything_as_it_was(
    databases: tuple[str, str], media: Path, tmp_path: Path
):
    address = at("OWNER_DATABASE_URL", databases[0])
    run(address, WALLED)
    backup = tmp_path / "sasae.tar"
    write_backup(backup, address=address, media=media, now=NOW)
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "opened", filter="data")
    dump = tmp_path / "opened" / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-200])
    with tarfile.open(backup, "w") as tar:
        for path in (tmp_path / "opened").iterdir():
            tar.add(path, path.name)
    (media / "later.pdf").touch()

    with pytest.raises(LocalDatabaseError):
        restore_backup(backup, address=address, media=media, replace=True)

    assert run(address, EVERYONE) == NAMES
    assert (media / "later.pdf").exists()


def test_role_that_may_not_write_gets_the_reason(
    databases: tuple[str, str], media: Path, tmp_path: Path
):
    if "BACKUP_DATABASE_URL" not in os.environ:
        pytest.skip("the external test server names no backup role")
    first, second = databases
    owner = at("OWNER_DATABASE_URL", first)
    run(owner, WALLED)
    # More than a pipe holds, so that the command meets the broken pipe in the middle.
    run(owner, "INSERT INTO person (organization_id, name) SELECT 1, repeat('x', 9000)"
               " FROM generate_series(1, 2000)")  # fmt: skip
    backup = tmp_path / "sasae.tar"
    write_backup(backup, address=owner, media=media, now=NOW)
    login = at("BACKUP_DATABASE_URL", second)
    with pytest.raises(LocalDatabaseError, match="復元できませんでした") as raised:
        restore_backup(backup, address=login, media=tmp_path / "media2", replace=False)

    assert "permission denied" in str(raised.value)
    assert not (tmp_path / "media2").exists()


def test_unreadable_file_is_refused(databases: tuple[str, str], media: Path, tmp_path: Path):
    nonsense = tmp_path / "nonsense.tar"
    nonsense.write_bytes(b"nonsense")

    with pytest.raises(LocalDatabaseError, match=r"nonsense\.tar"):
        restore_backup(
            nonsense, address=at("OWNER_DATABASE_URL", databases[0]), media=media, replace=True
        )


def test_tar_with_a_path_outside_is_refused(
    databases: tuple[str, str], media: Path, tmp_path: Path
):
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.addfile(tarfile.TarInfo("media/../../outside"))

    with pytest.raises(LocalDatabaseError, match="unexpected entry"):
        restore_backup(
            evil, address=at("OWNER_DATABASE_URL", databases[0]), media=media, replace=True
        )
    assert not (tmp_path / "outside").exists()


def test_backup_into_a_missing_folder_is_one_sentence(
    databases: tuple[str, str], media: Path, tmp_path: Path
):
    with pytest.raises(LocalDatabaseError, match="書き込めません"):
        write_backup(
            tmp_path / "missing" / "sasae.tar",
            address=at("OWNER_DATABASE_URL", databases[0]),
            media=media,
            now=NOW,
        )
