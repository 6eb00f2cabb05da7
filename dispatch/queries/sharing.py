"""What a supporter may read of an assignment, and their own page (rules C5, T29; 要綱 第10条)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dispatch.cases.enums import ScopeRecipient
from dispatch.cases.queries.consents import ToldFact, facts_told_to
from dispatch.enums import AssignmentState, InvitationState, ReportState, VisitState
from dispatch.models import ActivityReport, Assignment, Guidance, Invitation, Payment, Visit
from dispatch.queries.pairs import told_jointly
from dispatch.queries.standing import consent_need, why_consent_is_missing
from dispatch.rules.access import shows_facts
from dispatch.rules.reports import REPORTABLE, WRITABLE
from foundation.clock import on_day
from supporters.models import Supporter


class Stage(StrEnum):
    """How much is shown."""

    PREPARING = "preparing"
    SHOWN = "shown"
    ARRANGING = "arranging"
    ENDED = "ended"


@dataclass(frozen=True)
class Shared:
    """What the supporter reads of one assignment now."""

    stage: Stage
    plan: str = ""
    facts: list[ToldFact] = field(default_factory=list)
    body_name: str = ""


def shared_with_supporter(assignment: Assignment, on: date) -> Shared:
    """Return what is told on the day: the plan before the start, the consented facts after it.

    On hold, or when a consent does not stand, nothing but 「調整中」; after the end nothing.
    At most seven queries.
    """
    request = assignment.request
    if assignment.state == AssignmentState.ENDED:
        return Shared(Stage.ENDED)
    if why_consent_is_missing(request, on) or assignment.state == AssignmentState.ON_HOLD:
        return Shared(Stage.ARRANGING)
    body_name = request.body.name if request.body is not None else ""
    if not shows_facts(assignment):
        return Shared(Stage.PREPARING, assignment.plan, body_name=body_name)
    facts = []
    if request.case is not None:
        facts = facts_told_to(request.case, consent_need(request), ScopeRecipient.SUPPORTER, on)
    return Shared(Stage.SHOWN, assignment.plan, facts, body_name)


@dataclass(frozen=True)
class OwnPage:
    """The supporter's own page: what waits for them, what is planned, what they sent."""

    invitations: list[Invitation]
    preparing: list[Assignment]
    visits: list[Visit]
    arranging: list[Visit]
    to_report: list[Visit]
    reports: list[ActivityReport]
    questions: list[Guidance]
    running: list[Assignment]
    is_paid: bool


def own_page(supporter: Supporter, now: datetime) -> OwnPage:
    """Load a supporter's own page. Query count grows with the number of running cases only."""
    visits = list(
        Visit.objects.filter(supporter=supporter)
        .exclude(state__in=[VisitState.CANCELLED, VisitState.EXCUSED, VisitState.PROPOSED])
        .select_related("assignment__request__case", "assignment__request__body")
        .prefetch_related("reports")
        .order_by("starts_at", "id")
    )
    hidden = _arranging(visits, on_day(now))
    told = told_jointly(visits)
    coming = [v for v in visits if v.ends_at > now and v.state != VisitState.ON_HOLD]
    return OwnPage(
        invitations=list(
            Invitation.objects.filter(
                supporter=supporter, state=InvitationState.SENT, deadline__gte=now
            ).order_by("deadline")
        ),
        preparing=list(
            Assignment.objects.filter(supporter=supporter, state=AssignmentState.PREPARING)
            .exclude(plan="")
            .select_related("invitation")
        ),
        visits=[v for v in coming if v.state == VisitState.PLANNED and v.pk not in hidden],
        arranging=[v for v in visits if v.state == VisitState.ON_HOLD]
        + [v for v in coming if v.state == VisitState.PLANNED and v.pk in hidden],
        to_report=[v for v in visits if v.pk not in told and _waits_for_report(v, now)],
        reports=list(
            ActivityReport.objects.filter(supporter=supporter)
            .exclude(state=ReportState.DRAFT)
            .order_by("-starts_at")[:20]
        ),
        questions=list(
            Guidance.objects.filter(
                report__supporter=supporter, kind="question", answered_at__isnull=True
            ).select_related("report")
        ),
        running=list(
            Assignment.objects.filter(supporter=supporter)
            .exclude(state=AssignmentState.ENDED)
            .select_related("invitation")
        ),
        is_paid=Payment.objects.filter(supporter=supporter, voided_at__isnull=True).exists(),
    )


def _arranging(visits: list[Visit], on: date) -> set[int]:
    """Return the planned visits whose consents do not stand today: shown as 「調整中」 only."""
    requests = {v.assignment.request_id: v.assignment.request for v in visits}
    missing = {pk for pk, request in requests.items() if why_consent_is_missing(request, on)}
    return {v.pk for v in visits if v.assignment.request_id in missing}


def _waits_for_report(visit: Visit, now: datetime) -> bool:
    if visit.state not in REPORTABLE or visit.starts_at > now:
        return False
    report = next(iter(visit.reports.all()), None)
    if report is None:
        return visit.state != VisitState.NOT_MET
    return report.state in WRITABLE
