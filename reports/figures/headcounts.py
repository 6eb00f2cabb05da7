"""Figures of courses that keep no names: filed headcounts by audience and age band (H 32)."""

from django.db.models import QuerySet

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, end_of
from reports.figures.figure import Figure, Listed, Part
from reports.figures.people_parts import by_course
from reports.figures.trainings import COURSE_PAGE
from trainings.models import HeadcountLine, HeadcountReport
from trainings.models.headcount import Audience, HeadcountAge
from trainings.queries.headcounts import ADD_LEFTOVER, ADD_PEOPLE, filed_reports, lines_of


def headcount_reports(ask: Ask) -> QuerySet[HeadcountReport]:
    """Return the reports that were filed."""
    return filed_reports(ask.years, programs=ask.programs, before=end_of(ask.as_of))


def headcount_lines(ask: Ask) -> QuerySet[HeadcountLine]:
    """Return the lines of the reports that were filed, one an age band."""
    return lines_of(headcount_reports(ask))


AUDIENCE = Part("audience", "対象の区分", "report__audience", tuple(Audience.choices))
AGE = Part("age", "年代", "age_band", tuple(HeadcountAge.choices))

HEADCOUNT_REPORTS = Figure(
    code="headcount_reports",
    label="報告のあった回",
    unit="回",
    definition="人数の報告が提出された回の数。",
    rows=headcount_reports,
    see_rows=Permission.SEE_COURSES,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    related=("session__course",),
    order=("session__starts_at",),
    listed=(
        Listed("研修名", lambda row: row.session.course.title),
        Listed("開催日", lambda row: date_text(row.session.starts_at)),
        Listed("対象の区分", lambda row: row.get_audience_display()),
    ),
    page="admin:trainings_headcountreport_change",
)
HEADCOUNT_PEOPLE = Figure(
    code="headcount_people",
    label="報告のあった人数",
    unit="人",
    definition="提出された人数の報告の、年代別の人数の合計。名前の分かる受講者数とは別の数です。",
    rows=headcount_lines,
    see_rows=Permission.SEE_COURSES,
    program="report__session__course__program_id",
    year="report__session__course__fiscal_year",
    measure=ADD_PEOPLE,
    related=("report__session__course",),
    order=("report__session__starts_at", "age_band"),
    parts=(AUDIENCE, AGE, by_course("report__session__course")),
    listed=(
        Listed("研修名", lambda row: row.report.session.course.title),
        Listed("対象の区分", lambda row: row.report.get_audience_display()),
        Listed("年代", lambda row: row.get_age_band_display()),
        Listed("人数", lambda row: row.n),
    ),
    page=COURSE_PAGE,
    page_id="report.session.course_id",
)
LEFTOVER = Figure(
    code="leftover_copies",
    label="残った部数",
    unit="部",
    definition="提出された人数の報告の、残った教材の部数の合計。",
    rows=headcount_reports,
    see_rows=Permission.SEE_COURSES,
    program="session__course__program_id",
    year="session__course__fiscal_year",
    measure=ADD_LEFTOVER,
    related=("session__course",),
    order=("session__starts_at",),
    listed=(
        Listed("研修名", lambda row: row.session.course.title),
        Listed("残った部数", lambda row: row.leftover),
    ),
    page=COURSE_PAGE,
    page_id="session.course_id",
)

FIGURES = (HEADCOUNT_REPORTS, HEADCOUNT_PEOPLE, LEFTOVER)
