"""The summary of a survey, the pairs of before and after, and who has not answered."""

from dataclasses import dataclass
from typing import Any

from trainings.models import (
    Application,
    Course,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveySheet,
)
from trainings.models.survey import QuestionKind, SheetChannel, SurveyPhase, SurveyState
from trainings.rules.survey import PairSummary, QuestionSummary, compare, pair_up, summarise
from trainings.rules.survey_groups import GroupedQuestion, by_group


@dataclass(frozen=True)
class SurveySummary:
    """Everything that is shown of a survey; no person anywhere."""

    survey: Survey
    sheets: int
    on_paper: int
    invited: int
    questions: tuple[QuestionSummary, ...]
    pairs: tuple[PairSummary, ...]


def summary_of(survey: Survey) -> SurveySummary:
    """Return the summary. At most six queries."""
    rows = list(SurveySheet.objects.filter(survey=survey))
    answers = [row.answers for row in rows]
    codes = [row.codes for row in rows]
    questions = list(survey.questions.all())
    return SurveySummary(
        survey,
        len(rows),
        sum(row.channel == SheetChannel.PAPER for row in rows),
        SurveyInvitation.objects.filter(survey=survey).count(),
        tuple(summarise(question, answers, codes) for question in questions),
        tuple(_changes(survey, questions, rows)),
    )


def _changes(survey: Survey, questions: list[Any], rows: list[SurveySheet]) -> list[PairSummary]:
    if survey.phase != SurveyPhase.POST:
        return []
    before = Survey.objects.filter(course=survey.course_id, phase=SurveyPhase.PRE).first()
    if before is None:
        return []
    first = {q.pair_key: q for q in before.questions.all() if q.pair_key}
    pairs = pair_up(
        [(row.pair_code, row.answers) for row in SurveySheet.objects.filter(survey=before)],
        [(row.pair_code, row.answers) for row in rows],
    )
    found = [
        compare(question.text, (first[question.pair_key].key, question.key), pairs)
        for question in questions
        if question.kind == QuestionKind.SCALE and question.pair_key in first
    ]
    return [one for one in found if one is not None]


def grouping_questions(survey: Survey) -> list[SurveyQuestion]:
    """Return the questions by which the answers can be grouped: one choice each. One query."""
    return list(survey.questions.filter(kind=QuestionKind.CHOICE))


def grouped(survey: Survey, by: SurveyQuestion) -> list[GroupedQuestion]:
    """Return the other questions by the answers to `by`. Two queries."""
    answers = [row.answers for row in SurveySheet.objects.filter(survey=survey)]
    return by_group(list(survey.questions.all()), by, answers)


def not_answered(survey: Survey) -> Any:
    """Return the invited people whose link was not used; paper sheets cannot be told apart."""
    return (
        Application.objects.filter(
            survey_invitations__survey=survey, survey_invitations__used=False
        )
        .select_related("submission")
        .in_kana_order()
    )


def waiting_for_answer(course: Course) -> set[int]:
    """Return the applications whose papers wait for an answer; none unless the course says so.

    Waits until the person has answered, by link or on paper, or the survey after the course was
    closed. One query for courses that do not wait, three for others.
    """
    if course.spec is None or not course.spec.spec.certificate.after_survey:
        return set()
    survey = Survey.objects.filter(course=course, phase=SurveyPhase.POST).first()
    if survey is not None and survey.state == SurveyState.CLOSED:
        return set()
    answered = SurveyInvitation.objects.filter(survey=survey, used=True).values("application")
    people = Application.objects.filter(course=course).accepted().exclude(pk__in=answered)
    return set(people.values_list("pk", flat=True))
