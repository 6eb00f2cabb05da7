"""The databases of a measurement: an empty one, a filled one that is kept, copies to write into.

Each is a copy of the one before. The comment on a database is its stamp: it says from which
migrations and which filling code it was made, so that only a changed one is made again.
"""

import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg2 import extensions

from bench.harness import Scale
from foundation import clock
from foundation.localdb import roles
from foundation.localdb.cluster import Cluster
from foundation.localdb.first_migration import rendering_sparingly

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = ("foundation", "trainings", "supporters", "dispatch", "reports", "demo")


@dataclass(frozen=True)
class Databases:
    """The databases in one cluster; `quick` and full measurements keep one each."""

    cluster: Cluster
    quick: bool

    @property
    def filled(self) -> str:
        """Return the name of the database that is kept between runs."""
        return "bench_quick" if self.quick else "bench_full"

    @property
    def copied(self) -> str:
        """Return the name of the copy that figures write into."""
        return f"{self.filled}_copy"

    def prepare(self, fill: Callable[[extensions.connection], None]) -> None:
        """Make what is missing or older than the code; leaves Django on the filled database."""
        schema = _digest(p for app in APPS for p in (CHECKOUT / app).rglob("migrations/*.py"))
        self._make("bench_empty", schema, _migrate, None)
        # What is announced now lies in the past some day: a new month fills anew.
        filling = _digest((CHECKOUT / "bench" / "filling").glob("*.py"))
        filling = f"{schema} {filling} {clock.today():%Y-%m}"

        def fill_as_owner() -> None:
            connection = self.owner(self.filled)
            try:
                fill(connection)
            finally:
                connection.close()

        if self._stamp(self.filled) != filling:
            print(f"filling {self.filled}, kept for the next runs", flush=True)
        self._make(self.filled, filling, fill_as_owner, "bench_empty")
        self.point_django(self.filled, roles.APP)

    def owner(self, name: str) -> extensions.connection:
        """Return an autocommit connection as the owner, with every organization's rows in sight."""
        connection = self.cluster.connect(name, roles.OWNER)
        with connection.cursor() as cursor:
            cursor.execute("SET app.organizations = '*'")
        return connection

    def backup(self) -> extensions.connection:
        """Return an autocommit connection that reads all rows of the filled database unwalled."""
        return self.cluster.connect(self.filled, roles.BACKUP)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """Give a copy of the filled database to write into, gone afterwards."""
        name = self.copied
        self._drop(name)
        self._copy(self.filled, name)
        self.point_django(name, roles.APP)
        try:
            yield self.cluster.url(roles.APP, name)
        finally:
            self.point_django(self.filled, roles.APP)
            self._drop(name)

    def point_django(self, name: str, role: str) -> None:
        """Let Django's connection lead to this database as this role."""
        os.environ["DATABASE_URL"] = self.cluster.url(role, name)
        default = importlib.import_module("django.db").connections["default"]
        default.close()
        default.settings_dict.update(NAME=name, USER=role)

    def _make(self, name: str, stamp: str, build: Callable[[], None], template: str | None) -> None:
        if self._stamp(name) == stamp:
            return
        self._drop(name)
        self._copy(template, name)
        self.point_django(name, roles.OWNER)
        build()
        self.point_django(name, roles.APP)
        self._run(f"COMMENT ON DATABASE {name} IS '{stamp}'")

    def _copy(self, template: str | None, name: str) -> None:
        source = f"TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
        self._disconnect(template)
        self._run(f"CREATE DATABASE {name} OWNER {roles.OWNER} {source}")
        if template is None:
            connection = self.cluster.connect(name)
            try:
                with connection.cursor() as cursor:
                    cursor.execute(roles.PRIVILEGES.partition("COMMENT")[0])
            finally:
                connection.close()

    def _disconnect(self, name: str | None) -> None:
        importlib.import_module("django.db").connections["default"].close()
        if name:
            self._run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
            )

    def _drop(self, name: str) -> None:
        self._disconnect(None)
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _stamp(self, name: str) -> str | None:
        row = self._run(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            f" WHERE datname = '{name}'"
        )
        return row[0] if row else None

    def _run(self, sql: str) -> tuple[str | None] | None:
        connection = self.cluster.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone() if cursor.description else None
        finally:
            connection.close()


_current: list[Databases] = []


def use(cluster: Cluster, scale: Scale, fill: Callable[[extensions.connection], None]) -> None:
    """Prepare the databases of this run."""
    _current[:] = [Databases(cluster, scale.quick)]
    _current[0].prepare(fill)


def current() -> Databases:
    """Return the databases of this run."""
    return _current[0]


def _migrate() -> None:
    management = importlib.import_module("django.core.management")
    with rendering_sparingly():
        management.call_command("migrate", interactive=False, verbosity=0)


def _digest(files: Iterator[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]
