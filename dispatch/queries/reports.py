"""A report as staff read it: as it was sent last, whatever its writer is changing meanwhile."""

from collections.abc import Iterable
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
    return each_as_sent([report])[0]


def each_as_sent(reports: Iterable[ActivityReport]) -> list[ActivityReport]:
    """Return the reports, changed as by `as_sent`. One query when one of them was returned."""
    rows = list(reports)
    returned = {one.pk: one for one in rows if one.state == ReportState.RETURNED}
    if returned:
        model: Any = ActivityReport
        events = model.pgh_event_model.objects.filter(
            pgh_obj_id__in=list(returned), state=ReportState.SUBMITTED
        )
        for sent in events.order_by("pgh_id"):  # the last one stands
            for name in WRITTEN:
                setattr(returned[sent.pgh_obj_id], name, getattr(sent, name))
    return rows
