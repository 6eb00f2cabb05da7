"""How one job begins, runs and ends."""

import logging
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from foundation.jobs import retention
from foundation.jobs.actions import cancel_job, start_job
from foundation.jobs.enums import JOB_STATES, JobState
from foundation.jobs.execution import run_job
from foundation.jobs.failures import Superseded
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind, kind_label
from foundation.jobs.models import Job
from foundation.jobs.queries import queue_health
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.foundation.jobs.conftest import NOW, begin, work_off
from tests.foundation.jobs.kinds import SECRET, marks

pytestmark = pytest.mark.django_db


def test_a_job_runs_to_its_end(town, clerk):
    job = begin("tests.count", clerk, ids=[5, 3, 9, 1])

    assert job.requested_by_id == clerk.user_id
    assert work_off() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 4, 4, 100)
    assert marks() == {1: 1, 3: 1, 5: 1, 9: 1}
    assert job.finished_at is not None


def test_job_and_task_are_written_together_or_not_at_all(town):
    with transaction.atomic():
        begin("tests.count", ids=[1])
        transaction.set_rollback(True)

    assert Job.objects.count() == 0
    assert DBTaskResult.objects.count() == 0


def test_the_task_holds_ids_only(town):
    job = begin("tests.count", ids=[1])

    assert DBTaskResult.objects.get().args_kwargs == {"args": [town.pk, job.pk], "kwargs": {}}


@pytest.mark.parametrize("value", ["山田 太郎", "a@example.jp", [1, "山田"], {"a": 1}, 1.5])
def test_personal_values_are_no_parameters(town, value):
    with pytest.raises(TypeError):
        begin("tests.count", ids=value)


def test_ids_dates_and_codes_are_parameters(town):
    job = begin("tests.count", ids=[], on="2026-11-20", reissue=True, program=None, sheet="A4")

    assert Job.objects.get(pk=job.pk).params["on"] == "2026-11-20"


def test_an_unknown_kind_is_refused_at_once(town):
    with pytest.raises(LookupError):
        begin("tests.nothing")


def test_a_kind_this_release_does_not_know_fails_with_a_sentence(town):
    job = Job.objects.create(kind="tests.of_tomorrow")
    run_job.enqueue(town.pk, job.pk)

    work_off()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "行えません" in job.message


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        job_kind("tests.count")(lambda job: None)
    assert kind_label("tests.count") == "数える"


def test_a_refusal_is_shown_as_it_is(town):
    job = begin("tests.refused")

    work_off()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message == "定員に達しています。別の日程をお選びください。"


def test_a_fault_is_recorded_without_the_text_of_the_error(town, caplog):
    job = begin("tests.broken")

    with caplog.at_level(logging.ERROR):
        work_off()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(job.pk) in job.message
    assert "ValueError at" in caplog.text
    assert SECRET not in caplog.text + job.message
    assert SECRET not in DBTaskResult.objects.get().traceback


def test_a_passing_fault_is_tried_again_later(town):
    job = begin("tests.flaky", good_at=2)

    work_off()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert "自動的にやり直します" in job.message
    retry = DBTaskResult.objects.get(status="READY")
    first = DBTaskResult.objects.get(status="SUCCESSFUL")
    assert retry.run_after - first.enqueued_at >= timedelta(seconds=30)
    assert work_off() == 0, "not before its time"
    DBTaskResult.objects.filter(pk=retry.pk).update(run_after=first.enqueued_at)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.done, job.message) == (JobState.DONE, 1, "できあがりました。")


