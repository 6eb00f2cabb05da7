"""Plan and record the trainings and meetings supporters attend (要綱 第13条)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.enums import FollowUpKind
from supporters.models import FollowUp, Supporter, SupporterSettings
from supporters.rules.follow_ups import months_after
from supporters.rules.registrations import why_day_is_refused


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
    follow_up = (
        FollowUp.objects.select_for_update(of=("self",))
        .filter(supporter=supporter, kind=kind, done_on=None)
        .first()
    ) or FollowUp(supporter=supporter, kind=kind, due_on=attended_on)
    follow_up.done_on = attended_on
    follow_up.note = note
    follow_up.save()
    if kind == FollowUpKind.TRAINING:
        settings = SupporterSettings.objects.get(program=supporter.program_id)
        plan_follow_up(supporter, settings, after=attended_on, actor=actor, now=now)
    return follow_up
