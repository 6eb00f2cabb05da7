"""A killed worker's job goes on elsewhere, and nothing happens twice."""

import signal
from datetime import datetime

import pytest
from django.db import connections, transaction
from django_tasks_db.models import DBTaskResult

from foundation import clock
from foundation.jobs.enums import JobState
from foundation.jobs.handle import JobHandle
from foundation.jobs.locks import WORKERS, SessionLocks
from foundation.jobs.models import Job
from foundation.jobs.queries import queue_health
from foundation.jobs.recovery import recover_lost_tasks
from foundation.organizations.tenancy import within
from tests.foundation.jobs.conftest import (
    NOW,
    begin,
    child,
    no_worker_lives,
    real_program,
    wait_until,
    work_off,
)
from tests.foundation.jobs.kinds import marks
from tests.programs import PATIENCE_SECONDS, ended


@pytest.mark.slow
def test_a_job_whose_worker_was_killed_goes_on_and_does_nothing_twice(real_town):
    job = begin("tests.count", ids=list(range(1, 11)), kill_at=5, deaths=1)

    victim = child("work", "--batch")

    assert ended(victim) == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.RUNNING, 3)
    assert sorted(marks()) == [1, 2, 3], "4 and 5 went down with their batch"
    wait_until(no_worker_lives)
    assert work_off() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.total) == (JobState.DONE, 2, 10, 10)
    assert marks() == dict.fromkeys(range(1, 11), 1)


@pytest.mark.slow
def test_sigterm_finishes_the_running_job_and_starts_no_other(real_town):
    first = begin("tests.count", ids=list(range(1, 11)), stop_at=5)
    second = begin("tests.count", ids=[99])

    worker = child("work")

    assert ended(worker) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.done) == (JobState.DONE, 10)
    assert second.state == JobState.QUEUED
    assert DBTaskResult.objects.filter(status="READY").count() == 1


@pytest.mark.slow
def test_an_idle_worker_is_seen_and_ends_at_once_on_sigterm(real_town):
    worker = real_program("work", "--interval", "600")
    wait_until(lambda: queue_health(NOW).live_workers == 1)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE_SECONDS) == 0
    wait_until(no_worker_lives)


def run_row(*worker_ids: str) -> DBTaskResult:
    row = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="RUNNING", worker_ids=list(worker_ids), started_at=NOW)
    return row


def recover() -> int:
    with within(), SessionLocks() as locks:
        return recover_lost_tasks(locks, own_id="me", now=NOW)


def test_a_living_workers_task_is_left_to_it(town):
    begin("tests.count", ids=[1])
    row = run_row("busy")

    with SessionLocks() as others:
        assert others.try_lock(WORKERS, "busy")
        assert recover() == 0
    assert recover() == 1, "the control: without its lock it is recovered"

    row.refresh_from_db()
    assert (row.status, row.started_at) == ("READY", None)


def test_a_job_that_kills_three_workers_is_given_up_with_a_sentence(town):
    job = begin("tests.count", ids=[1])
    Job.objects.update(state=JobState.RUNNING, attempts=3)
    row = run_row("a", "b", "c")

    assert recover() == 1

    row.refresh_from_db()
    job.refresh_from_db()
    assert row.status == "FAILED"
    assert job.state == JobState.FAILED
    assert "途中で止まった" in job.message


def test_a_task_that_cannot_be_run_does_not_leave_its_job_waiting(town, monkeypatch):
    def fail(job_id: int, *, now: datetime) -> None:
        raise ZeroDivisionError("山田 太郎")

    job = begin("tests.count", ids=[1])
    monkeypatch.setattr("foundation.jobs.execution._begin", fail)

    assert work_off() == 1

    row = DBTaskResult.objects.get()
    job.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "builtins.ZeroDivisionError")
    assert "山田" not in row.traceback
    assert job.state == JobState.FAILED


def test_two_workers_cannot_share_a_name(db):
    with SessionLocks() as first, SessionLocks() as second:
        assert first.try_lock(WORKERS, "same")
        assert not second.try_lock(WORKERS, "same")
        first.unlock(WORKERS, "same")
        assert second.try_lock(WORKERS, "same")


def test_progress_is_seen_while_the_works_transaction_is_open(real_town):
    job = begin("tests.count", ids=[])
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    handle = JobHandle(job)

    with transaction.atomic():
        handle.progress(40, 100, "40件を読み込みました。")
        handle.progress(41)
        seen = _seen_elsewhere(job)
    handle.close()

    assert seen == (40, 100, "40件を読み込みました。"), "once a second, so 41 waits"


def test_progress_gives_way_when_the_work_holds_the_row(real_town):
    job = begin("tests.count", ids=[])
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    handle = JobHandle(job)

    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(message="x")
        handle.progress(1, 2)
    handle.close()

    assert handle.counts["done"] == 1


def _seen_elsewhere(job: Job) -> tuple[int, int, str]:
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT done, total, message FROM jobs_job WHERE id = %s", [job.pk])
            return cursor.fetchone()
    finally:
        other.close()


def test_a_deferred_task_waits_from_its_time_on(town):
    begin("tests.count", ids=[1])
    later = clock.now()
    DBTaskResult.objects.update(run_after=later)

    assert queue_health(later).ready == 1
    assert queue_health(later.replace(year=2020)).ready == 0
