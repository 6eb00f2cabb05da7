"""The summary of a survey as PDF: a bar for each answer, with its number and share beside it."""

from dataclasses import dataclass
from datetime import datetime

from foundation.pdf.blocks import Para, Right, Title
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document, Page
from foundation.pdf.flow import Block, Piece, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture, printed
from foundation.pdf.lines import block_height, wrap_snug
from foundation.pdf.style import HAIR, Box, Ink, Style
from trainings.queries.surveys import SurveySummary
from trainings.rules.survey import OptionLine, PairSummary, QuestionSummary

HEADING = Style("gothic", 10.5, bold=True, leading=1.4)
ANSWER = Style("gothic", 9)
NUMBER = Style("gothic", 9, align="right")
SMALL = Style("gothic", 8, leading=1.4)
BAR = Ink(0.16, 0.35, 0.68)
LINE, LABEL, COUNT, SHARE = 6.0, 62.0, 16.0, 18.0
NOTES = (
    "割合は回答者全員を100とし、小数第2位を四捨五入しています。合計が100にならないことがあります。"
    "複数回答の割合の合計は100を超えます。"
)


@dataclass(frozen=True)
class Answers:
    """One question: its words, then a line with a bar for each answer."""

    number: int
    summary: QuestionSummary

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """Lay the question out; its words stay with the first answer."""
        one = self.summary
        mean = f"（平均 {one.mean}、回答 {one.answered}人）" if one.mean is not None else ""
        style, lines = wrap_snug(f"{self.number}　{one.question.text}{mean}", HEADING, width)
        height = block_height(len(lines), style)

        def paint(page: Page, box: Box) -> None:
            page.draw_lines(box, lines, style)

        rows = [*one.lines, OptionLine("無回答", one.blank, None)]
        heading = Piece(height + 1, paint, before=5, keep=True)
        return [heading, *(_bar(row, last=row is rows[-1]) for row in rows)]


def _bar(line: OptionLine, *, last: bool) -> Piece:
    def paint(page: Page, box: Box) -> None:
        page.text_fit(box.x + 4, box.y + 1.2, LABEL - 6, line.label, ANSWER)
        page.text_fit(box.x + LABEL, box.y + 1.2, COUNT, f"{line.count}人", NUMBER)
        if line.share is None:
            return
        page.text_fit(box.x + LABEL + COUNT, box.y + 1.2, SHARE, f"{line.share}％", NUMBER)
        left = box.x + LABEL + COUNT + SHARE + 4
        room = box.right - left
        page.rect(Box(left, box.y + 0.9, room, LINE - 2.2), HAIR)
        if line.count:
            part = room * float(line.share) / 100
            page.rect(Box(left, box.y + 0.9, part, LINE - 2.2), None, BAR)

    return Piece(LINE, paint, keep=not last)


def survey_pdf(summary: SurveySummary, office: str, created: datetime) -> bytes:
    """Draw the summary: every question, then the pairs of before and after."""
    document = Document(
        About("アンケート集計", created, author=office),
        furniture=Furniture(page_numbers=True, printed_by=printed(office, created)),
    )
    counts = f"回答 {summary.sheets}人（うち紙 {summary.on_paper}人）"
    questions: list[Block] = [
        Answers(number, one) for number, one in enumerate(summary.questions, start=1)
    ]
    pairs: list[Block] = []
    if summary.pairs:
        pairs = [
            Para("受講前と受講後の比較（同じ記号の回答）", HEADING, indent=0, before=6),
            Grid([_pair(one) for one in summary.pairs], label_width=70),
        ]
    compose(
        document,
        [
            Title("アンケート集計"),
            Para(str(summary.survey), HEADING, indent=0),
            Right(counts, SMALL.but(size=9)),
            *questions,
            *pairs,
            Para(NOTES, SMALL, indent=0, before=5),
        ],
    )
    return document.finish()


def _pair(one: PairSummary) -> Row:
    words = (
        f"平均 {one.before} → {one.after}（差 {one.change:+}、{one.pairs}組）\n"
        f"高くなった {one.better}人、変わらない {one.same}人、低くなった {one.worse}人"
    )
    return Row(one.name, Text(words), height=13)
