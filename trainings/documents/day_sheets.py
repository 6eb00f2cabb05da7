"""What is handed out on a day: survey sheets to fill in, and receipts of lecturers (ux 1).

Choices carry the numbers that the page for paper sheets asks for.
"""

from datetime import datetime

from foundation.clock import on_day
from foundation.pdf.blocks import Gap, Para, Right, Title
from foundation.pdf.cells import Checks, Stack, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.forms import Grid, Row
from foundation.wareki import format_date
from trainings.models import CourseSession, Engagement, Survey, SurveyQuestion
from trainings.models.survey import QuestionKind
from trainings.rules.survey import SCALE_LABELS
from trainings.wording import PAIR_CODE_HELP

ANONYMOUS = "お名前は書かないでください。答えたくない質問は、空欄のままで結構です。"
WRITING = 24
"""Millimetres for an answer in words."""


def survey_paper(survey: Survey, created: datetime) -> bytes:
    """Draw one empty sheet, to be copied or sent."""
    document = Document(About("アンケート", created, author=survey.course.organization.name))
    draw_survey_sheets(document, survey, 1)
    return document.finish()


def draw_survey_sheets(document: Document, survey: Survey, copies: int) -> None:
    """Add so many empty sheets of a survey; the paper is the document's."""
    numbered = enumerate(survey.questions.all(), start=1)
    rows = [row for number, one in numbered for row in _question(number, one)]
    if survey.asks_pair_code:
        rows += [Row("記号", Text(str(PAIR_CODE_HELP)), 13), Row("", Text(""), 12)]
    intro = [Para(survey.intro, indent=0)] if survey.intro else []
    for _ in range(copies):
        compose(
            document,
            [Title(f"アンケート（{survey.get_phase_display()}）"),
             Para(survey.course.title, indent=0), *intro,
             Para(ANONYMOUS, indent=0), Gap(2), Grid(rows, label_width=16)],
        )  # fmt: skip


def _question(number: int, question: SurveyQuestion) -> list[Row]:
    """Return the words of a question above its answers: a label beside them would shrink."""
    several = "（いくつでも）" if question.kind == QuestionKind.MULTI else ""
    words = Text(f"{question.text}{several}")
    if question.kind == QuestionKind.TEXT:
        writing = Row("", Text("", lined=True), WRITING, grow=1)
        return [Row(str(number), words, 8), writing]
    answers: tuple[str, ...] = SCALE_LABELS
    if question.kind != QuestionKind.SCALE:
        answers = tuple(f"{n}　{choice}" for n, choice in enumerate(question.choices, start=1))
    return [Row(str(number), Stack((words, Checks(answers))), 15)]


def draw_receipt(document: Document, session: CourseSession, engagement: Engagement) -> None:
    """Add one receipt; an amount not agreed on stays to be written by hand."""
    course = session.course
    fee = getattr(engagement, "honorarium", None)
    amount = f"{fee.gross:,}円" if fee is not None else "　　　　　　　円"
    day = format_date(on_day(session.starts_at), weekday=True)
    topic = f"（{engagement.topic}）" if engagement.topic else ""
    rows = [
        Row("金額", Text(amount), 16),
        Row("内容", Text(f"{course.title}　第{session.n}回　講師謝金{topic}"), 16),
        Row("実施日", Text(day), 12),
        Row("住所", Text(""), 20),
        Row("氏名", Text(""), 16),
    ]
    compose(
        document,
        [
            Right(),
            Para(f"{course.organization.name} あて", indent=0),
            Title("領収書"),
            Para("次の金額を受け取りました。"),
            Gap(3),
            Grid(rows, label_width=34),
        ],
    )
