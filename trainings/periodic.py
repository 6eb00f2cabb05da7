"""Daily work around the seat: briefings of lecturers, reminders of preparation."""

from datetime import datetime

from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from trainings.actions.honoraria import brief_instructor
from trainings.actions.preparation import remind_due
from trainings.queries.honoraria import to_brief


@every("trainings.brief_instructors", daily_at="09:00")
def brief_instructors(now: datetime) -> None:
    """Send the mail of two weeks before to every lecturer who agreed."""
    for engagement in to_brief(now):
        brief_instructor(engagement, actor=Actor.system("run_due"), now=now)


@every("trainings.remind_of_preparation", daily_at="08:00")
def remind_of_preparation(now: datetime) -> None:
    """Tell owners of preparation tasks that a week is left."""
    remind_due(now, actor=Actor.system("run_due"))
