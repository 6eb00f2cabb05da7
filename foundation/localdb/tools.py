"""Calls pg_dump, pg_restore and psql for any PostgreSQL, the embedded one or another."""

import os
import shutil
from dataclasses import dataclass

import psycopg2
from psycopg2 import extensions

from foundation.localdb.binaries import packaged
from foundation.localdb.failures import LocalDatabaseError

EVERY_ORGANIZATION = "-c app.organizations=*"


@dataclass(frozen=True)
class Target:
    """One database and role, with what the tools have to know about them."""

    address: str
    server_major: int
    bypasses_rls: bool
    tables: int  # in the schema public; 0 means an empty database

    def arguments(self) -> list[str]:
        """The connection for a command line; without the password, which others could read."""
        parts = extensions.parse_dsn(self.address)
        parts.pop("password", None)
        return ["--dbname", extensions.make_dsn(**parts)]

    def environment(self) -> dict[str, str]:
        """The variables the tools need: the password, and every organization in scope."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PG")
        }
        password = extensions.parse_dsn(self.address).get("password")
        if password:
            environment["PGPASSWORD"] = password
        if not self.bypasses_rls:
            environment["PGOPTIONS"] = EVERY_ORGANIZATION
        return environment


def inspect(address: str) -> Target:
    """Connect once and look; raises LocalDatabaseError when nobody answers."""
    try:
        connection = psycopg2.connect(address, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise unreachable(error) from error
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls, (SELECT count(*) FROM pg_tables"
                " WHERE schemaname = 'public') FROM pg_roles WHERE rolname = current_user"
            )
            row = cursor.fetchone()
        bypasses_rls, tables = row or (False, 0)
        return Target(address, connection.server_version // 10000, bypasses_rls, tables)
    finally:
        connection.close()


def unreachable(error: Exception) -> LocalDatabaseError:
    """The sentence for a database that does not answer; never shows the password."""
    reason = str(error).strip().splitlines()[0] if str(error).strip() else "no answer"
    return LocalDatabaseError(
        "データベースに接続できません。"
        "DATABASE_URL などの接続先と、データベースの動作を確かめてください。",
        f"The database cannot be reached; check the addresses and the server. ({reason})",
    )


def program(name: str, server_major: int) -> str:
    """The path of a client program new enough for the server: the packaged one where it is."""
    try:
        folder = packaged()
        if int(folder.name.removeprefix("pginstall") or 0) >= server_major:
            return str(folder / "bin" / name)
    except LocalDatabaseError:
        pass  # an installation without the embedded database uses the system's programs
    if found := shutil.which(name):
        return found
    raise LocalDatabaseError(
        f"{name}（PostgreSQL {server_major} 用）が見つかりません。"
        f"postgresql-client-{server_major} を入れてください。",
        f"{name} for PostgreSQL {server_major} is missing; install postgresql-client-"
        f"{server_major}.",
    )
