"""What a supporter is paid for already, around the hours of one more visit (T32)."""

from datetime import datetime

from django.db.models import F, Sum

from dispatch.models import ActivityReport, Payment, PaymentLine, Visit
from dispatch.rules.money import Already, minutes_told_twice
from foundation.clock import local


def paid_already(visit: Visit, begun: datetime, ended: datetime) -> Already:
    """Return what the visit's supporter is paid for other visits from `begun` to `ended`.

    Visits of one supporter never overlap; the hours their own reports tell may. Two queries.
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
    told = ActivityReport.objects.filter(
        supporter=visit.supporter_id, visit__in=paid.values("visit"),
        starts_at__lt=ended, ends_at__gt=begun,
    ).values_list("starts_at", "ends_at")  # fmt: skip
    return Already(dict(counted), minutes_told_twice(begun, ended, told))
