"""The lines of the survey table: one a survey, with the mean of each five-step question."""

from collections import defaultdict
from decimal import Decimal

from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports import progress
from reports.asking import Ask
from reports.figures import Figure
from reports.figures.surveys import SURVEY, SURVEY_INVITED, SURVEY_SHEETS, sheets
from reports.masking import MASK
from reports.numbers import Quotient, mean, share
from reports.queries.counting import group_by
from reports.queries.yearly import shown_programs
from reports.results import Block, Cell, Divisor, Drill, Heading, Line
from trainings.models import Survey, SurveyQuestion
from trainings.models.survey import QuestionKind

HEADINGS = (
    Heading("研修名", shown=Shown.TEXT),
    Heading("時期", shown=Shown.TEXT),
    Heading("回答をお願いした人", "人", SURVEY_INVITED.definition),
    Heading("回答", "件", SURVEY_SHEETS.definition),
    Heading("回答率", "", "回答の数を、お願いした人の数で割った割合。", shown=Shown.PERCENT),
    Heading("5段階の質問の平均", "", "質問ごとの、答えた人の平均（1～5）。", shown=Shown.TEXT),
)
OF_INVITED = Divisor(Quotient.SHARE, SURVEY_INVITED.code)


def survey_blocks(ask: Ask, threshold: int) -> tuple[Block, ...]:
    """Return one block a programme with its surveys in the order of the courses."""
    progress.expect(2)
    asked = group_by(SURVEY_INVITED, ask, "survey_id")
    answered = group_by(SURVEY_SHEETS, ask, "survey_id")
    rows = Survey.objects.filter(pk__in={*asked, *answered}).select_related("course")
    means = _means(ask, threshold)
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows.order_by("course__starts_at", "course_id", "-phase"):
        asked_here, came = asked.get(row.pk, 0), answered.get(row.pk, 0)
        cells = (
            Cell(row.course.title),
            Cell(row.get_phase_display()),
            Cell(asked_here, _drill(SURVEY_INVITED, row)),
            Cell(came, _drill(SURVEY_SHEETS, row)),
            Cell(share(came, asked_here), _drill(SURVEY_SHEETS, row, over=SURVEY_INVITED)),
            Cell(means.get(row.pk, ""), _drill(SURVEY_SHEETS, row)),
        )
        label = fiscal_year_label(row.course.fiscal_year)
        lines[row.course.program_id].append(Line(label, cells))
    return tuple(
        Block(
            program.name,
            "年度",
            HEADINGS,
            (*lines[program.pk], _total(lines[program.pk], program.pk)),
        )
        for program in shown_programs(ask)
        if lines[program.pk]
    )


def _drill(figure: Figure, row: Survey, over: Figure | None = None) -> Drill:
    course, key = row.course, str(row.pk)
    return Drill(
        figure.code,
        course.fiscal_year,
        course.program_id,
        SURVEY.code,
        key,
        over=Divisor(Quotient.SHARE, over.code, SURVEY.code, key) if over else None,
    )


def _means(ask: Ask, threshold: int) -> dict[int, str]:
    """Return 「質問 4.2（n=18）」 for the scale questions of each survey. Two queries."""
    answers: dict[int, list[dict[str, int]]] = defaultdict(list)
    for survey, sheet in sheets(ask).values_list("survey_id", "answers"):
        answers[survey].append(sheet)
    texts: dict[int, list[str]] = defaultdict(list)
    questions = SurveyQuestion.objects.filter(survey__in=answers, kind=QuestionKind.SCALE)
    for question in questions.order_by("survey_id", "order", "id"):
        given = [one[question.key] for one in answers[question.survey_id] if question.key in one]
        found: Decimal | str | None = mean(sum(given), len(given))
        if found is not None and len(given) < threshold:
            found = MASK
        if found is not None:
            texts[question.survey_id].append(f"{question.text} {found}（n={len(given)}）")
    return {survey: "、".join(parts) for survey, parts in texts.items()}


def _total(lines: list[Line], program: int) -> Line:
    asked, came = (sum(int(str(line.cells[place].value)) for line in lines) for place in (2, 3))
    return Line(
        "合計",
        (
            Cell(""),
            Cell(""),
            Cell(asked, Drill(SURVEY_INVITED.code, None, program)),
            Cell(came, Drill(SURVEY_SHEETS.code, None, program)),
            Cell(share(came, asked), Drill(SURVEY_SHEETS.code, None, program, over=OF_INVITED)),
            Cell(""),
        ),
        total=True,
    )
