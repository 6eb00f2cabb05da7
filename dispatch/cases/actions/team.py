"""Who joins and leaves the team of a case; the administrator needs not read it (rule D6)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import Case, CaseTeam
from dispatch.cases.rules.team import BREAK_GLASS_LASTS, why_cannot_break_glass, why_cannot_take
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

BREAK_GLASS_TASK = "cases.break_glass"


def _locked(case: Case) -> Case:
    row: Case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return row


@action("cases.team.joined")
def add_to_team(
    case: Case, user_id: int, role: TeamRole, *, actor: Actor, now: datetime
) -> CaseTeam:
    """Let a member of staff read the case from now on; refuses a second approver."""
    case = _locked(case)
    if role == TeamRole.BREAK_GLASS:
        raise Refused("not_by_hand", "緊急閲覧は、本人が理由を書いて行います。")
    try:
        with transaction.atomic():
            member: CaseTeam = CaseTeam.objects.create(
                case=case, user_id=user_id, role=role, starts_at=now
            )
    except IntegrityError as error:
        raise Refused(
            "already_on_team",
            "この方はすでに担当か、決定者がほかにいます。先に今の担当を終えてください。",
        ) from error
    return member


@action("cases.team.left")
def remove_from_team(member: CaseTeam, *, actor: Actor, now: datetime) -> CaseTeam:
    """End somebody's reading of the case, at once."""
    _locked(member.case)
    row: CaseTeam = CaseTeam.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if row.ends_at is not None and row.ends_at <= now:
        raise Refused("already_left", "この方の担当は、すでに終わっています。")
    row.ends_at = now
    row.save(update_fields=["ends_at"])
    return row


@action("cases.team.taken")
def take_case(case: Case, *, actor: Actor, now: datetime) -> CaseTeam:
    """Let a coordinator take a case of which none works here, such as a new one from the web."""
    case = _locked(case)
    if refusal := why_cannot_take(case.team.with_works(now).filter(works=True), now):
        raise Refused(refusal)
    member: CaseTeam = CaseTeam.objects.create(
        case=case, user_id=actor.user_id, role=TeamRole.COORDINATOR, starts_at=now
    )
    return member


@action("cases.team.glass_broken")
def break_glass(case: Case, *, reason: str, actor: Actor, now: datetime) -> CaseTeam:
    """Open the case for four hours in an emergency; the team is told by a task."""
    case = _locked(case)
    team = list(case.team.all())
    if refusal := why_cannot_break_glass(team, actor.user_id, reason, now):
        raise Refused(refusal)
    member: CaseTeam = CaseTeam.objects.create(
        case=case,
        user_id=actor.user_id,
        role=TeamRole.BREAK_GLASS,
        starts_at=now,
        ends_at=now + BREAK_GLASS_LASTS,
        reason=reason,
    )
    owner = next((m.user_id for m in team if m.role == TeamRole.COORDINATOR), None)
    create_task(
        NewTask(
            BREAK_GLASS_TASK, f"緊急閲覧の理由を確かめる（ケース {case}）", on_day(now),
            owner_id=owner,
        ),
        target=member, actor=actor, now=now,
    )  # fmt: skip
    return member
