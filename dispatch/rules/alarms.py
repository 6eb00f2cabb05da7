"""When a visit went quiet: no tap at its start, or none at its end (features 11: check-in)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.enums import VisitState
from dispatch.enums_records import VisitAlarm


class Missing(StrEnum):
    """Which tap is missing."""

    START = "start"
    END = "end"


@dataclass(frozen=True)
class Alarm:
    """A tap that is missing, and since when the coordinator should know."""

    missing: Missing
    due_at: datetime


def alarm_of(visit: Any, mode: str, slack: timedelta, now: datetime) -> Alarm | None:
    """Return the alarm of a visit at `now`; computed, so nothing is said twice or too late."""
    if visit.state != VisitState.PLANNED or mode == VisitAlarm.NONE:
        return None
    if visit.began_at is None:
        due = visit.starts_at + slack
        return Alarm(Missing.START, due) if mode == VisitAlarm.BOTH and now > due else None
    due = visit.ends_at + slack
    return Alarm(Missing.END, due) if visit.finished_at is None and now > due else None
