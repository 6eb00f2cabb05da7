"""Plan and record the trainings and meetings supporters attend (要綱 第13条)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.refusals import Refused
from supporters.enums import FollowUpKind
from supporters.models import FollowUp, FollowUpCourse, Supporter, SupporterSettings
from supporters.rules.follow_ups import months_after
from supporters.rules.registrations import why_day_is_refused
from trainings.models import Completion, Course


@action("supporters.follow_up.planned")
def plan_follow_up(
    supporter: Supporter,
    settings: SupporterSettings,
    *,
    after: date,
    actor: Actor,
    now: datetime,
) -> FollowUp | None:
    """Set the day by which the next training is due; an open one stays. None without interval."""
    if not settings.follow_up_months:
        return None
    row, _ = FollowUp.objects.get_or_create(
        supporter=supporter, kind=FollowUpKind.TRAINING, done_on=None,
        defaults={"due_on": months_after(after, settings.follow_up_months)},
    )  # fmt: skip
    return row


@action("supporters.follow_up.attended")
def record_follow_up(
    supporter: Supporter,
    *,
    kind: FollowUpKind,
    attended_on: date,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> FollowUp:
    """Record that a supporter attended, and plan the next training after a training."""
    if refusal := why_day_is_refused(
        attended_on, not_before=None, on=on_day(now), what="参加した日"
    ):
        raise Refused(refusal)
    return _attend(
        supporter, FollowUp(kind=kind, due_on=attended_on, done_on=attended_on, note=note),
        actor=actor, now=now,
    )  # fmt: skip


def _attend(supporter: Supporter, attended: FollowUp, *, actor: Actor, now: datetime) -> FollowUp:
    """Close the open follow-up of the kind, or write the attendance as it is; plan the next."""
    row = (
        FollowUp.objects.select_for_update(of=("self",))
        .filter(supporter=supporter, kind=attended.kind, done_on=None)
        .first()
    ) or attended
    row.supporter = supporter
    row.done_on, row.note, row.completion = attended.done_on, attended.note, attended.completion
    row.save()
    if row.kind == FollowUpKind.TRAINING and attended.done_on:
        settings = SupporterSettings.objects.get(program=supporter.program_id)
        plan_follow_up(supporter, settings, after=attended.done_on, actor=actor, now=now)
    return row


@action("supporters.follow_up_course.marked")
def mark_follow_up_course(
    program: Program, course: Course, kind: FollowUpKind, *, actor: Actor, now: datetime
) -> FollowUpCourse:
    """Let a course count as follow-up of a programme; who completed it already is credited."""
    if FollowUpCourse.objects.filter(program=program, course=course).exists():
        raise Refused("marked", "この研修は、すでに登録されています。")
    row: FollowUpCourse = FollowUpCourse.objects.create(program=program, course=course, kind=kind)
    done = Completion.objects.completed().filter(application__course=course)
    for completion in done.select_related("application"):
        credit_completion(completion, actor=actor, now=now)
    return row


@action("supporters.follow_up.credited")
def credit_completion(completion: Completion, *, actor: Actor, now: datetime) -> list[FollowUp]:
    """Close what is due for a supporter who completed a follow-up course; each course once."""
    if completion.application is None:
        return []
    credited = []
    course = completion.application.course
    for mark in FollowUpCourse.objects.filter(course=course):
        supporters = Supporter.objects.filter(
            program=mark.program_id, person=completion.person_id
        ).exclude(follow_ups__completion=completion)
        for supporter in supporters:
            day = completion.completed_on
            attended = FollowUp(
                kind=mark.kind, due_on=day, done_on=day, note=course.title, completion=completion
            )
            credited.append(_attend(supporter, attended, actor=actor, now=now))
    return credited


@action("supporters.follow_up.taken_back")
def take_back_completion(completion: Completion, *, actor: Actor, now: datetime) -> int:
    """Reopen what a voided completion had closed, with its first due day; returns how many."""
    rows = list(FollowUp.objects.select_for_update(of=("self",)).filter(completion=completion))
    for row in rows:
        following = FollowUp.objects.filter(
            supporter=row.supporter_id, kind=row.kind, done_on=None
        ).first()
        if row.due_on == row.done_on or following is not None:
            # It was due on no day, or the next one stands in its place with the earlier day.
            if following is not None and row.due_on != row.done_on:
                following.due_on = row.due_on
                following.save(update_fields=["due_on"])
            row.delete()
        else:
            row.done_on, row.completion, row.note = None, None, ""
            row.save(update_fields=["done_on", "completion", "note"])
    return len(rows)