def test_a_fault_that_does_not_pass_ends_in_failure(town):
    job = begin("tests.flaky", good_at=99)

    for _ in range(3):
        with within():
            run_job.call(town.pk, job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "問題が続いた" in job.message


def test_a_finished_job_is_left_alone(town):
    job = begin("tests.count", ids=[1])
    work_off()

    with within():
        run_job.call(town.pk, job.pk)

    job.refresh_from_db()
    assert job.attempts == 1
    assert marks() == {1: 1}


def test_a_waiting_job_is_cancelled_at_once(town, clerk):
    job = cancel_job(begin("tests.count", ids=[1]), actor=clerk, now=NOW)

    assert job.state == JobState.CANCELLED
    work_off()
    assert marks() == {}
    with pytest.raises(Refused):
        cancel_job(job, actor=clerk, now=NOW)


def test_a_running_job_stops_between_two_batches(town, clerk, monkeypatch):
    job = begin("tests.count", ids=list(range(1, 8)))
    checkpoint = JobHandle._checkpoint

    def cancel_after_the_first(handle, last, done, total):
        checkpoint(handle, last, done, total)
        if done == 3:
            cancel_job(job, actor=clerk, now=NOW)

    monkeypatch.setattr(JobHandle, "_checkpoint", cancel_after_the_first)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.CANCELLED, 3, 7)
    assert sorted(marks()) == [1, 2, 3]


def test_a_batch_of_a_worker_that_was_taken_for_dead_is_rolled_back(town):
    job = begin("tests.count", ids=[1, 2, 3, 4])
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    slow = JobHandle(job)
    Job.objects.update(attempts=2)

    with pytest.raises(Superseded):
        slow.each_batch([1, 2, 3, 4], lambda ids: None)

    job.refresh_from_db()
    assert job.checkpoint is None


@pytest.mark.parametrize(
    ("ids", "expected"),
    [([7, 3, 9], [9]), ([9], [9]), ([7, 9], [7, 9]), ([7, 3], [])],
    ids=["same list", "only what is left", "the checkpoint dropped out", "nothing left"],
)
def test_a_resumed_job_goes_on_after_its_checkpoint(town, ids, expected):
    job = begin("tests.count", ids=[])
    Job.objects.update(state=JobState.RUNNING, attempts=1, checkpoint=3, done=2)
    job.refresh_from_db()
    seen: list[int] = []

    JobHandle(job).each_batch(ids, seen.extend)

    assert seen == expected


def test_a_result_is_replaced_by_a_second_attempt_and_removed_in_time(town):
    job = begin("tests.file")
    work_off()
    Job.objects.update(state=JobState.QUEUED, finished_at=None)
    with within():
        run_job.call(town.pk, job.pk)
    job.refresh_from_db()
    path, ended, expires = _facts(job)

    assert job.result_name == "名簿.xlsx"
    with default_storage.open(path) as stored:
        assert stored.read() == b"attempt 2"
    assert path.isascii()
    assert retention.discard_results(expires - timedelta(seconds=1)) == 0
    assert retention.discard_results(expires) == 1
    assert not default_storage.exists(path)
    job.refresh_from_db()
    assert job.result_file.name == ""
    retention.discard_results(ended + retention.JOB_KEPT)
    assert Job.objects.count() == 0


def _facts(job: Job) -> tuple[str, datetime, datetime]:
    assert job.result_file.name
    assert job.finished_at
    assert job.expires_at
    return job.result_file.name, job.finished_at, job.expires_at


def test_jobs_of_another_organization_are_out_of_reach(towns):
    with within(towns[0]):
        job = start_job("tests.count", {"ids": [1]}, actor=Actor.system("test"), now=NOW)
    with within(towns[1]):
        assert Job.objects.count() == 0
        assert marks() == {}

    run_job.call(towns[1].pk, job.pk)

    with within(towns[0]):
        job.refresh_from_db()
        assert (job.state, marks()) == (JobState.QUEUED, {})


def test_every_state_is_reachable_and_final_states_stay():
    assert set(JOB_STATES.states) == set(JobState)
    assert set(JOB_STATES.final) == {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


def test_health_tells_how_long_the_oldest_task_waits(town, django_assert_num_queries):
    begin("tests.count", ids=[1])
    begin("tests.count", ids=[2])
    enqueued = DBTaskResult.objects.earliest("enqueued_at").enqueued_at

    with within(), django_assert_num_queries(2):
        health = queue_health(enqueued + timedelta(minutes=5))

    assert (health.ready, health.running, health.live_workers) == (2, 0, 0)
    assert health.oldest_ready_age == timedelta(minutes=5)
    work_off()
    assert queue_health(NOW).oldest_ready_age is None
