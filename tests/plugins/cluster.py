"""Gives every test run a PostgreSQL cluster of its own, before Django reads its settings.

`SASAE_TEST_DATABASE_URL` names another server instead; its role must be able to create databases
and be neither superuser nor BYPASSRLS.
"""

import atexit
import importlib
import os
import sys
from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path

import pytest

from foundation.localdb import folders, lease, roles
from foundation.localdb.cluster import Cluster
from foundation.localdb.failures import LocalDatabaseError

READY = "SASAE_TEST_CLUSTER"  # set for xdist's workers and for commands that tests start


def test_data_folder(data: Path) -> Path:
    """The folder of the test run that belongs to a data folder."""
    return data.with_name(f"{data.name}-test")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Wrappers run before pytest-django's own hook, which reads the settings."""
    if not os.environ.get(READY):
        try:
            _prepare()
        except LocalDatabaseError as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """The test database is migrated from nothing: seconds instead of minutes, and only once."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    first_migration = importlib.import_module("foundation.localdb.first_migration")
    template = importlib.import_module("tests.plugins.template")
    own = "SASAE_TEST_DATABASE_URL" not in os.environ
    copied = template.copied(Path(os.environ[READY])) if own else nullcontext()
    with first_migration.rendering_sparingly(), copied:
        made = yield
    # Runs before the fixture's own end, which drops the database.
    fixturedef.addfinalizer(lambda: _end_sessions(request))
    return made


def _end_sessions(request: pytest.FixtureRequest) -> None:
    """A thread of a web server in the tests may still hold a session; nobody can drop it then."""
    connection = importlib.import_module("django.db").connection
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


def _prepare() -> None:
    usual = folders.data_folder()
    data = folders.make_folder(test_data_folder(usual), folders.passage())
    os.environ.setdefault("SASAE_FONTS", str(usual / "fonts"))  # converted once, not per run
    _keep_what_is_compiled(data / "compiled")
    os.environ["SASAE_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    if address := os.environ.get("SASAE_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"] = address
        os.environ.pop("BACKUP_DATABASE_URL", None)
    else:
        cluster = Cluster(folders.cluster_folder(data), durable=False)
        mark = lease.enter(cluster, tests=True)
        atexit.register(lease.leave, cluster, mark)  # also when pytest fails before it begins
        address = cluster.url(roles.TEST, roles.DATABASE)
        os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"] = address
        os.environ["BACKUP_DATABASE_URL"] = cluster.url(roles.BACKUP, roles.DATABASE)
    os.environ[READY] = str(data)


def _keep_what_is_compiled(folder: Path) -> None:
    """Where Python may not write beside its sources, it writes here.

    Otherwise each worker and each program that tests start would compile all of our modules again.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(folder)
        sys.dont_write_bytecode = False
