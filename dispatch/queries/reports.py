"""A report as staff read it: as it was sent last, whatever its writer is changing meanwhile."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

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


def sent_value(name: str) -> Case:
    """Return the value of a column of `WRITTEN` as it was sent last, for use in the database.

    Only a returned report is asked about in its history: any other one stands as it was sent.
    """
    model: Any = ActivityReport
    events = model.pgh_event_model.objects.filter(
        pgh_obj_id=OuterRef("pk"), state=ReportState.SUBMITTED
    ).order_by("-pgh_id")
    sent = Coalesce(Subquery(events.values(name)[:1]), F(name))
    return Case(When(state=ReportState.RETURNED, then=sent), default=F(name))


def with_sent(reports: QuerySet[ActivityReport], *names: str) -> QuerySet[Any]:
    """Return the reports with `sent_<name>` for each name of `WRITTEN`: the value sent last.

    For what counts, narrows or sorts in the database; where a row is shown, `as_sent`.
    """
    return reports.annotate(**{f"sent_{name}": sent_value(name) for name in names})
