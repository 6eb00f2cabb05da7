"""Counts of courses without names: by audience and age band, and what is late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from trainings.models import HeadcountLine, HeadcountReport
from trainings.models.headcount import Audience, HeadcountAge, TextVersion
from trainings.rules.headcount import overdue


@dataclass(frozen=True)
class AudienceLine:
    """One audience class: sessions, people by age band, how many with the children's text."""

    label: str
    sessions: int
    by_age: tuple[int, ...]
    child_text: int
    leftover: int

    @property
    def people(self) -> int:
        """Return everybody."""
        return sum(self.by_age)


ADD_PEOPLE, ADD_LEFTOVER, ADD_SESSIONS = Sum("n"), Sum("leftover"), Count("pk")
"""How people, copies and sessions are added up, on the page of sums and in every table."""


def filed_reports(
    years: Collection[int],
    *,
    programs: Collection[int] | None = None,
    before: datetime | None = None,
) -> QuerySet[HeadcountReport]:
    """Return the reports that count, for the sums here and for every table.

    They were filed (before a moment) and belong to the fiscal year of the course's last session.
    `programs` holds ids, None means all.
    """
    found: QuerySet[HeadcountReport] = HeadcountReport.objects.filter(
        session__course__fiscal_year__in=list(years), reported_at__isnull=False
    )
    if programs is not None:
        found = found.filter(session__course__program__in=programs)
    return found if before is None else found.filter(reported_at__lt=before)


def lines_of(reports: QuerySet[HeadcountReport]) -> QuerySet[HeadcountLine]:
    """Return the lines of reports, one an age band."""
    lines: QuerySet[HeadcountLine] = HeadcountLine.objects.filter(
        report__in=reports.order_by().values("pk")
    )
    return lines


def by_audience(reports: QuerySet[HeadcountReport]) -> list[AudienceLine]:
    """Return filed reports by audience class. Three queries, added up by the database."""
    plain, lines = reports.order_by(), lines_of(reports).order_by()
    counted = {
        audience: (sessions, leftover or 0)
        for audience, sessions, leftover in plain.values_list("audience").annotate(
            ADD_SESSIONS, ADD_LEFTOVER
        )
    }
    people = {
        (audience, band): n
        for audience, band, n in lines.values_list("report__audience", "age_band").annotate(
            ADD_PEOPLE
        )
    }
    child = dict(
        lines.filter(report__text_version=TextVersion.CHILD)
        .values_list("report__audience")
        .annotate(ADD_PEOPLE)
    )
    return [
        AudienceLine(
            str(audience.label),
            counted[audience][0],
            tuple(people.get((audience, band), 0) for band in HeadcountAge.values),
            child.get(audience, 0),
            counted[audience][1],
        )
        for audience in Audience
        if audience in counted
    ]


def late_reports(reports: Any, on: date) -> Sequence[tuple[HeadcountReport, str]]:
    """Return the reports that are late, with what is missing. One query."""
    rows = reports.filter(reported_at__isnull=True).select_related("session__course")
    return [(row, what) for row in rows if (what := overdue(row, on))]
