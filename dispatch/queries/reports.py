"""A report as staff read it: as it was sent last, whatever its writer is changing meanwhile."""

from typing import Any

from dispatch.enums import ReportState
from dispatch.models import ActivityReport

WRITTEN = (
    "starts_at", "ends_at", "place", "activity_types", "other_type", "content", "record",
    "next_plan", "next_on", "future_content", "policy", "other_policy", "remarks", "is_joint",
)  # fmt: skip


def as_sent(report: ActivityReport) -> ActivityReport:
    """Return the report with the words that were sent: a returned one is being rewritten.

    Changed in memory only. One query for a returned report, none for others.
    """
    if report.state != ReportState.RETURNED:
        return report
    model: Any = ActivityReport
    events = model.pgh_event_model.objects.filter(pgh_obj_id=report.pk, state=ReportState.SUBMITTED)
    if sent := events.order_by("-pgh_id").first():
        for name in WRITTEN:
            setattr(report, name, getattr(sent, name))
    return report
