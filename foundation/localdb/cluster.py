"""One PostgreSQL server of our own: started, found again, recovered and stopped."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import extensions

from foundation.localdb import binaries, folders, processes
from foundation.localdb.failures import LocalDatabaseError

SUPERUSER = "postgres"
PORT = 5432  # part of the socket's name; no TCP port is opened
PATIENCE_SECONDS = 60

CONFIGURATION = """\
# Written at each start; changes are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'
# Statements and key values hold personal data: they stay out of the log.
log_min_error_statement = panic
log_error_verbosity = terse
"""
CARELESS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@dataclass(frozen=True)
class Cluster:
    """A server whose files all lie in `folder`; `durable=False` is for throw-away test data."""

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        return folders.socket_folder(self.folder)

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role, as libpq and Django's settings read it."""
        return f"postgres://{role}@{quote(str(self.sockets), safe='')}:{PORT}/{database}"

    def connect(self, database: str = SUPERUSER, role: str = SUPERUSER) -> extensions.connection:
        """A new autocommit connection; raises psycopg2.OperationalError when nobody answers."""
        connection = psycopg2.connect(
            host=str(self.sockets),
            port=PORT,
            user=role,
            dbname=database,
            connect_timeout=3,
        )
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        """Whether this server accepts a real connection now."""
        try:
            connection = self.connect()
        except psycopg2.OperationalError:
            return False
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                row = cursor.fetchone()
                return row is not None and Path(row[0]).resolve() == self.data.resolve()
        except psycopg2.Error:
            return False
        finally:
            connection.close()

    def start(self) -> bool:
        """Make the server answer; returns whether it had to be started. Safe to call at any time.

        Raises LocalDatabaseError where the operator has to do something.
        """
        with self.locked():
            return self.start_locked()

    def start_locked(self) -> bool:
        if self.answers():
            return False
        folders.require_free_space(self.folder)
        account = binaries.server_account()
        programs = binaries.programs(self.folder, account)
        self._own_folders(account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs, account)
        self._configure(programs)
        if self._wait_for_the_living():
            return False
        self._launch(programs, account)
        return True

    def stop(self) -> bool:
        """Stop the server if it runs; returns whether it ran."""
        with self.locked():
            return self.stop_locked()

    def stop_locked(self) -> bool:
        pid = processes.postmaster_pid(self.data)
        if pid is None or not processes.works_in(pid, self.data):
            return False  # pg_ctl would signal whoever has the number of a dead server now
        account = binaries.server_account()
        programs = binaries.programs(self.folder, account)
        command = [
            str(programs / "pg_ctl"),
            "stop",
            "-D",
            str(self.data),
            "-m",
            "fast",
            "-w",
        ]
        code, said = binaries.run(command, account=account, folder=self.folder)
        if code != 0 and processes.works_in(pid, self.data):
            raise self._failure(said)
        return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time starts or stops this server."""
        folders.make_folder(self.folder, folders.passage())
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # ── steps of start ──────────────────────────────────────────────────────────────────────

    def _own_folders(self, account: binaries.Account | None) -> None:
        if not self.sockets.is_symlink():
            self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.folder / "log.1")
        self.log.touch(mode=0o600)
        if account is not None:
            for place in (
                self.log,
                self.sockets,
                *self._files_of_another_owner(account),
            ):
                os.chown(place, account.uid, account.gid, follow_symlinks=False)
        owner = os.geteuid() if account is None else account.uid
        state = self.sockets.lstat()
        if self.sockets.is_symlink() or state.st_uid != owner or state.st_mode & 0o077:
            raise LocalDatabaseError(
                f"{self.sockets} は他の利用者のものです。"
                "短いパスを SASAE_DATA で指定してください。",
                f"{self.sockets} belongs to somebody else; set SASAE_DATA to a shorter path.",
            )

    def _files_of_another_owner(self, account: binaries.Account) -> list[Path]:
        """Everything, when the folder came from another machine with other user numbers."""
        if not self.data.exists() or self.data.stat().st_uid == account.uid:
            return []
        return [self.data, *self.data.rglob("*")]

    def _initialise(self, programs: Path, account: binaries.Account | None) -> None:
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if account is not None:
            os.chown(draft, account.uid, account.gid)
        command = [str(programs / "initdb"), "-D", str(draft), "-U", SUPERUSER]
        command += [
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            command.append("--no-sync")
        code, said = binaries.run(command, account=account, folder=self.folder)
        if code != 0:
            raise self._failure(said)
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude = 'sasae.conf'\n")
        draft.rename(self.data)  # a half-made cluster never carries the real name

    def _configure(self, programs: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = "".join(letter for letter in programs.parent.name if letter.isdigit())
        if ours and made_by != ours:
            raise LocalDatabaseError(
                f"{self.folder} は PostgreSQL {made_by} のデータです。"
                "以前の版で manage.py backup を取り、新しいフォルダへ restore してください。",
                f"{self.folder} was made by PostgreSQL {made_by}: back it up with the earlier"
                " release and restore into a new folder.",
            )
        text = CONFIGURATION.format(port=PORT, sockets=str(self.sockets).replace("'", "''"))
        path = self.data / "sasae.conf"
        path.write_text(text if self.durable else text + CARELESS)
        path.chmod(0o644)

    def _wait_for_the_living(self) -> bool:
        """Wait for a server that is coming up or going down; clear away a dead one's marks.

        Returns True when a running server answers after all.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            pid = processes.postmaster_pid(self.data)
            if pid is not None and processes.works_in(pid, self.data):
                if self.answers():
                    return True
            elif not processes.any_works_in(self.data):
                # The number is free, a zombie's, or another program's by now: in the last two
                # cases PostgreSQL itself would refuse to start. A killed server's children had
                # to be gone first: two servers on one folder would destroy it.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                (self.sockets / f"{folders.SOCKET_NAME}.lock").unlink(missing_ok=True)
                return False
            if time.monotonic() > deadline:
                raise self._failure(f"server {pid} neither answers nor ends")
            time.sleep(0.05)

    def _launch(self, programs: Path, account: binaries.Account | None) -> None:
        command = [
            str(programs / "pg_ctl"),
            "start",
            "-D",
            str(self.data),
            "-l",
            str(self.log),
        ]
        command += ["-s", "-w", "-t", str(PATIENCE_SECONDS)]
        code, said = binaries.run(command, account=account, folder=self.folder)
        if code != 0 or not self.answers():
            raise self._failure(said)

    def _failure(self, said: str) -> LocalDatabaseError:
        tail = ""
        with suppress(OSError):
            tail = self.log.read_text(errors="replace")[-2000:]
        if "No space left on device" in said + tail:
            return folders.disk_full(self.folder)
        detail = "\n".join(said.strip().splitlines()[-3:])
        return LocalDatabaseError(
            f"同梱の PostgreSQL を動かせません。記録 {self.log} を確かめてください。",
            f"The local PostgreSQL does not run; see {self.log}.\n{detail}".rstrip(),
        )
