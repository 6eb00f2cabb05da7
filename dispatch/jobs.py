"""What dispatch does by the clock: watch over the visits of the day."""

from datetime import datetime

from dispatch.actions.alarms import quiet_visits, raise_alarm
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor

CLOCK = Actor.system("run_due")


@every("dispatch.watch_visits", minutes=5)
def watch_visits(now: datetime) -> int:
    """Tell coordinators of visits without the tap that is due; returns how many were told."""
    told = [raise_alarm(visit, actor=CLOCK, now=now) for visit in quiet_visits(now)]
    return sum(task is not None for task in told)
