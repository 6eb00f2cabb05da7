"""Visits of which something is overdue: a report that did not come, a term that was not renewed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from dispatch.enums import VisitState
from dispatch.models import ActivityReport, DispatchSettings, Visit
from dispatch.queries.pairs import told_jointly
from dispatch.rules.pairs import SENT
from foundation.clock import JST, on_day

LOOK_BACK = timedelta(days=60)
"""After two months nobody is reminded any more; the office speaks with the supporter."""


@dataclass(frozen=True)
class Overdue:
    """A visit that is over, and the day by which its report was to come."""

    visit: Visit
    due_on: date


def reports_overdue(rows: Any, now: datetime) -> list[Overdue]:
    """Return the visits of `rows` that are over without a report past its day, the oldest first.

    A 連名 report of a pair counts for both; a report that was returned waits for its writer
    again. Three queries.
    """
    sent = ActivityReport.objects.filter(visit=OuterRef("pk"), state__in=[*SENT, "returned"])
    visits = list(
        rows.filter(
            state__in=[VisitState.PLANNED, VisitState.DONE],
            ends_at__lte=now,
            ends_at__gt=now - LOOK_BACK,
        )
        .exclude(Exists(sent))
        .select_related("assignment__request__case", "assignment__request__body",
                        "supporter__person", "supporter__program", "supporter__registration",
                        "supporter__received_entry")
        .order_by("ends_at", "id")
    )  # fmt: skip
    jointly = told_jointly(visits)
    days = _report_days()
    found = [
        Overdue(visit, on_day(visit.ends_at) + timedelta(days=days(visit.supporter.program_id)))
        for visit in visits
        if visit.pk not in jointly
    ]
    return [one for one in found if one.due_on < on_day(now)]


def answer_due_on(report: ActivityReport) -> date:
    """Return the day by which a sent report is answered (R-71). No query where the settings of
    its programme are loaded. Raises ValueError for a draft."""
    if report.submitted_at is None:
        raise ValueError("a draft has no day by which it is answered")
    program = report.visit.assignment.request.program
    settings = getattr(program, "dispatch_settings", None) or DispatchSettings()
    return on_day(report.submitted_at) + timedelta(days=settings.guidance_days)


def _report_days() -> Any:
    known = dict(DispatchSettings.objects.values_list("program", "report_days"))
    return lambda program_id: known.get(program_id) or DispatchSettings().report_days


def unrenewed(now: datetime) -> Iterable[Visit]:
    """Return the visits until tomorrow that still wait for a renewal (rule D4). One query."""
    day_after = datetime.combine(on_day(now) + timedelta(days=2), time(0), JST)
    return list(
        Visit.objects.filter(
            state=VisitState.PLANNED, awaits_renewal=True, starts_at__gt=now,
            starts_at__lt=day_after,
        )
        .select_related("assignment__request")
        .order_by("starts_at", "id")
    )  # fmt: skip
