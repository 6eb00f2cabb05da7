"""Workers for crash tests: one that dies in a process of its own, one that lives here."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote

from django.db import connection

from foundation.jobs.locks import WORKERS, count_held
from foundation.jobs.worker import Worker
from foundation.organizations.tenancy import within
from tests.crash.conftest import READY_SECONDS, until


def start_worker(kill: str, *arguments: str, mail_port: int = 0) -> "subprocess.Popen[bytes]":
    """Start `manage.py work` on the database of the tests; `kill` as tests.crash.child says."""
    return start_program(kill, "work", *arguments, mail_port=mail_port)


def start_program(kill: str, *command: str, mail_port: int = 0) -> "subprocess.Popen[bytes]":
    """Start a command of `manage.py` that dies where `kill` says."""
    at = connection.settings_dict
    host = quote(str(at["HOST"]), safe="")
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.child", *command],
        env={
            **os.environ,
            "DATABASE_URL": f"postgres://{at['USER']}@{host}:{at['PORT']}/{at['NAME']}",
            "SASAE_KILL": kill,
            "SASAE_MAIL_PORT": str(mail_port or ""),
        },
        stderr=subprocess.DEVNULL,
    )


def died(worker: "subprocess.Popen[bytes]") -> bool:
    """Wait for the worker's end and for the database to have noticed it."""
    ended = worker.wait(READY_SECONDS)
    until(lambda: count_held(WORKERS) == 0, "the dead worker's lock is free")
    return ended == -signal.SIGKILL


def work_off() -> int:
    """Run what is ready as a worker does: without any organization open."""
    with within():
        return Worker().work_off()
