"""What a supporter is paid for already, around the hours of one more visit (T32)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from dispatch.enums import PaymentMode, ReportState, VisitState
from dispatch.models import ActivityReport, Payment, PaymentLine, Rate, Visit
from dispatch.queries.pairs import joint_report_about
from dispatch.queries.reports import with_sent
from dispatch.queries.standing import settings_of
from dispatch.rules.money import (
    SENT,
    SETTLED,
    Already,
    Line,
    lines_of,
    minutes_told_twice,
    month_of,
    why_cannot_settle,
)
from foundation.clock import JST, local
from foundation.refusals import Refused


@dataclass(frozen=True)
class Owed:
    """What a held visit is paid: the hours of its report, and by the table line by line."""

    mode: PaymentMode
    begun: datetime
    ended: datetime
    lines: list[Line]


def owed_for(visit: Visit) -> Owed:
    """Return what the visit is paid now; no lines where actual cost is paid.

    Hours are those of the report, the own one or the 連名 of a pair's other half. Refused why it is
    not paid (yet), and a day without a price. At most seven queries.
    """
    if Payment.objects.filter(visit=visit, voided_at__isnull=True).exists():
        raise Refused(SETTLED)
    mode = PaymentMode(settings_of(visit.supporter.program_id).payment_mode)
    report = report_to_pay_by(visit)
    if refusal := why_cannot_settle(mode, visit, report):
        raise Refused(refusal)
    begun = report.starts_at if report else visit.starts_at
    ended = report.ends_at if report else visit.ends_at
    return Owed(mode, begun, ended, lines_for(visit, mode, begun, ended))


def report_to_pay_by(visit: Visit) -> ActivityReport | None:
    """Return the report whose hours are paid, or the own one that is not (any more) sent.

    Where the other half's 連名 was sent, an own report that is not sent counts for nothing. At most
    two queries.
    """
    own = ActivityReport.objects.filter(visit=visit, supporter=visit.supporter_id).first()
    return own if own and own.state in SENT else joint_report_about(visit) or own


def lines_for(visit: Visit, mode: PaymentMode, begun: datetime, ended: datetime) -> list[Line]:
    """Return what the hours of a visit are paid by the price table beside all that is paid
    already; nothing where actual cost is paid. Refused: a day without a price. Three queries."""
    if mode == PaymentMode.ACTUAL_COST:
        return []
    rates = list(Rate.objects.filter(program=visit.supporter.program_id))
    return lines_of(mode, rates, begun, ended, paid_already(visit, begun, ended))


def paid_already(visit: Visit, begun: datetime, ended: datetime) -> Already:
    """Return what the visit's supporter is paid for other visits from `begun` to `ended`.

    Visits of one supporter never overlap; the hours told of them may, in their own reports and in
    the 連名 of a pair's other half. Two queries.
    """
    paid = Payment.objects.filter(supporter=visit.supporter_id, voided_at__isnull=True).exclude(
        visit=visit.pk
    )
    counted = (
        PaymentLine.objects.filter(
            payment__in=paid, day__range=(local(begun).date(), local(ended).date())
        )
        .values_list("day")
        .annotate(counted=Sum(F("minutes") + F("rounded_by")))
        .order_by()
    )
    visits = Visit.objects.filter(pk__in=paid.values("visit"))
    their_twins = visits.filter(
        pair=OuterRef("visit__pair"), starts_at=OuterRef("visit__starts_at")
    )  # fmt: skip
    # A draft is no report yet; one given back for correction is paid by as it was sent, whatever
    # its writer is changing it to.
    sent = with_sent(
        ActivityReport.objects.exclude(state=ReportState.DRAFT), "starts_at", "ends_at", "is_joint"
    )
    told = sent.filter(
        Q(supporter=visit.supporter_id, visit__in=visits)
        | Q(Exists(their_twins), sent_is_joint=True),
        sent_starts_at__lt=ended, sent_ends_at__gt=begun,
    ).values_list("sent_starts_at", "sent_ends_at")  # fmt: skip
    return Already(dict(counted), minutes_told_twice(begun, ended, told))


def unpaid_visits(program_id: int, month: date) -> QuerySet[Visit]:
    """Return the visits that were held in a month and are not paid, in order.

    A visit belongs to the month in which it began.
    """
    first, last = month_of(month)
    rows: QuerySet[Visit] = (
        Visit.objects.filter(
            supporter__program=program_id,
            state=VisitState.DONE,
            starts_at__gte=datetime.combine(first, time(0), JST),
            starts_at__lt=datetime.combine(last + timedelta(days=1), time(0), JST),
        )
        .exclude(Exists(Payment.objects.filter(visit=OuterRef("pk"), voided_at__isnull=True)))
        .select_related("supporter__person", "supporter__registration")
        .order_by("starts_at", "id")
    )
    return rows


def being_rewritten(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return the visits whose report was given back and is not sent again: nothing is paid for
    them meanwhile. The report is the own one, or the 連名 (as it was sent) of a pair's other half;
    a 連名 that stands sent outranks an own report given back.
    """
    returned = ActivityReport.objects.filter(state=ReportState.RETURNED)
    own = returned.filter(visit=OuterRef("pk"))
    at_the_same_time = {"visit__pair": OuterRef("pair"), "visit__starts_at": OuterRef("starts_at")}
    twins = with_sent(returned, "is_joint").filter(**at_the_same_time, sent_is_joint=True)
    covering = ActivityReport.objects.filter(**at_the_same_time, state__in=SENT, is_joint=True)
    return visits.filter(
        Q(Exists(own)) & ~Q(Exists(covering)) | Q(Exists(twins), pair__isnull=False)
    )
