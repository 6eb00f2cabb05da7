"""Figures of trainings: courses, people trained, audience, attendances.

All of them belong to the fiscal year of the course's last session (rule E1), so that the courses,
the people and the attendances of one line are those of the same courses.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from foundation.adminsite.columns import date_text
from foundation.clock import JST
from foundation.organizations.permissions import Permission
from reports.asking import Ask, end_of, program_q, year_q
from reports.figures.figure import Figure, Listed, first_of_each
from reports.figures.parts import AGE_BAND, CATEGORY, CHANNEL, HEARD_FROM, STATE
from reports.figures.people_parts import AGE, AREA, COURSE, SESSION, SEX, TIME, by_course
from trainings.enums import (
    ApplicationState,
    AttendanceKind,
    CourseState,
    SessionState,
)
from trainings.models import Application, Attendance, Completion, Course, CourseSession

RUNNING = (CourseState.PUBLISHED, CourseState.STOPPED)
TAKES_PLACE = (SessionState.PLANNED, SessionState.HELD)
EACH_PERSON = ("program", "fiscal_year", "human")
COURSE_PAGE = "admin:trainings_course_change"
APPLICATION_PAGE = "admin:trainings_application_change"


def held_courses(ask: Ask) -> QuerySet[Course]:
    """Return courses that ran to their end: not cancelled, at least one session took place."""
    sessions = CourseSession.objects.filter(course=OuterRef("pk"), state__in=TAKES_PLACE)
    held: QuerySet[Course] = Course.objects.filter(
        program_q(ask),
        year_q(ask, "fiscal_year"),
        Exists(sessions),
        state__in=RUNNING,
        ends_at__lt=end_of(ask.as_of),
    )
    return held


def held_sessions(ask: Ask) -> QuerySet[CourseSession]:
    """Return the sessions that took place."""
    held: QuerySet[CourseSession] = CourseSession.objects.filter(
        program_q(ask, "course__program"),
        year_q(ask, "course__fiscal_year"),
        state__in=TAKES_PLACE,
        course__state__in=RUNNING,
        ends_at__lt=end_of(ask.as_of),
    )
    return held


def completions(ask: Ask) -> QuerySet[Completion]:
    """Return the completions; a merged record counts as the person it was merged into."""
    counted: QuerySet[Completion] = (
        Completion.objects.completed()
        .filter(program_q(ask), year_q(ask, "fiscal_year"), decided_on__lte=ask.as_of)
        .annotate(human=Coalesce("person__merged_into_id", "person_id"))
    )
    return counted


def people_trained(ask: Ask) -> QuerySet[Completion]:
    """Return one completion for each person, programme and fiscal year.

    Somebody who completed twice in a year is found once.
    """
    return first_of_each(completions(ask), *EACH_PERSON)


def applications(ask: Ask) -> QuerySet[Application]:
    """Return every application received, whatever became of it; repeated acts make none (B9)."""
    received: QuerySet[Application] = Application.objects.filter(
        program_q(ask, "course__program"),
        year_q(ask, "course__fiscal_year"),
        submission__received_at__lt=end_of(ask.as_of),
    ).exclude(course__state=CourseState.DRAFT)
    return received


def audience(ask: Ask) -> QuerySet[Application]:
    """Return who held a seat when session 1 began; whoever cancelled before it is not counted."""
    stayed = Q(state=ApplicationState.ACCEPTED) | Q(
        state=ApplicationState.CANCELLED,
        person__isnull=False,  # only the accepted are linked with a person (rule B10)
        state_changed_at__gte=F("course__starts_at"),
    )
    seated: QuerySet[Application] = Application.objects.filter(
        program_q(ask, "course__program"),
        year_q(ask, "course__fiscal_year"),
        stayed,
        course__state__in=RUNNING,
        course__starts_at__lt=end_of(ask.as_of),
    ).exclude(
        # The successor of somebody who left after session 1 sits on a seat already counted (F5).
        team_member__replaces__left_on__gte=TruncDate("course__starts_at", tzinfo=JST)
    )
    return seated


def _attendances(ask: Ask, kind: AttendanceKind) -> QuerySet[Attendance]:
    found: QuerySet[Attendance] = Attendance.objects.valid().filter(
        program_q(ask, "session__course__program"),
        year_q(ask, "session__course__fiscal_year"),
        kind=kind,
        session__state__in=TAKES_PLACE,
        session__course__state__in=RUNNING,
        session__starts_at__lt=end_of(ask.as_of),
    )
    return found


def attendances(ask: Ask) -> QuerySet[Attendance]:
    """Return the trainees of each session; observers and absences are not among them (F3)."""
    return _attendances(ask, AttendanceKind.TRAINEE)


def observers(ask: Ask) -> QuerySet[Attendance]:
    """Return the observers of each session; a row may stand for several unnamed people."""
    return _attendances(ask, AttendanceKind.OBSERVER)


def _course(row: Any) -> str:
    return str(row.course.title)


def _day(row: Any) -> str:
    return date_text(row.starts_at)


COURSES_HELD = Figure(
    code="courses_held",
    label="実施回数",
    unit="回",
    definition=(
        "最終回が基準日までに終わった研修の数。中止した研修と、延期・中止の日程しかない研修は"
        "数えません。年度は最終回の属する年度です。"
    ),
    rows=held_courses,
    see_rows=Permission.SEE_COURSES,
    listed=(
        Listed("研修名", lambda row: row.title),
        Listed("初回", _day),
        Listed("最終回の終了", lambda row: date_text(row.ends_at)),
    ),
    order=("starts_at",),
    page=COURSE_PAGE,
)
SESSIONS_HELD = Figure(
    code="sessions_held",
    label="開催日数",
    unit="日",
    definition="基準日までに終わった日程の数。延期・中止の日程は数えません。",
    rows=held_sessions,
    see_rows=Permission.SEE_COURSES,
    program="course__program_id",
    year="course__fiscal_year",
    related=("course",),
    order=("starts_at",),
    listed=(
        Listed("研修名", _course),
        Listed("回", str),
        Listed("開始", _day),
        Listed("会場", lambda row: row.venue or row.get_mode_display()),
    ),
    page=COURSE_PAGE,
    page_id="course_id",
)
PEOPLE_TRAINED = Figure(
    code="people_trained",
    label="養成人数",
    unit="人",
    definition=(
        "修了と判定した人の数。同じ年度に同じ事業を2回修了した人は1人と数えます。"
        "年度は研修の最終回の属する年度です。取り消した修了と聴講は数えません。（要綱例 第5条）"
    ),
    rows=people_trained,
    every=completions,
    each=EACH_PERSON,
    see_rows=Permission.SEE_APPLICANTS,
    person="person",
    related=("person",),
    order=("number_value", "person__kana_key"),
    listed=(
        Listed("氏名", lambda row: row.person.name),
        Listed("修了番号", lambda row: row.number_text),
        Listed("修了日", lambda row: date_text(row.completed_on)),
    ),
    page="admin:trainings_completion_change",
    personal="trainings.Completion",
)
APPLICATIONS = Figure(
    code="applications",
    label="申込数",
    unit="件",
    definition=(
        "受け付けた申込の数（1人1研修で1件）。取消し、お断り、キャンセル待ちも含みます。"
        "同じ人の重ねての申込は数えません。"
    ),
    rows=applications,
    see_rows=Permission.SEE_APPLICANTS,
    program="course__program_id",
    year="course__fiscal_year",
    person="person",
    related=("course", "submission"),
    order=("course_id", "received_seq"),
    parts=(STATE, CHANNEL, HEARD_FROM, COURSE, CATEGORY, AGE_BAND),
    listed=(
        Listed("受付番号", str),
        Listed("氏名", lambda row: row.name),
        Listed("研修名", _course),
        Listed("方法", lambda row: row.submission.get_channel_display()),
        Listed("受付日時", lambda row: date_text(row.submission.received_at)),
        Listed("状態", lambda row: row.get_state_display()),
    ),
    page=APPLICATION_PAGE,
    personal="trainings.Application",
)
AUDIENCE = Figure(
    code="audience",
    label="受講者数",
    unit="人",
    definition=(
        "第1回の開始のときに参加が決まっていた人の数（登録受講者）。開始前に取り消した人と聴講は"
        "数えません。各回に来た人の数（延べ受講者数）とは別の数です。"
    ),
    rows=audience,
    see_rows=Permission.SEE_APPLICANTS,
    program="course__program_id",
    year="course__fiscal_year",
    person="person",
    related=("course",),
    order=("course_id", "kana_key"),
    parts=(CHANNEL, HEARD_FROM, AREA, TIME, COURSE, CATEGORY, AGE, SEX),
    listed=(
        Listed("受付番号", str),
        Listed("氏名", lambda row: row.name),
        Listed("研修名", _course),
    ),
    page=APPLICATION_PAGE,
    personal="trainings.Application",
)
ATTENDANCES = Figure(
    code="attendances",
    label="延べ受講者数",
    unit="人",
    definition="各回に出席した受講者の数の合計。聴講、欠席連絡、取り消した出席は数えません。",
    rows=attendances,
    see_rows=Permission.SEE_APPLICANTS,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    person="application__person",
    related=("application", "session__course"),
    order=("session__starts_at", "application__kana_key"),
    parts=(SESSION, by_course("session__course")),
    listed=(
        Listed("氏名", lambda row: row.application.name),
        Listed("研修名", lambda row: row.session.course.title),
        Listed("回", lambda row: str(row.session)),
        Listed("日時", lambda row: date_text(row.session.starts_at)),
    ),
    page=APPLICATION_PAGE,
    page_id="application_id",
    personal="trainings.Attendance",
)
OBSERVERS = Figure(
    code="observers",
    label="聴講者数",
    unit="人",
    definition="各回を聴講した人の数の合計。受講者数には含みません。",
    rows=observers,
    see_rows=Permission.SEE_APPLICANTS,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    measure=Sum("count"),
    related=("session__course",),
    order=("session__starts_at",),
    parts=(SESSION, by_course("session__course")),
    listed=(
        Listed("聴講者", lambda row: row.observer_name or "（氏名なし）"),
        Listed("人数", lambda row: row.count),
        Listed("研修名", lambda row: row.session.course.title),
        Listed("回", lambda row: str(row.session)),
    ),
    page=COURSE_PAGE,
    page_id="session.course_id",
    personal="trainings.Attendance",
)

FIGURES = (
    COURSES_HELD, SESSIONS_HELD, PEOPLE_TRAINED, APPLICATIONS, AUDIENCE, ATTENDANCES, OBSERVERS,
)  # fmt: skip
