"""Ask how a visit weighed on the supporter, and keep the talk that follows (R-71)."""

from datetime import date, datetime

from dispatch.actions.loading import locked_visit, write
from dispatch.facts_records import CareAnswer
from dispatch.models import CareCheck, Visit
from dispatch.queries.owners import label_of, owner_of
from dispatch.queries.standing import access_refusal
from dispatch.rules.care import needs_talk, why_cannot_answer_care, why_cannot_record_talk
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

CARE_TASK = "dispatch.care_for_supporter"


@action("dispatch.care.answered")
def answer_care(visit: Visit, answer: CareAnswer, *, actor: Actor, now: datetime) -> CareCheck:
    """Keep the supporter's answer; a high one, or the wish to talk, gives a task for today."""
    visit = locked_visit(visit, actor=actor, now=now)
    refusal = access_refusal(visit.supporter) or why_cannot_answer_care(visit, answer.strain, now)
    if refusal:
        raise Refused(refusal)
    check, _ = CareCheck.objects.update_or_create(
        visit=visit,
        defaults={
            "supporter": visit.supporter, "answered_at": now, "strain": answer.strain,
            "wants_talk": answer.wants_talk,
        },
    )  # fmt: skip
    row: CareCheck = check
    request = visit.assignment.request
    if needs_talk(row):
        create_task(
            NewTask(
                CARE_TASK, f"サポーターに声をかける（{label_of(request)}）", on_day(now),
                owner_id=owner_of(request, now),
            ),
            target=row, actor=actor, now=now,
        )  # fmt: skip
    return row


@action("dispatch.care.talked")
def record_talk(
    check: CareCheck, *, note: str, talked_on: date, actor: Actor, now: datetime
) -> CareCheck:
    """Keep that the coordinator spoke with the supporter."""
    locked_visit(check.visit, actor=actor, now=now)
    row: CareCheck = CareCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if refusal := why_cannot_record_talk(row, talked_on, on_day(now)):
        raise Refused(refusal)
    write(row, talked_on=talked_on, talked_by_id=actor.user_id, talk_note=note)
    close_tasks_about(row, CARE_TASK, outcome="声をかけた", actor=actor, now=now)
    return row
