"""Counts of courses without names: by audience and age band, and what is late."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from trainings.models import HeadcountReport
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


def filed(
    years: Collection[int],
    *,
    programs: Collection[int] | None = None,
    before: datetime | None = None,
    prefix: str = "",
) -> Q:
    """Return the condition of the reports that count, for the sums here and for every table.

    They were filed (before a moment) and belong to the fiscal year of the course's last session.
    `programs` holds ids, None means all. With `prefix` it is asked of rows that lead to a report.
    """
    course = f"{prefix}session__course"
    counts = Q(**{f"{course}__fiscal_year__in": list(years), f"{prefix}reported_at__isnull": False})
    if programs is not None:
        counts &= Q(**{f"{course}__program__in": programs})
    if before is not None:
        counts &= Q(**{f"{prefix}reported_at__lt": before})
    return counts


def by_audience(reports: Any) -> list[AudienceLine]:
    """Return the reports of a queryset, which were filed, by audience class. Two queries."""
    rows = reports.prefetch_related("lines")
    people: dict[str, Counter[str]] = defaultdict(Counter)
    sessions: Counter[str] = Counter()
    child: Counter[str] = Counter()
    leftover: Counter[str] = Counter()
    for row in rows:
        sessions[row.audience] += 1
        leftover[row.audience] += row.leftover or 0
        for line in row.lines.all():
            people[row.audience][line.age_band] += line.n
            if row.text_version == TextVersion.CHILD:
                child[row.audience] += line.n
    return [
        AudienceLine(
            str(audience.label),
            sessions[audience],
            tuple(people[audience][band] for band in HeadcountAge.values),
            child[audience],
            leftover[audience],
        )
        for audience in Audience
        if sessions[audience]
    ]


def late_reports(reports: Any, on: date) -> Sequence[tuple[HeadcountReport, str]]:
    """Return the reports that are late, with what is missing. One query."""
    rows = reports.filter(reported_at__isnull=True).select_related("session__course")
    return [(row, what) for row in rows if (what := overdue(row, on))]
