"""Start and end taps of a visit: the coordinator sees who is out and who has not come back."""

from datetime import datetime, timedelta

from dispatch.actions.alarms import close_alarms
from dispatch.actions.loading import locked_visit, write
from dispatch.enums import VisitState
from dispatch.models import Visit
from dispatch.queries.standing import access_refusal, why_consent_is_missing
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

EARLIEST = timedelta(hours=2)


@action("dispatch.visit.begun")
def begin_visit(visit: Visit, *, actor: Actor, now: datetime) -> Visit:
    """Record that the supporter began; a second tap changes nothing."""
    visit = _tapped(visit, actor=actor, now=now)
    if now < visit.starts_at - EARLIEST:
        raise Refused("too_early", "開始の記録は、予定の時刻の2時間前からできます。")
    if visit.began_at is None:
        write(visit, began_at=now)
        close_alarms(visit, outcome="開始の連絡あり", actor=actor, now=now)
    return visit


@action("dispatch.visit.finished")
def finish_visit(visit: Visit, *, actor: Actor, now: datetime) -> Visit:
    """Record that the supporter is back; a second tap changes nothing."""
    visit = _tapped(visit, actor=actor, now=now)
    if visit.began_at is None:
        raise Refused("not_begun", "先に「活動を始めます」を押してください。")
    if visit.finished_at is None:
        write(visit, finished_at=now)
        close_alarms(visit, outcome="終了の連絡あり", actor=actor, now=now)
    return visit


def _tapped(visit: Visit, *, actor: Actor, now: datetime) -> Visit:
    visit = locked_visit(visit, actor=actor, now=now)
    if refusal := access_refusal(visit.supporter):
        raise Refused(refusal)
    if visit.state not in (VisitState.PLANNED, VisitState.DONE):
        raise Refused("not_planned", "この予定は、調整中または中止になっています。")
    if why_consent_is_missing(visit.assignment.request, on_day(now)):
        raise Refused("being_arranged", "ただいま調整中です。担当からの連絡をお待ちください。")
    return visit
