"""The summary of a survey as workbook: counts and shares, no person."""

from collections.abc import Iterator

from foundation.spreadsheets.sheets import Column, Sheet, Shown
from foundation.spreadsheets.workbooks import write_workbook
from trainings.models import SurveySheet
from trainings.queries.surveys import SurveySummary

NOTES = (
    "割合は回答者全員を100とし、小数第2位を四捨五入しています。合計が100にならないことがあります。",
    "複数回答の割合の合計は100を超えます。",
)


def _rows(summary: SurveySummary) -> Iterator[tuple[str, str, int, str]]:
    for number, one in enumerate(summary.questions, start=1):
        mean = f"（平均 {one.mean}）" if one.mean is not None else ""
        heading = f"{number} {one.question.text}{mean}"
        for line in one.lines:
            yield heading, line.label, line.count, "" if line.share is None else str(line.share)
            heading = ""
        yield heading, "無回答", one.blank, ""
    for change in summary.pairs:
        text = f"{change.name}（前後の比較、{change.pairs}組）"
        yield text, "受講前の平均", change.pairs, str(change.before)
        yield "", "受講後の平均", change.pairs, str(change.after)
        yield "", "高くなった人", change.better, ""
        yield "", "変わらない人", change.same, ""
        yield "", "低くなった人", change.worse, ""


def survey_workbook(summary: SurveySummary, sheets: list[SurveySheet]) -> bytes:
    """Write the summary, the single sheets in random order, and the free texts."""
    questions = [one.question for one in summary.questions]
    counted = Sheet(
        "集計",
        [Column("質問"), Column("答え"), Column("人数", Shown.INTEGER), Column("％・平均")],
        list(_rows(summary)),
        caption=str(summary.survey),
        notes=NOTES,
    )
    single = Sheet(
        "回答",
        [Column("経路"), Column("記号"), *(Column(question.text) for question in questions)],
        [
            [
                row.get_channel_display(),
                row.pair_code,
                *(_cell(row.answers.get(question.key)) for question in questions),
            ]
            for row in sheets
        ],
        notes=("どなたの回答かは分かりません。",),
    )
    return write_workbook([counted, single])


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)
