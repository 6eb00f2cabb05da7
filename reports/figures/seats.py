"""Figures of seats: capacity, who got none, who cancelled, who did not come (rules B2, B11)."""

from django.db.models import F, QuerySet, Sum

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, end_of
from reports.figures.figure import Figure, Listed
from reports.figures.people_parts import COURSE
from reports.figures.trainings import (
    APPLICATION_PAGE,
    COURSE_PAGE,
    RUNNING,
    TAKES_PLACE,
    applications,
    audience,
    held_courses,
)
from trainings.enums import ApplicationState
from trainings.models import Application, Attendance, Course

NO_SEAT = (
    ApplicationState.WAITING,
    ApplicationState.OFFERED,
    ApplicationState.LAPSED,
    ApplicationState.DECLINED_OFFER,
    ApplicationState.DECLINED,
    ApplicationState.RECEIVED,
)


def limited_courses(ask: Ask) -> QuerySet[Course]:
    """Return the held courses that have a capacity."""
    return held_courses(ask).filter(capacity__isnull=False)


def _of_held(rows: QuerySet[Application], ask: Ask) -> QuerySet[Application]:
    return rows.filter(course__state__in=RUNNING, course__ends_at__lt=end_of(ask.as_of))


def audience_of_limited(ask: Ask) -> QuerySet[Application]:
    """Return the audience of the held courses that have a capacity."""
    return _of_held(audience(ask), ask).filter(course__capacity__isnull=False)


def without_seat(ask: Ask) -> QuerySet[Application]:
    """Return who wanted to come to a held course and had no seat in the end."""
    return _of_held(applications(ask), ask).filter(state__in=NO_SEAT)


def cancelled_before(ask: Ask) -> QuerySet[Application]:
    """Return who cancelled before session 1 of a held course."""
    return _of_held(applications(ask), ask).filter(
        state=ApplicationState.CANCELLED, state_changed_at__lt=F("course__starts_at")
    )


def no_shows(ask: Ask) -> QuerySet[Application]:
    """Return who had a seat in a held course and came to none of its sessions."""
    # As one list: asked for each row, tables without statistics take the square of the rows.
    came = Attendance.objects.trainees().filter(session__state__in=TAKES_PLACE)
    return _of_held(audience(ask), ask).exclude(pk__in=came.values("application"))


def _people(code: str, label: str, definition: str, rows: object) -> Figure:
    return Figure(
        code=code,
        label=label,
        unit="人",
        definition=definition,
        rows=rows,  # type: ignore[arg-type]
        see_rows=Permission.SEE_APPLICANTS,
        program="course__program_id",
        year="course__fiscal_year",
        related=("course",),
        order=("course_id", "kana_key"),
        parts=(COURSE,),
        listed=(
            Listed("受付番号", str),
            Listed("氏名", lambda row: row.name),
            Listed("研修名", lambda row: row.course.title),
            Listed("状態", lambda row: row.get_state_display()),
        ),
        page=APPLICATION_PAGE,
        personal="trainings.Application",
    )


CAPACITY = Figure(
    code="capacity",
    label="定員",
    unit="人",
    definition="終わった研修の定員の合計。定員のない研修は数えません。",
    rows=limited_courses,
    see_rows=Permission.SEE_COURSES,
    measure=Sum("capacity"),
    order=("starts_at",),
    listed=(
        Listed("研修名", lambda row: row.title),
        Listed("定員", lambda row: row.capacity),
        Listed("初回", lambda row: date_text(row.starts_at)),
    ),
    page=COURSE_PAGE,
)
SEATED = _people(
    "audience_of_limited",
    "定員のある研修の受講者数",
    "終わった研修のうち定員のあるものの受講者数（第1回の開始のときに参加が決まっていた人）。",
    audience_of_limited,
)
WITHOUT_SEAT = _people(
    "without_seat",
    "席のなかった人",
    "終わった研修に申し込み、キャンセル待ち・抽選・お断りなどで席のなかった人の数。",
    without_seat,
)
CANCELLED = _people(
    "cancelled_before",
    "開始前の取消し",
    "終わった研修の申込のうち、第1回の開始前に取り消したものの数。",
    cancelled_before,
)
NO_SHOWS = _people(
    "no_shows",
    "欠席のみの人",
    "終わった研修の受講者のうち、どの回にも出席しなかった人の数。",
    no_shows,
)

FIGURES = (CAPACITY, SEATED, WITHOUT_SEAT, CANCELLED, NO_SHOWS)
