"""Plan and record 支援会議 (資料8)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from dispatch.actions.loading import write
from dispatch.cases.actions.loading import locked_case
from dispatch.cases.models import Case
from dispatch.facts_records import MeetingFacts
from dispatch.models import CaseMeeting
from dispatch.rules.records import why_cannot_record_meeting
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

MEETING_TASK = "dispatch.prepare_meeting"
PREPARATION = timedelta(days=7)


@action("dispatch.meeting.recorded")
def record_meeting(case: Case, facts: MeetingFacts, *, actor: Actor, now: datetime) -> CaseMeeting:
    """Write a meeting down, planned or held; the next date becomes a planned meeting of its own.

    A planned one leaves a task a week before: people to invite, the person's wishes to hear.
    """
    case = locked_case(case, actor=actor, now=now)
    _refuse(facts, now)
    try:
        with transaction.atomic():
            meeting: CaseMeeting = CaseMeeting.objects.create(
                case=case, recorded_by_id=actor.user_id, **facts.as_columns()
            )
    except IntegrityError as error:
        raise Refused(
            "meeting_exists", "この日の支援会議は、すでに記録されています。そちらを直してください。"
        ) from error
    _follow(meeting, actor=actor, now=now)
    return meeting


@action("dispatch.meeting.rewritten")
def rewrite_meeting(
    meeting: CaseMeeting, facts: MeetingFacts, *, actor: Actor, now: datetime
) -> CaseMeeting:
    """Write what happened at a planned meeting, or correct the record of one."""
    locked_case(meeting.case, actor=actor, now=now)
    row: CaseMeeting = CaseMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    _refuse(facts, now)
    twins = CaseMeeting.objects.filter(case=row.case_id, held_on=facts.held_on)
    if twins.exclude(pk=row.pk).exists():
        raise Refused("meeting_exists", "この日の支援会議は、別に記録されています。")
    write(row, **facts.as_columns())
    _follow(row, actor=actor, now=now)
    return row


def _refuse(facts: MeetingFacts, now: datetime) -> None:
    if refusal := why_cannot_record_meeting(facts, on_day(now)):
        raise Refused(refusal)


def _follow(meeting: CaseMeeting, *, actor: Actor, now: datetime) -> None:
    """Close the task of a meeting that was held; plan the next one and ask for it."""
    if meeting.decisions:
        close_tasks_about(meeting, MEETING_TASK, outcome="開催", actor=actor, now=now)
    elif meeting.held_on >= on_day(now):
        _ask(meeting, actor=actor, now=now)
    if meeting.next_on is None:
        return
    coming, made = CaseMeeting.objects.get_or_create(
        case=meeting.case, held_on=meeting.next_on,
        defaults={"recorded_by_id": actor.user_id, "place": meeting.place},
    )  # fmt: skip
    if made:
        _ask(coming, actor=actor, now=now)


def _ask(meeting: CaseMeeting, *, actor: Actor, now: datetime) -> None:
    due: date = max(meeting.held_on - PREPARATION, on_day(now))
    create_task(
        NewTask(
            MEETING_TASK, f"支援会議の準備（出席者・本人の希望）（ケース {meeting.case}）", due,
            owner_id=actor.user_id,
        ),
        target=meeting, actor=actor, now=now,
    )  # fmt: skip
