"""What dispatch does by the clock: watch the visits of the day, hold and bring to mind."""

from datetime import datetime

from dispatch.actions.alarms import quiet_visits, raise_alarm
from dispatch.actions.reminders import hold_unrenewed, remind_of_report
from dispatch.models import Visit
from dispatch.queries.overdue import reports_overdue, unrenewed
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor

CLOCK = Actor.system("run_due")


@every("dispatch.watch_visits", minutes=5)
def watch_visits(now: datetime) -> int:
    """Tell coordinators of visits without the tap that is due; returns how many were told."""
    told = [raise_alarm(visit, actor=CLOCK, now=now) for visit in quiet_visits(now)]
    return sum(task is not None for task in told)


@every("dispatch.hold_unrenewed", daily_at="08:00")
def hold_unrenewed_visits(now: datetime) -> int:
    """Hold tomorrow's visits whose supporter was not renewed (rule D4); returns how many."""
    held = [hold_unrenewed(visit, actor=CLOCK, now=now) for visit in unrenewed(now)]
    return sum(visit is not None for visit in held)


@every("dispatch.remind_of_reports", daily_at="09:20")
def remind_of_reports(now: datetime) -> int:
    """Ask supporters for reports past their day, once a visit; returns how many were asked."""
    overdue = reports_overdue(Visit.objects.all(), now)
    asked = [remind_of_report(one.visit, actor=CLOCK, now=now) for one in overdue]
    return sum(notice is not None for notice in asked)
