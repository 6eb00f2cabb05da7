"""Figures of one course as its plan and its report tell them; they have rows like all others.

They are divided by the course and stand in no yearly table: there other figures count the people
of a programme and the payments of a year.
"""

from django.db.models import F, QuerySet, Sum

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, program_q, year_q
from reports.figures.figure import Figure, Listed, Part, first_of_each
from reports.figures.people_parts import COURSE, by_course
from reports.figures.trainings import COURSE_PAGE, PEOPLE_TRAINED, TAKES_PLACE, completions
from trainings.enums_instructor import EngagementState
from trainings.models import CertificateIssue, Course, CurriculumItem, Honorarium
from trainings.models.instructor import Engagement


def with_capacity(ask: Ask) -> QuerySet[Course]:
    """Return the courses that have a capacity, held or not."""
    rows: QuerySet[Course] = Course.objects.filter(
        program_q(ask), year_q(ask, "fiscal_year"), capacity__isnull=False
    )
    return rows


def timetable(ask: Ask) -> QuerySet[CurriculumItem]:
    """Return the items of the days that take place."""
    rows: QuerySet[CurriculumItem] = CurriculumItem.objects.filter(
        program_q(ask, "session__course__program"),
        year_q(ask, "session__course__fiscal_year"),
        session__state__in=TAKES_PLACE,
    )
    return rows


def lecturers(ask: Ask) -> QuerySet[Engagement]:
    """Return one engagement for each lecturer of a course who did not decline, of the days that
    take place.
    """
    rows: QuerySet[Engagement] = Engagement.objects.filter(
        program_q(ask, "session__course__program"),
        year_q(ask, "session__course__fiscal_year"),
        session__state__in=TAKES_PLACE,
    ).exclude(state=EngagementState.DECLINED)
    return first_of_each(rows, "session__course", "instructor")


def papers(ask: Ask) -> QuerySet[CertificateIssue]:
    """Return the papers as first issued; neither revoked ones nor those of voided completions."""
    course = "completion__application__course"
    rows: QuerySet[CertificateIssue] = CertificateIssue.objects.filter(
        program_q(ask, f"{course}__program"),
        year_q(ask, f"{course}__fiscal_year"),
        completion__voided_at__isnull=True,
        issue_index=1,
        revoked_at__isnull=True,
    )
    return rows


def set_fees(ask: Ask) -> QuerySet[Honorarium]:
    """Return the fees that were set for the days of a course, paid or not."""
    course = "engagement__session__course"
    rows: QuerySet[Honorarium] = Honorarium.objects.filter(
        program_q(ask, f"{course}__program"), year_q(ask, f"{course}__fiscal_year")
    ).annotate(yen=F("base") + F("travel"))
    return rows


ITSELF = Part(COURSE.code, COURSE.label, "pk", key=True, named=lambda row: str(row.title))
_COURSE = Listed("研修名", lambda row: row.session.course.title)

COURSE_CAPACITY = Figure(
    code="course_capacity",
    label="募集の定員",
    unit="人",
    definition="募集の定員。",
    rows=with_capacity,
    see_rows=Permission.SEE_COURSES,
    measure=Sum("capacity"),
    parts=(ITSELF,),
    order=("starts_at",),
    listed=(
        Listed("研修名", lambda row: row.title),
        Listed("定員", lambda row: row.capacity),
        Listed("初回", lambda row: date_text(row.starts_at)),
    ),
    page=COURSE_PAGE,
)
MINUTES_TAUGHT = Figure(
    code="minutes_taught",
    label="研修時間",
    unit="分",
    definition="時間割の分の合計。",
    rows=timetable,
    see_rows=Permission.SEE_COURSES,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    measure=Sum("minutes"),
    parts=(by_course("session__course"),),
    related=("session__course",),
    order=("session__starts_at", "order"),
    listed=(
        _COURSE,
        Listed("回", lambda row: str(row.session)),
        Listed("内容", lambda row: row.title),
        Listed("分", lambda row: row.minutes),
    ),
    page=COURSE_PAGE,
    page_id="session.course_id",
)
LECTURERS = Figure(
    code="lecturers",
    label="講師の人数",
    unit="人",
    definition="依頼した講師の人数（辞退を除く）。何回かの講師は1人と数えます。",
    rows=lecturers,
    see_rows=Permission.SEE_COURSES,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    parts=(by_course("session__course"),),
    related=("session__course", "instructor"),
    order=("session__starts_at",),
    listed=(
        Listed("講師", lambda row: str(row.instructor)),
        _COURSE,
        Listed("はじめの回", lambda row: str(row.session)),
    ),
    page=COURSE_PAGE,
    page_id="session.course_id",
    personal="trainings.Engagement",
)
COURSE_COMPLETIONS = Figure(
    code="course_completions",
    label="修了者数",
    unit="人",
    definition="この研修で修了と判定した人の数。",
    rows=completions,
    see_rows=Permission.SEE_APPLICANTS,
    parts=(by_course("application__course"),),
    related=("person", "application__course"),
    order=("number_value", "person__kana_key"),
    listed=PEOPLE_TRAINED.listed,
    page="admin:trainings_completion_change",
    personal="trainings.Completion",
)
PAPERS = Figure(
    code="papers",
    label="修了証の交付",
    unit="件",
    definition="発行した修了証などの数（再発行を除く）。",
    rows=papers,
    see_rows=Permission.SEE_APPLICANTS,
    program="completion__application__course__program_id",
    year="completion__application__course__fiscal_year",
    parts=(by_course("completion__application__course"),),
    related=("completion__application__course", "completion__person"),
    order=("issued_on",),
    listed=(
        Listed("種類", lambda row: row.get_kind_display()),
        Listed("番号", lambda row: row.number_text),
        Listed("氏名", lambda row: row.completion.person.name),
        Listed("発行日", lambda row: date_text(row.issued_on)),
    ),
    page="admin:trainings_certificateissue_change",
    personal="trainings.CertificateIssue",
)
COURSE_FEES = Figure(
    code="course_fees",
    label="謝金・旅費",
    unit="円",
    definition="確定した謝金と、本人に払う交通費の合計。",
    rows=set_fees,
    see_rows=Permission.PLAN_COURSES,
    program="engagement__session__course__program_id",
    year="engagement__session__course__fiscal_year",
    measure=Sum("yen"),
    parts=(by_course("engagement__session__course"),),
    related=("engagement__instructor", "engagement__session__course"),
    order=("engagement__session__starts_at",),
    listed=(
        Listed("講師", lambda row: str(row.engagement.instructor)),
        Listed("回", lambda row: str(row.engagement.session)),
        Listed("謝金と交通費（円）", lambda row: f"{row.yen:,}"),
    ),
    page="admin:trainings_honorarium_change",
    personal="trainings.Honorarium",
)

FIGURES = (
    COURSE_CAPACITY, MINUTES_TAUGHT, LECTURERS, COURSE_COMPLETIONS, PAPERS, COURSE_FEES,
)  # fmt: skip
