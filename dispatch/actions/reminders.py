"""What the clock brings to mind: a report that did not come, a term that was not renewed."""

from datetime import datetime

from dispatch import notices_reports as notices
from dispatch.actions.loading import locked_visit
from dispatch.actions.visit_moves import hold_visit
from dispatch.enums import VisitState
from dispatch.models import Visit
from dispatch.queries.standing import access_refusal, why_consent_is_missing
from foundation.clock import on_day
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action


@action("dispatch.report.reminded")
def remind_of_report(visit: Visit, *, actor: Actor, now: datetime) -> Notice | None:
    """Ask the supporter once for the report of a visit; not whoever can open nothing now."""
    visit = locked_visit(visit, actor=actor, now=now)
    if access_refusal(visit.supporter) or why_consent_is_missing(
        visit.assignment.request, on_day(now)
    ):
        return None
    return notices.tell_about_missing_report(visit, actor=actor, now=now)


@action("dispatch.visit.not_renewed")
def hold_unrenewed(visit: Visit, *, actor: Actor, now: datetime) -> Visit | None:
    """Hold a visit that still waits for a renewal: its day lies outside of every term (rule D4).

    Renewed later, the coordinator puts it back; the task about the renewal stays open until then.
    """
    visit = locked_visit(visit, actor=actor, now=now)
    if visit.state != VisitState.PLANNED or not visit.awaits_renewal:
        return None
    return hold_visit(visit, reason="登録の更新が済んでいないため", actor=actor, now=now)
