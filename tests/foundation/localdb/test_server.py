"""script/server in a copy of the checkout that other users cannot enter."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from foundation.localdb import folders, roles
from foundation.localdb.cluster import Cluster

pytestmark = pytest.mark.slow
OURS = (
    *("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SITE_URL", "SASAE_TEST", "PYTEST"),
    "PYTHONPYCACHEPREFIX",  # what is compiled goes with the copy
)
PATIENCE_SECONDS = 900  # a busy machine is slow, not wrong
# Rows of a release that does not exist yet.
AHEAD = """
INSERT INTO django_migrations (app, name, applied)
VALUES ('people', '9999_from_the_future', now())
"""
BACK = "DELETE FROM django_migrations WHERE name = '9999_from_the_future'"


@dataclass
class Checkout:
    """A copy of the code, its data folder and its port."""

    folder: Path
    data: Path
    port: int
    running: subprocess.Popen[str] | None = None
    has_run: bool = False

    def launch(self, *options: str) -> subprocess.Popen[str]:
        variables = {
            name: value
            for name, value in os.environ.items()
            if not any(part in name for part in OURS)
        }
        variables |= {"SASAE_DATA": str(self.data), "PORT": str(self.port)}
        # The one that answers. A second one, stopped while it is born, does not hear of it:
        # gunicorn waits ten seconds for it and ends it then.
        variables["WEB_CONCURRENCY"] = "1"
        return subprocess.Popen(
            [self.folder / "script" / "server", *options],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> str:
        """Run the server until it says that it is ready; returns everything it said."""
        self.running = self.launch("--no-demo")
        said, deadline = "", time.monotonic() + PATIENCE_SECONDS
        assert self.running.stdout is not None
        for line in self.running.stdout:
            said += line
            if line.strip().startswith("データ "):  # the last line of the announcement
                self.has_run = True
                return said
            assert time.monotonic() < deadline, said
        raise AssertionError(said)

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.running is not None
        self.running.send_signal(number)
        self.running.communicate(timeout=PATIENCE_SECONDS)
        return self.running.returncode

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=PATIENCE_SECONDS
            ):
                return True
        except OSError:
            return False

    def processes(self) -> list[str]:
        """Programs that still run from this copy or on its data."""
        return [
            line
            for line in subprocess.check_output(["ps", "-eo", "args"], text=True).splitlines()
            if str(self.folder) in line or str(self.cluster()) in line
        ]

    def cluster(self) -> Path:
        note = self.data / "postgres.txt"
        return Path(note.read_text().strip()) if note.exists() else self.data / "postgres"

    def write(self, sql: str) -> None:
        """Change the database while the server is stopped; it has to have run once."""
        if not self.has_run:
            self.start()
            self.stop()
        cluster = Cluster(self.cluster())
        cluster.start()
        try:
            with closing(cluster.connect(roles.DATABASE)) as session, session.cursor() as cursor:
                cursor.execute(sql)
        finally:
            cluster.stop()

    def refusal(self, *options: str) -> str:
        """What a start that must fail says."""
        process = self.launch(*options)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 1, said
        assert "Traceback" not in said
        return said


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One copy and one database for all tests: each leaves it stopped and as it was."""
    tmp_path = tmp_path_factory.mktemp("server")
    home = folders.checkout()
    if not (home / ".git").exists() or not (home / ".venv").exists():
        pytest.skip("needs a git checkout with an environment made by script/setup")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    folder = tmp_path / "sasae"
    for name in subprocess.check_output(listed, cwd=home, text=True).split("\0"):
        if name and (home / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(home / name, folder / name)
    (folder / ".venv").symlink_to(home / ".venv")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    checkout = Checkout(folder, tmp_path / "data", port)
    yield checkout
    if checkout.running is not None and checkout.running.poll() is None:
        checkout.stop()
    shutil.rmtree(checkout.cluster(), ignore_errors=True)


def test_server_says_what_to_do_without_a_usable_folder(
    copy: Checkout, monkeypatch: pytest.MonkeyPatch
):
    file = copy.data.with_name("file")
    file.write_text("a file, not a folder")
    monkeypatch.setattr(copy, "data", file)

    assert "書き込めません" in copy.refusal()


def test_server_starts_stops_and_starts_again_on_what_it_has(copy: Checkout):
    copy.start()
    assert copy.answers()
    assert copy.stop(signal.SIGTERM) == 0
    assert not copy.answers()
    assert copy.processes() == []

    said = copy.start()
    assert "データベースを準備" not in said
    assert f"http://localhost:{copy.port}/staff/" in said

    taken = copy.refusal()
    assert f"ポート {copy.port} は使えません" in taken
    assert copy.answers()
    assert copy.stop(signal.SIGINT) == 0
    assert copy.processes() == []


def test_server_refuses_a_newer_database(copy: Checkout):
    copy.write(AHEAD)
    try:
        assert "新しい版" in copy.refusal()
        assert copy.processes() == []
    finally:
        copy.write(BACK)
