"""Ways to divide who took part: by age, sex, the place people come from, the time of day."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import (
    Coalesce,
    ExtractHour,
    ExtractIsoWeekDay,
    NullIf,
    TruncDate,
)

from foundation.clock import JST
from foundation.organizations.models import Municipality, Organization
from foundation.organizations.tenancy import current_organization_id
from foundation.people.models import Sex
from reports.figures.figure import Part
from trainings.enums import AgeBand, PlaceKind

EVENING = 17
"""A course that begins at this hour or later is one of the evening."""
WEEKEND = 6

AGES = (
    (20, AgeBand.UNDER_20),
    (30, AgeBand.TWENTIES),
    (40, AgeBand.THIRTIES),
    (50, AgeBand.FORTIES),
    (60, AgeBand.FIFTIES),
    (70, AgeBand.SIXTIES),
    (80, AgeBand.SEVENTIES),
)
"""Bands of age: below how many years."""

TIMES = (
    ("weekday_day", "平日の昼間"),
    ("weekday_evening", "平日の夜間"),
    ("weekend_day", "土日の昼間"),
    ("weekend_evening", "土日の夜間"),
)


def with_time(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return applications with the time of day at which session 1 of their course began."""
    late = Q(begins_hour__gte=EVENING)
    weekend = Q(begins_weekday__gte=WEEKEND)
    return rows.annotate(
        begins_hour=ExtractHour("course__starts_at", tzinfo=JST),
        begins_weekday=ExtractIsoWeekDay("course__starts_at", tzinfo=JST),
        of_choice=Case(
            When(weekend & late, then=Value("weekend_evening")),
            When(weekend, then=Value("weekend_day")),
            When(late, then=Value("weekday_evening")),
            default=Value("weekday_day"),
            output_field=CharField(),
        ),
    )


class CompletedYears(Func):
    """Completed years from the second day to the first; the twin is `foundation.fiscal.age_on`."""

    template = "EXTRACT(YEAR FROM AGE(%(expressions)s))::integer"
    output_field = IntegerField()


def with_age(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return applications with the age band that was ticked, else that of the date of birth.

    The age is that on the day of session 1; who ticked 回答しない is left at that.
    """
    day = TruncDate("course__starts_at", tzinfo=JST)
    bands = [When(age__lt=below, then=Value(band)) for below, band in AGES]
    return rows.annotate(
        begins_on=day, born_on=Coalesce("birth_date", "person__birth_date")
    ).annotate(
        age=CompletedYears("begins_on", "born_on"),
        of_choice=Case(
            When(attribute__age_band__gt="", then=F("attribute__age_band")),
            When(born_on__gt=F("begins_on"), then=Value("")),
            *bands,
            When(age__gte=AGES[-1][0], then=Value(AgeBand.OVER_80)),
            default=Value(""),
            output_field=CharField(),
        ),
    )


def with_area(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return applications with the code of the municipality their address names. One query.

    The address is the one typed on the application, else that of the person. It names one of the
    municipalities of the organization's own prefecture when it begins with the name, with
    prefecture and name, or holds the name behind 「郡」; longer names are tried first.
    """
    places = sorted(_own_prefecture(), key=lambda one: -len(one.name))
    typed = Case(
        When(place_kind=PlaceKind.ADDRESS, then=NullIf("place", Value(""))),
        output_field=CharField(),
    )
    address = Case(
        When(typed_address__isnull=False, then=F("typed_address")),
        default=F("person__address"),
        output_field=CharField(),
    )
    choices = [When(_names(one), then=Value(one.code)) for one in places]
    found = Case(*choices, default=Value(""), output_field=CharField()) if choices else Value("")
    return rows.annotate(typed_address=typed).annotate(of_address=address, of_choice=found)


def _names(place: Municipality) -> Q:
    return (
        Q(of_address__startswith=place.name)
        | Q(of_address__startswith=f"{place.prefecture}{place.name}")
        | Q(of_address__contains=f"郡{place.name}")
    )


def _own_prefecture() -> list[Municipality]:
    """Return the municipalities of the open organization's prefecture, itself left out."""
    own = Organization.objects.filter(pk=current_organization_id() or 0)
    prefecture = own.values("municipality__prefecture")[:1]
    rows = Municipality.objects.filter(prefecture=prefecture)
    return [one for one in rows if one.name != one.prefecture]


def area_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Return the names of municipalities by code, in the order of the codes."""
    rows = Municipality.objects.filter(code__in=list(codes)).order_by("code")
    return dict(rows.values_list("code", "name"))


AGE = Part("age_band", "年代", "", tuple(AgeBand.choices), secret=True, mark=with_age)
SEX = Part("sex", "性別", "person__sex", tuple(Sex.choices), secret=True)
AREA = Part("area", "地域", "", mark=with_area, names=area_names, no_answer="そのほか・不明")
TIME = Part("time", "開催の時間帯", "", TIMES, mark=with_time, no_answer="")
COURSE = Part("course", "研修", "course_id", key=True, named=lambda row: str(row.course.title))


def by_course(path: str) -> Part:
    """Return the course as a part of rows that reach it by a path."""
    steps = path.split("__")
    return Part(
        COURSE.code,
        COURSE.label,
        f"{path}_id",
        key=True,
        named=lambda row: str(reduce(getattr, steps, row).title),
    )


SESSION = Part(
    "session",
    "日程",
    "session_id",
    key=True,
    named=lambda row: f"{row.session.course.title}　{row.session}",
)
