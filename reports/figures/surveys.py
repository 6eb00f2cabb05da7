"""Figures of surveys: who was asked, and how many sheets came; never who answered what (H 35)."""

from django.db.models import Q, QuerySet

from foundation.organizations.permissions import Permission
from reports.asking import Ask, end_of, program_q, year_q
from reports.figures.figure import Figure, Listed, Part
from reports.figures.people_parts import by_course
from reports.figures.trainings import COURSE_PAGE, RUNNING
from trainings.models import SurveyInvitation, SurveySheet


def _of_survey(ask: Ask) -> Q:
    return Q(
        program_q(ask, "survey__course__program"),
        year_q(ask, "survey__course__fiscal_year"),
        survey__course__state__in=RUNNING,
        survey__course__starts_at__lt=end_of(ask.as_of),
    )


def invited(ask: Ask) -> QuerySet[SurveyInvitation]:
    """Return who was asked by a link of their own."""
    rows: QuerySet[SurveyInvitation] = SurveyInvitation.objects.filter(_of_survey(ask))
    return rows


def sheets(ask: Ask) -> QuerySet[SurveySheet]:
    """Return the sheets, of the web and of paper; a sheet keeps no day."""
    rows: QuerySet[SurveySheet] = SurveySheet.objects.filter(_of_survey(ask))
    return rows


_LISTED = (
    Listed("研修名", lambda row: row.survey.course.title),
    Listed("時期", lambda row: row.survey.get_phase_display()),
)

SURVEY = Part(
    "survey",
    "アンケート",
    "survey_id",
    key=True,
    named=lambda row: f"{row.survey.course.title}　{row.survey.get_phase_display()}",
)

SURVEY_INVITED = Figure(
    code="survey_invited",
    label="回答をお願いした人",
    unit="人",
    definition="アンケートのリンクを送った人の数（始まった研修のもの）。",
    rows=invited,
    see_rows=Permission.SEE_COURSES,
    program="survey__course__program_id",
    year="survey__course__fiscal_year",
    related=("survey__course",),
    order=("survey_id",),
    parts=(SURVEY,),
    listed=_LISTED,
    page=COURSE_PAGE,
    page_id="survey.course_id",
)
SURVEY_SHEETS = Figure(
    code="survey_sheets",
    label="回答",
    unit="件",
    definition="受け付けた回答の数（ウェブと紙）。だれの回答かは記録していません。",
    rows=sheets,
    see_rows=Permission.SEE_COURSES,
    program="survey__course__program_id",
    year="survey__course__fiscal_year",
    related=("survey__course",),
    order=("survey_id",),
    parts=(SURVEY, by_course("survey__course")),
    listed=(*_LISTED, Listed("経路", lambda row: row.get_channel_display())),
    page=COURSE_PAGE,
    page_id="survey.course_id",
)

FIGURES = (SURVEY_INVITED, SURVEY_SHEETS)
