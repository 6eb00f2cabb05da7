"""A course as it stands now, in one short statement: its facts, its seats, the last number given.

Course, programme, frozen settings and days are kept in the process for as long as the versions of
their rows are the same (`foundation.organizations.kept`); the seats are counted every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from foundation.organizations.kept import Kept, copy_of
from foundation.organizations.tenancy import require_organization_id
from trainings.enums import SeatKind
from trainings.models import Course, CourseSession
from trainings.rules.courses import is_on_public_pages
from trainings.rules.seats import SeatCount, capacity_of, seat_kinds

_LOOK = "SELECT * FROM look_at_course(%s, %s, %s)"
_LOOKS = """
SELECT look.* FROM ({}) wanted
CROSS JOIN LATERAL look_at_course(%s, wanted.course_id, NULL) look ORDER BY wanted.n
"""
_LOCK = "SELECT * FROM lock_and_look_at_course(%s, %s)"


# Shared by all requests of the process, days and their rows included: nobody changes them.
_courses: Kept[Course] = Kept(1_000)


@dataclass(frozen=True)
class CourseLook:
    """The course, a copy of one's own, and how its seats stood at the moment of the statement."""

    course: Course
    version: str
    pools: dict[SeatKind, SeatCount]
    last_received_seq: int
    last_queued_at: datetime | None
    _kept: Course

    @property
    def sessions(self) -> list[CourseSession]:
        """Return the days in order; copies of one's own."""
        return [copy_of(session) for session in self._kept.sessions.all()]

    @property
    def with_days(self) -> Course:
        """Return the course with its days already read, for who does not change them."""
        course: Any = copy_of(self.course)
        days: Any = self._kept.sessions.all()._chain()  # type: ignore[attr-defined]
        days._result_cache = self.sessions
        course._prefetched_objects_cache = {"sessions": days}
        with_days: Course = course
        return with_days


def look_at(course_id: int) -> CourseLook:
    """Return a course of the open organization as it stands; raises Course.DoesNotExist."""
    return _found(_LOOK, course_id, None)


def look_at_each(courses: QuerySet[Course]) -> list[CourseLook]:
    """Return the looks at the first few courses of a query, in its order, in one statement."""
    order: Any = courses.query.order_by
    numbered = courses.values(course_id=F("pk"), n=Window(RowNumber(), order_by=order))
    try:
        wanted, params = numbered.query.sql_with_params()
    except EmptyResultSet:  # the query itself says that there are none
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS.format(wanted), [*params, require_organization_id("Course")])
        return [look_in(row) for row in cursor.fetchall()]


def lock_and_look(course_id: int) -> CourseLook:
    """Return it locked until the transaction ends, as the last holder of the lock left it."""
    return _found(_LOCK, course_id)


def look_at_public(code: str) -> CourseLook:
    """Return the course of a public address; raises Http404 when nobody outside may see it."""
    try:
        look = _found(_LOOK, None, code.replace("\x00", ""))
    except Course.DoesNotExist:
        raise Http404 from None
    if not is_on_public_pages(look.course):
        raise Http404
    return look


def _found(sql: str, *wanted: int | str | None) -> CourseLook:
    with connection.cursor() as cursor:
        cursor.execute(sql, [require_organization_id("Course"), *wanted])
        row = cursor.fetchone()
    if row is None:
        raise Course.DoesNotExist
    return look_in(row)


def look_in(row: Sequence[Any]) -> CourseLook:
    """Return the look in a row of the function `look_at_course` of the open organization."""
    pk, version, *counts, last_received_seq, last_queued_at = row
    kept = _courses.get((require_organization_id("Course"), pk), version, lambda: _read(pk))
    course: Any = copy_of(kept)
    course._prefetched_objects_cache = {}  # who changes the days reads them anew
    pools = _pools(course, counts)
    return CourseLook(course, version, pools, last_received_seq, last_queued_at, kept)


def _read(pk: int) -> Course:
    courses = Course.objects.select_related("organization", "program", "spec")
    sessions = CourseSession.objects.order_by("n").prefetch_related("items")
    course: Course = courses.prefetch_related(Prefetch("sessions", sessions)).get(pk=pk)
    return course


def _pools(course: Course, counts: list[int]) -> dict[SeatKind, SeatCount]:
    whole, online = counts[:3], counts[3:]
    if not course.counts_online:
        online = [0, 0, 0]
    room = [all_ - away for all_, away in zip(whole, online, strict=True)]
    return {
        seat: SeatCount(
            capacity_of(course, seat),
            course.waiting_capacity,
            *(online if seat == SeatKind.ONLINE else room),
        )
        for seat in seat_kinds(course)
    }
