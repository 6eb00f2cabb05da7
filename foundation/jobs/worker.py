"""The worker process: runs tasks one after another, and the loop functions between them."""

import logging
import signal
import sys
import time
from types import FrameType

from django.db import InterfaceError, OperationalError, transaction
from django.utils.crypto import get_random_string
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from foundation import clock
from foundation.jobs.failures import describe
from foundation.jobs.locks import WORKERS, SessionLocks, renew_connections
from foundation.jobs.loop import Loop
from foundation.jobs.recovery import give_up, recover_lost_tasks

logger = logging.getLogger(__name__)

BACKEND = "default"
RECOVER_SECONDS = 5.0


class LockLost(Exception):
    """The connection that proves the worker alive is gone: others may take its tasks."""


class Worker:
    """One worker. It holds the lock of its id as long as it lives.

    It crashes rather than limps: when the database fails under it, it ends, its supervisor starts
    another, and that one recovers the task.
    """

    def __init__(self, *, worker_id: str = "", interval: float = 1.0) -> None:
        """Name the worker; `interval` is the rest in seconds when there is nothing to do."""
        self.worker_id = worker_id or get_random_string(32)
        self.interval = interval
        self.running = True
        self._resting = False
        self._recovered_at = float("-inf")

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; the running task is finished first.

        A second signal ends at once and leaves the task to the next worker. Raises LockLost.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._shut_down)
        loop = Loop()
        with SessionLocks() as locks:
            self._hold(locks)
            while self.running:
                renew_connections()
                if not locks.alive():
                    raise LockLost
                self._recover(locks)
                loop.tick()
                if self.running and not self.run_next():
                    self._rest()

    def work_off(self) -> int:
        """Run every task that is ready, without the loop functions; returns how many ran."""
        count = 0
        with SessionLocks() as locks:
            self._hold(locks)
            self._recover(locks)
            while self.run_next():
                count += 1
        return count

    def run_next(self) -> bool:
        """Claim and run the next ready task; returns whether there was one."""
        with transaction.atomic():
            tasks = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
            row = tasks.get_locked()
            if row is None:
                return False
            row.claim(self.worker_id)
        self._run(row)
        return True

    def _run(self, row: DBTaskResult) -> None:
        try:
            result = row.task_result
            sender = type(result.task.get_backend())
            task_started.send(sender=sender, task_result=result)
            value = result.task.call(*result.args, **result.kwargs)
        except (OperationalError, InterfaceError):
            raise  # the row stays RUNNING and is recovered
        except Exception as error:  # a task nobody can run must not stop the rest
            logger.error("task %s cannot be run: %s", row.task_path, describe(error))
            give_up(row, error, now=clock.now())
        else:
            row.set_successful(value)
            task_finished.send(sender=sender, task_result=row.task_result)

    def _hold(self, locks: SessionLocks) -> None:
        if not locks.try_lock(WORKERS, self.worker_id):
            raise ValueError(f"a worker called {self.worker_id} is already running")

    def _recover(self, locks: SessionLocks) -> None:
        moment = time.monotonic()
        if moment - self._recovered_at >= RECOVER_SECONDS:
            self._recovered_at = moment
            recover_lost_tasks(locks, own_id=self.worker_id, now=clock.now())

    def _rest(self) -> None:
        self._resting = True
        try:
            if self.running:
                time.sleep(self.interval)
        finally:
            self._resting = False

    def _shut_down(self, number: int, frame: FrameType | None) -> None:
        if not self.running:
            signal.signal(number, signal.SIG_DFL)
            sys.exit(1)
        self.running = False
        logger.info("%s: the running task is finished first", signal.Signals(number).name)
        if self._resting:
            sys.exit(0)
