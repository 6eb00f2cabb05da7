"""Counts of courses without names: by audience and age band, and what is late."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def by_audience(reports: Any) -> list[AudienceLine]:
    """Return the filed reports of a queryset by audience class. Two queries."""
    rows = reports.filter(reported_at__isnull=False).prefetch_related("lines")
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
