"""What a supporter is paid for already, around the hours of one more visit (T32)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Sum

from dispatch.enums import ReportState
from dispatch.models import ActivityReport, Payment, PaymentLine, Visit
from dispatch.rules.money import Already, minutes_told_twice
from foundation.clock import local


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
    # A draft is no report yet; one given back for correction is what was paid by.
    jointly = Q(Exists(their_twins), is_joint=True) & ~Q(state=ReportState.DRAFT)
    told = ActivityReport.objects.filter(
        Q(supporter=visit.supporter_id, visit__in=visits) | jointly,
        starts_at__lt=ended, ends_at__gt=begun,
    ).values_list("starts_at", "ends_at")  # fmt: skip
    return Already(dict(counted), minutes_told_twice(begun, ended, told))
