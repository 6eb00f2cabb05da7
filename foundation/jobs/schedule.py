"""Periodic work: which due times exist, and that each is served exactly once (design D12)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import F

from foundation import clock
from foundation.jobs.failures import MAX_ATTEMPTS, describe
from foundation.jobs.locks import SCHEDULES, SessionLocks, renew_connections
from foundation.jobs.models import ScheduleRun
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within

logger = logging.getLogger(__name__)
Periodic = Callable[[datetime], object]
INSTALLATION = 0  # stands for "no organization" where global_ work is counted


@dataclass(frozen=True)
class Schedule:
    """A registered function and its due times: every so many minutes, or daily in Japan."""

    name: str
    function: Periodic
    minutes: int = 0
    daily_at: time | None = None
    global_: bool = False

    def latest_slot(self, now: datetime) -> datetime:
        """Return the last due time that is not after `now`. Pure."""
        if self.daily_at is None:
            length = self.minutes * 60
            return datetime.fromtimestamp(now.timestamp() // length * length, now.tzinfo)
        local = clock.local(now)
        slot = datetime.combine(local.date(), self.daily_at, clock.JST)
        return slot if slot <= local else slot - timedelta(days=1)


_schedules: dict[str, Schedule] = {}


def every(
    name: str, *, minutes: int = 0, daily_at: str = "", global_: bool = False
) -> Callable[[Periodic], Periodic]:
    """Decorator: call `function(now)` every `minutes`, or daily at `"06:00"` Japan time.

    The function is called once inside each organization, or with `global_` once outside of any.
    It opens its own transactions. After downtime only the latest due time is made up for, so it
    asks "what is due until now?", never "what is due exactly now?".
    """
    if (minutes > 0) == bool(daily_at):
        raise ValueError("either minutes or daily_at")
    at = time.fromisoformat(daily_at) if daily_at else None

    def decorate(function: Periodic) -> Periodic:
        known = _schedules.get(name)
        if known is not None and known.function is not function:
            raise ValueError(f"the schedule {name} is registered twice")
        _schedules[name] = Schedule(name, function, minutes, at, global_)
        return function

    return decorate


def run_due(now: datetime) -> int:
    """Serve every due time that nobody has served yet; returns how many calls failed.

    Several processes may do this at once: a due time belongs to whoever holds the schedule's
    lock. When that process dies, the next one goes on with the organization that was being
    served. A call that fails is logged and not repeated before the next due time.
    """
    failures = 0
    for schedule in _unserved(now):
        with _alone(schedule) as is_ours:
            if is_ours and (run := _claim(schedule, now)) is not None:
                failures += _serve(schedule, run, now)
    return failures


def _unserved(now: datetime) -> list[Schedule]:
    slots = {schedule.name: schedule.latest_slot(now) for schedule in _schedules.values()}
    served = set(
        ScheduleRun.objects.filter(
            name__in=slots, due_at__in=slots.values(), finished_at__isnull=False
        ).values_list("name", "due_at")
    )
    return [s for s in _schedules.values() if (s.name, slots[s.name]) not in served]


@contextmanager
def _alone(schedule: Schedule) -> Iterator[bool]:
    with SessionLocks() as locks:
        yield locks.try_lock(SCHEDULES, schedule.name)


def _claim(schedule: Schedule, now: datetime) -> ScheduleRun | None:
    """Return the run to serve; None when it was served meanwhile or has killed three processes."""
    run, _ = ScheduleRun.objects.get_or_create(
        name=schedule.name, due_at=schedule.latest_slot(now), defaults={"started_at": now}
    )
    if run.finished_at is not None:
        return None
    if run.attempts >= MAX_ATTEMPTS:
        logger.error("schedule %s was given up after %s attempts", run.name, run.attempts)
        run.failures += 1
        run.finished_at = now
        run.save(update_fields=["failures", "finished_at"])
        return None
    run.attempts += 1
    run.save(update_fields=["attempts"])
    return run


def _serve(schedule: Schedule, run: ScheduleRun, now: datetime) -> int:
    organizations = [INSTALLATION]
    if not schedule.global_:
        waiting = Organization.objects.filter(pk__gt=run.served_through).order_by("pk")
        organizations = list(waiting.values_list("pk", flat=True))
    row = ScheduleRun.objects.filter(pk=run.pk)
    failures = 0
    for number in organizations:
        failed = not _call(schedule, number, now)
        failures += failed
        row.update(served_through=number, failures=F("failures") + int(failed))
    row.update(finished_at=clock.now())
    return failures


def _call(schedule: Schedule, number: int, now: datetime) -> bool:
    try:
        with nullcontext() if number == INSTALLATION else within(number):
            schedule.function(now)
    except Exception as error:  # the other organizations are served all the same
        logger.error("schedule %s failed for %s: %s", schedule.name, number, describe(error))
        renew_connections()
        return False
    return True
