"""A third PostgreSQL that writes like the real one, and a web server of its own on it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from foundation import clock
from foundation.localdb import lease, processes, roles
from foundation.localdb.archive import restore_backup, write_backup
from foundation.localdb.cluster import Cluster
from tests.programs import PATIENCE_SECONDS

WEB = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=2", "--threads=4"]
WEB += ["--no-control-socket", "--log-level=critical"]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Tests that run beside these count rows from the same number on: their files are others."""
    settings.MEDIA_ROOT = tmp_path / "files"


class Installation:
    """A durable database server with what the tests' database holds, and programs on it."""

    def __init__(self, cluster: Cluster, media: Path) -> None:
        self.cluster = cluster
        self.media = media
        self.programs: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """Where the programs connect: with the rights they have in production."""
        return self.cluster.url(roles.APP, roles.DATABASE)

    def take_over(self) -> None:
        """Copy the tests' database with the product's own backup and restore."""
        copied = self.cluster.folder.parent / f"{self.cluster.folder.name}.tar"
        source = os.environ["BACKUP_DATABASE_URL"].rsplit("/", 1)[0]
        try:
            write_backup(
                copied,
                address=f"{source}/{connection.settings_dict['NAME']}",
                media=self.media,
                now=clock.now(),
            )
            owner = self.cluster.url(roles.OWNER, roles.DATABASE)
            restore_backup(copied, address=owner, media=self.media, replace=True)
        finally:
            copied.unlink(missing_ok=True)

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database past the application, in every organization."""
        opened = self.cluster.connect(roles.DATABASE)
        try:
            with opened.cursor() as cursor:
                cursor.execute(sql, values or None)
                return list(cursor.fetchall())
        finally:
            opened.close()

    def kill(self) -> None:
        """kill -9 for every process of the database server, the first one first."""
        pid = processes.postmaster_pid(self.cluster.data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        for entry in processes.PROC.iterdir():
            if entry.name.isdigit() and processes.works_in(int(entry.name), self.cluster.data):
                with suppress(ProcessLookupError):
                    os.kill(int(entry.name), signal.SIGKILL)

    def serve(self) -> str:
        """Start the web server as production runs it; returns its address."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            number = listening.fileno()
            self.programs.append(
                subprocess.Popen(
                    [*WEB, f"--bind=fd://{number}"],
                    env={**os.environ, "DATABASE_URL": self.address},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # what the broken database makes it say
                    pass_fds=[number],
                )
            )
            return f"http://127.0.0.1:{listening.getsockname()[1]}"

    def close(self) -> None:
        for program in self.programs:
            program.terminate()
            program.wait(PATIENCE_SECONDS)
        self.cluster.stop()
        shutil.rmtree(self.cluster.folder)


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path) -> Iterator[Installation]:
    """Not on tmp_path: pytest's folders are closed to the user the server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="sasae-crash-", dir="/tmp"))
    cluster = Cluster(folder, durable=True)
    mark = lease.enter(cluster)
    installation = Installation(cluster, tmp_path / "media")
    yield installation
    mark.close()
    installation.close()


def until(condition: Callable[[], bool], what: str) -> None:
    """Ask again and again until it is so."""
    deadline = clock.now().timestamp() + PATIENCE_SECONDS
    while not condition():
        assert clock.now().timestamp() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)
