"""Visits by day for a week or a month, however many there are in the same number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from dispatch.cases.enums import CaseState, TeamRole
from dispatch.enums import LIVE_VISITS, VisitState
from dispatch.models import Visit
from dispatch.rules.visits import days_of
from foundation.clock import JST

SHOWN = (
    VisitState.PROPOSED, VisitState.PLANNED, VisitState.ON_HOLD, VisitState.DONE,
    VisitState.EXCUSED, VisitState.NOT_MET,
)  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days a page shows: whole weeks from Monday on, `last` included."""

    first: date
    last: date

    @classmethod
    def week_of(cls, day: date) -> "Span":
        """Return the week of a day."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def month_of(cls, first: date) -> "Span":
        """Return the weeks that hold the month beginning on `first`."""
        last = (first + timedelta(days=31)).replace(day=1) - DAY
        return cls(cls.week_of(first).first, cls.week_of(last).last)

    @property
    def days(self) -> list[date]:
        """Return every day."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the first moment and the one after the last."""
        return (
            datetime.combine(self.first, time(), JST),
            datetime.combine(self.last + DAY, time(), JST),
        )


@dataclass(frozen=True)
class CalendarDay:
    """One day and its visits in the order of their times."""

    day: date
    visits: list[Visit] = field(default_factory=list)


def in_span(rows: Any, span: Span) -> list[Visit]:
    """Return the visits of `rows` that touch the span, with what a calendar shows. One query."""
    start, end = span.moments
    found = rows.filter(starts_at__lt=end, ends_at__gt=start, state__in=SHOWN)
    return list(
        found.select_related(
            "supporter__person", "supporter__program", "assignment__request__case",
            "assignment__request__body",
        ).order_by("starts_at", "id")
    )  # fmt: skip


def by_day(visits: Iterable[Visit], span: Span) -> list[CalendarDay]:
    """Return every day of the span with its visits; one over midnight stands on both days."""
    days: dict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        for day in days_of(visit.starts_at, visit.ends_at):
            days[day].append(visit)
    return [CalendarDay(day, days[day]) for day in span.days]


@dataclass(frozen=True)
class Load:
    """How many visits of one coordinator's cases stand on each day of a week."""

    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        """Return the sum of the week."""
        return sum(self.counts)


def loads(span: Span, now: datetime) -> list[Load]:
    """Return the load of every coordinator, counts alone, by name. One query (rule D6)."""
    start, end = span.moments
    team = "assignment__request__case__team"
    current = Q(**{f"{team}__ends_at__isnull": True}) | Q(**{f"{team}__ends_at__gt": now})
    rows = (
        Visit.objects.filter(
            current,
            starts_at__gte=start, starts_at__lt=end, state__in=LIVE_VISITS,
            **{
                f"{team}__role": TeamRole.COORDINATOR, f"{team}__starts_at__lte": now,
                "assignment__request__case__state": CaseState.OPEN,
            },
        )
        .order_by()
        .values(f"{team}__user", f"{team}__user__name", day=TruncDate("starts_at", tzinfo=JST))
        .annotate(visits=Count("pk", distinct=True))
    )  # fmt: skip
    found: dict[tuple[str, int], dict[date, int]] = defaultdict(dict)
    for row in rows:
        found[(row[f"{team}__user__name"], row[f"{team}__user"])][row["day"]] = row["visits"]
    return [
        Load(name, [counts.get(day, 0) for day in span.days])
        for (name, _), counts in sorted(found.items())
    ]
