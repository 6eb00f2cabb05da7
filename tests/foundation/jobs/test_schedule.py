"""Each due time is served once, in every organization, whoever asks and whatever dies."""

import logging
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.jobs import loop, retention, schedule
from foundation.jobs.locks import SCHEDULES, SessionLocks
from foundation.jobs.models import ScheduleRun
from foundation.jobs.schedule import every, run_due
from foundation.organizations.models import ClosingDay
from foundation.organizations.tenancy import current_organization_id
from tests.foundation.jobs.conftest import NOW, wait_until

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: Any) -> None:
    monkeypatch.setattr(schedule, "_schedules", {})


def register(name: str = "tests.tick", calls: list[Any] | None = None, **when: Any) -> list[Any]:
    """Register a function that notes in which organization it was called."""
    calls = [] if calls is None else calls

    @every(name, **(when or {"minutes": 1}))
    def note(now: datetime) -> None:
        calls.append(current_organization_id())

    return calls


@pytest.mark.parametrize(
    ("when", "now", "slot"),
    [
        ({"minutes": 1}, "2026-11-20T01:00:59", "2026-11-20T01:00:00"),
        ({"minutes": 10}, "2026-11-20T01:19:00", "2026-11-20T01:10:00"),
        ({"minutes": 10}, "2026-11-20T01:20:00", "2026-11-20T01:20:00"),
        ({"daily_at": "06:00"}, "2026-11-19T20:59:59", "2026-11-18T21:00:00"),
        ({"daily_at": "06:00"}, "2026-11-19T21:00:00", "2026-11-19T21:00:00"),
        ({"daily_at": "06:00"}, "2026-11-20T14:59:00", "2026-11-19T21:00:00"),
        ({"daily_at": "06:00"}, "2026-11-20T15:00:00", "2026-11-19T21:00:00"),
    ],
)
def test_the_latest_due_time(when, now, slot):
    register(**when)

    found = schedule._schedules["tests.tick"].latest_slot(
        datetime.fromisoformat(now).replace(tzinfo=UTC)
    )

    assert found == datetime.fromisoformat(slot).replace(tzinfo=UTC)


@pytest.mark.parametrize("when", [{}, {"minutes": 1, "daily_at": "06:00"}])
def test_a_schedule_has_one_rhythm(when):
    with pytest.raises(ValueError, match="either"):
        every("tests.none", **when)


def test_each_organization_is_served_once_per_due_time(towns):
    calls = register()

    for moment in (NOW, NOW, NOW + timedelta(seconds=59)):
        assert run_due(moment) == 0

    assert calls == [towns[0].pk, towns[1].pk]
    run_due(NOW + MINUTE)
    assert len(calls) == 4


def test_global_work_runs_once_outside_of_any_organization(towns):
    calls = register(minutes=1, global_=True)

    run_due(NOW)
    run_due(NOW)

    assert calls == [None]


def test_after_downtime_only_the_latest_due_time_is_made_up_for(towns):
    calls = register(minutes=1, global_=True)
    run_due(NOW)

    run_due(NOW + timedelta(hours=3))

    assert len(calls) == 2


def test_what_is_written_belongs_to_the_organization_served(towns):
    @every("tests.write", daily_at="06:00")
    def write(now: datetime) -> None:
        ClosingDay.objects.create(day=now.date(), note="x")
        assert ClosingDay.objects.count() == 1

    assert run_due(NOW) == 0


def test_a_failure_in_one_organization_does_not_stop_the_other(towns, caplog):
    calls: list[Any] = []

    @every("tests.fail", minutes=1)
    def fail(now: datetime) -> None:
        calls.append(current_organization_id())
        if current_organization_id() == towns[0].pk:
            raise ValueError("山田 太郎")

    with caplog.at_level(logging.ERROR):
        assert run_due(NOW) == 1

    assert calls == [towns[0].pk, towns[1].pk]
    assert "ValueError" in caplog.text
    assert "山田" not in caplog.text
    assert ScheduleRun.objects.get().failures == 1
    with pytest.raises(CommandError):
        call_command("run_due")


def test_a_run_that_died_goes_on_with_the_organization_being_served(towns):
    calls: list[Any] = []

    @every("tests.die", minutes=1)
    def die(now: datetime) -> None:
        calls.append(current_organization_id())
        if calls == [towns[0].pk, towns[1].pk]:
            raise SystemExit

    with pytest.raises(SystemExit):
        run_due(NOW)
    run_due(NOW + timedelta(seconds=15))
    run_due(NOW + timedelta(seconds=30))

    assert calls == [towns[0].pk, towns[1].pk, towns[1].pk]


def test_a_run_that_dies_every_time_is_given_up(towns, caplog):
    calls: list[Any] = []

    @every("tests.die", minutes=10)
    def die(now: datetime) -> None:
        calls.append(now)
        raise SystemExit

    for seconds in range(3):
        with pytest.raises(SystemExit):
            run_due(NOW + timedelta(seconds=seconds))
    run_due(NOW + timedelta(seconds=4))
    run_due(NOW + timedelta(seconds=5))

    assert len(calls) == 3
    assert "given up" in caplog.text
    assert ScheduleRun.objects.get().finished_at is not None


def runs_while_another_process_asks() -> int:
    """Serve one due time; meanwhile a second connection runs `run_due` from start to end."""
    calls: list[int] = []

    def ask() -> None:
        try:
            run_due(NOW)
        finally:
            connection.close()

    @every("tests.race", minutes=1, global_=True)
    def race(now: datetime) -> None:
        calls.append(1)
        if len(calls) == 1:
            other = Thread(target=ask)
            other.start()
            other.join()

    run_due(NOW)
    return len(calls)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_serve_a_due_time_once():
    assert runs_while_another_process_asks() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_due_time_would_be_served_twice(monkeypatch):
    monkeypatch.setattr(SessionLocks, "try_lock", lambda self, space, name: True)

    assert runs_while_another_process_asks() == 2


def test_the_lock_of_a_schedule_is_given_back(towns):
    register()

    run_due(NOW)

    with SessionLocks() as locks:  # the server frees it a moment after the end of the connection
        wait_until(lambda: locks.try_lock(SCHEDULES, "tests.tick"))


def test_old_records_are_removed(db):
    register(minutes=1, global_=True)
    run_due(NOW)

    retention.discard_traces(NOW + retention.TRACE_KEPT - timedelta(minutes=2))
    assert ScheduleRun.objects.count() == 1
    retention.discard_traces(NOW + retention.TRACE_KEPT)
    assert ScheduleRun.objects.count() == 0


def test_the_loop_calls_what_is_due_and_outlives_failures(db, monkeypatch, caplog):
    monkeypatch.setattr(loop, "_functions", {})
    times = iter([0.0, 0.0, 1.0, 1.0, 10.0, 10.0])
    monkeypatch.setattr(loop, "monotonic", lambda: next(times))
    calls: list[str] = []

    def bad(now: datetime) -> None:
        calls.append("bad")
        raise ValueError("山田 太郎")

    loop.register("tests.bad", bad, every_seconds=60)
    loop.register("tests.good", lambda now: calls.append("good"), every_seconds=10)
    beat = loop.Loop()
    for _ in range(3):
        beat.tick()

    assert calls == ["bad", "good", "good"]
    assert "tests.bad failed: builtins.ValueError" in caplog.text
    assert "山田" not in caplog.text
    with pytest.raises(ValueError, match="twice"):
        loop.register("tests.bad", print, every_seconds=1)
