"""Who may read and work a case: its team alone (rule D6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from dispatch.cases.enums import TeamRole
from foundation.refusals import Refusal

BREAK_GLASS_LASTS = timedelta(hours=4)


def is_current(member: Any, now: datetime) -> bool:
    """Return whether a membership of the team counts at `now`; the twin is `readable_by`."""
    return member.starts_at <= now and (member.ends_at is None or now < member.ends_at)


def why_cannot_read(team: Iterable[Any], user_id: int | None, now: datetime) -> Refusal | None:
    """Return why the account may not read the case, whatever its role."""
    if any(member.user_id == user_id and is_current(member, now) for member in team):
        return None
    return Refusal(
        "not_on_team",
        "このケースの担当ではないため、ご覧になれません。"
        "必要なときは、管理者に担当の追加を頼むか、「緊急閲覧」をお使いください。",
    )


def why_cannot_take(team: Iterable[Any], now: datetime) -> Refusal | None:
    """Return why a coordinator cannot take a case by themselves: only one without coordinator."""
    if any(m.role == TeamRole.COORDINATOR and is_current(m, now) for m in team):
        return Refusal("case_is_taken", "このケースには、すでに担当コーディネーターがいます。")
    return None


def why_cannot_decide(team: Iterable[Any], user_id: int | None, now: datetime) -> Refusal | None:
    """Return why the account is not the deciding member of the team (rule C1)."""
    approver = (m for m in team if m.role == TeamRole.APPROVER and is_current(m, now))
    if any(member.user_id == user_id for member in approver):
        return None
    return Refusal(
        "not_the_approver",
        "この決定は、ケースの決定者だけができます。決定者は、管理の役割の方が「ケースの担当」で加えます。",
    )


def why_cannot_break_glass(
    team: Iterable[Any], user_id: int | None, reason: str, now: datetime
) -> Refusal | None:
    """Return why the glass is not broken: already inside, or no reason given."""
    if why_cannot_read(team, user_id, now) is None:
        return Refusal("already_on_team", "このケースは、すでにご覧になれます。")
    if len(reason.strip()) < 5:
        return Refusal(
            "reason_missing",
            "緊急に閲覧する理由を、もう少し詳しく入力してください。ケースの担当者が読みます。",
        )
    return None
