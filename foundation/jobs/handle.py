"""What the function of a job holds in its hand: parameters, progress, cancelling, checkpoints."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from time import monotonic
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from foundation import clock
from foundation.jobs.enums import JobState
from foundation.jobs.failures import JobCancelled, Superseded
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor

BATCH = 500


class JobHandle:
    """One attempt at one job, made by `foundation.jobs.execution`."""

    pace_seconds = 1.0  # progress is written, and the wish to cancel read, at most this often

    def __init__(self, job: Job) -> None:
        """Take the row as it was when the attempt began."""
        self.id: int = job.pk
        self.attempt: int = job.attempts
        self.params: dict[str, Any] = job.params
        self.actor = _actor_of(job)
        self._job = job
        self._total, self._done, self._message = job.total, job.done, job.message
        self._wrote_at = self._asked_at = float("-inf")
        self._cancelled = False
        self._side: Any = None

    def now(self) -> datetime:
        """Return the present moment, for the actions that the job calls."""
        return clock.now()

    # ── progress ────────────────────────────────────────────────────────────────────────────

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far the work is; the row is written at most once a second.

        Visible to staff at once, also while the work's transaction is still open. The message is
        a sentence with counts, never with names.
        """
        self._done = done
        self._total = self._total if total is None else total
        self._message = self._message if message is None else message[:300]
        moment = monotonic()
        if moment - self._wrote_at >= self.pace_seconds:
            self._wrote_at = moment
            self._write_progress()

    def cancelled(self) -> bool:
        """Return whether staff asked to stop; the database is asked at most once a second.

        A function that returns after True leaves the job cancelled, not done.
        """
        moment = monotonic()
        if not self._cancelled and moment - self._asked_at >= self.pace_seconds:
            self._asked_at = moment
            self._cancelled = self._mine().filter(cancel_requested=True).exists()
        return self._cancelled

    # ── work in pieces ──────────────────────────────────────────────────────────────────────

    def each_batch(
        self, ids: Sequence[int], work: Callable[[Sequence[int]], None], *, size: int = BATCH
    ) -> None:
        """Call `work` with `size` ids at a time, each batch in a transaction with its checkpoint.

        After a crash the batches that were committed are not done again. `ids` has the same order
        at every attempt; ids that dropped out meanwhile do no harm. One `each_batch` a job.
        Raises JobCancelled between batches; let it pass.
        """
        left = _after(ids, self._job.checkpoint)
        done = self._job.done if self._job.checkpoint is not None else 0
        total = done + len(left)
        for start in range(0, len(left), size):
            if self.cancelled():
                raise JobCancelled
            batch = left[start : start + size]
            with transaction.atomic():
                work(batch)
                done += len(batch)
                self._checkpoint(batch[-1], done, total)
        self._done, self._total = done, total

    def store_result(self, name: str, content: bytes) -> None:
        """Keep a file for the person who asked; `name` is what their browser will call it.

        Called again after a crash it replaces the file. Not inside a transaction.
        """
        path = f"jobs/{self._job.organization_id}/{self.id}{PurePosixPath(name).suffix}"
        if default_storage.exists(path):
            default_storage.delete(path)
        stored = default_storage.save(path, ContentFile(content))
        if not self._mine().update(result_file=stored, result_name=name[:120]):
            raise Superseded

    # ── for the execution ───────────────────────────────────────────────────────────────────

    @property
    def counts(self) -> dict[str, Any]:
        """Return the progress columns as the function left them."""
        return {"done": self._done, "total": self._total, "message": self._message}

    @property
    def saw_cancel(self) -> bool:
        """Return whether the function was told to stop."""
        return self._cancelled

    def close(self) -> None:
        """Close the second connection if one was opened."""
        if self._side is not None:
            self._side.close()

    def _mine(self) -> Any:
        """Return this attempt's row: none after another worker has taken over."""
        return Job.objects.filter(pk=self.id, attempts=self.attempt, state=JobState.RUNNING)

    def _checkpoint(self, last: int, done: int, total: int) -> None:
        if not self._mine().update(checkpoint=last, done=done, total=total):
            raise Superseded  # rolls the batch back
        self._done, self._total = done, total

    def _write_progress(self) -> None:
        if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            self._mine().update(**self.counts)
            return
        sql, params = (
            "UPDATE jobs_job SET done = %s, total = %s, message = %s"
            " WHERE id = %s AND attempts = %s AND state = 'running'",
            [self._done, self._total, self._message, self.id, self.attempt],
        )
        if self._side is None:
            self._side = connections[DEFAULT_DB_ALIAS].copy()
            with self._side.cursor() as cursor:
                # The open transaction may itself hold the row; then this report is left out.
                cursor.execute("SET lock_timeout = '200ms'")
        try:
            with self._side.cursor() as cursor:
                cursor.execute(sql, params)
        except OperationalError:
            return


def _after(ids: Sequence[int], checkpoint: int | None) -> Sequence[int]:
    """Return what comes after the checkpoint; everything when the checkpoint dropped out."""
    ids = list(ids)
    return ids[ids.index(checkpoint) + 1 :] if checkpoint in ids else ids


def _actor_of(job: Job) -> Actor:
    if job.requested_by_id is None:
        return Actor.system(job.kind)
    return Actor("staff", user_id=job.requested_by_id)
