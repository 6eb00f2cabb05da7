"""Tell the coordinator of visits that went quiet; a tap or any other news ends the alarm."""

from datetime import datetime, timedelta

from dispatch import notices_records as notices
from dispatch.actions.loading import locked_visit
from dispatch.enums import VisitState
from dispatch.models import DispatchSettings, Visit
from dispatch.queries.owners import label_of_visit, owner_of
from dispatch.queries.standing import settings_of
from dispatch.rules.alarms import Missing, alarm_of
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action

ALARM_TASKS = {
    Missing.START: ("dispatch.visit_not_begun", "開始"),
    Missing.END: ("dispatch.visit_not_finished", "終了"),
}
LOOK_BACK = timedelta(days=1)
"""After a longer standstill of the clock an alarm would help nobody; the report is asked for."""


def quiet_visits(now: datetime) -> list[Visit]:
    """Return the visits that went quiet and of which nobody was told yet. Three queries."""
    settings = {one.program_id: one for one in DispatchSettings.objects.all()}
    running = Visit.objects.filter(
        state=VisitState.PLANNED, starts_at__lt=now, ends_at__gt=now - LOOK_BACK
    ).select_related("assignment__request")
    told = set(
        Task.objects.filter(
            kind__in=[kind for kind, _ in ALARM_TASKS.values()],
            target_kind=Visit._meta.label,
            due_at__gt=now - LOOK_BACK - timedelta(days=1),
        ).values_list("kind", "target_id", "due_at")
    )
    found = []
    for visit in running:
        program_id = visit.assignment.request.program_id
        one = settings.get(program_id) or DispatchSettings(program_id=program_id)
        alarm = alarm_of(visit, one.visit_alarm, timedelta(minutes=one.alarm_minutes), now)
        if alarm and (ALARM_TASKS[alarm.missing][0], visit.pk, alarm.due_at) not in told:
            found.append(visit)
    return found


@action("dispatch.visit.alarm_raised")
def raise_alarm(visit: Visit, *, actor: Actor, now: datetime) -> Task | None:
    """Make the coordinator a task and a mail about a quiet visit, once; None when it spoke."""
    visit = locked_visit(visit, actor=actor, now=now)
    request = visit.assignment.request
    settings = settings_of(request.program_id)
    alarm = alarm_of(visit, settings.visit_alarm, timedelta(minutes=settings.alarm_minutes), now)
    if alarm is None:
        return None
    kind, word = ALARM_TASKS[alarm.missing]
    task = create_task(
        NewTask(
            kind, f"訪問の{word}の連絡がありません。電話で確かめる（{label_of_visit(visit)}）",
            on_day(now), due_at=alarm.due_at, owner_id=owner_of(request, now),
        ),
        target=visit, actor=actor, now=now,
    )  # fmt: skip
    notices.tell_about_quiet_visit(visit, word, alarm.due_at, actor=actor, now=now)
    return task


def close_alarms(visit: Visit, *, outcome: str, actor: Actor, now: datetime) -> None:
    """End the alarms of a visit of which something was heard."""
    for kind, _ in ALARM_TASKS.values():
        close_tasks_about(visit, kind, outcome=outcome, actor=actor, now=now)
