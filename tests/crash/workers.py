"""Workers for crash tests: one that dies in a process of its own, one that lives here."""

import signal
from multiprocessing.process import BaseProcess
from typing import Any

from foundation.jobs.locks import WORKERS, count_held
from foundation.jobs.worker import Worker
from foundation.organizations.tenancy import within
from tests.crash.conftest import until
from tests.programs import ended, start_program


def start_worker(*arguments: str, kill: str = "", **changed: Any) -> BaseProcess:
    """Start `manage.py work` on the database of the tests; `kill` as tests.programs says."""
    return start_program("work", *arguments, kill=kill, **changed)


def died(worker: BaseProcess) -> bool:
    """Wait for the worker's end and for the database to have noticed it."""
    ending = ended(worker)
    until(lambda: count_held(WORKERS) == 0, "the dead worker's lock is free")
    return ending == -signal.SIGKILL


def work_off() -> int:
    """Run what is ready as a worker does: without any organization open."""
    with within():
        return Worker().work_off()
