"""Tables with one line a fiscal year: figures beside each other, totals and distinct persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foundation.fiscal import fiscal_period
from foundation.programs.models import Program
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures import Figure
from reports.queries.counting import Counted, count
from reports.results import Block, Cell, Drill, Heading, Line

SUM_LABEL = "累計"
PEOPLE_LABEL = "実人数"
TOTAL_CAPTION = "全事業の合計"
NOTES = (
    "「累計」は各年度の数の合計です。「実人数」は、期間を通して同じ人を1人と数えた数です。",
    "年度末の時点の数（登録者数など）には、累計がありません。",
)


@dataclass(frozen=True)
class Group:
    """Figures that stand together under one heading."""

    label: str
    figures: tuple[Figure, ...]


def year_label(year: int, as_of: date) -> str:
    """Return the fiscal year; one that is still running says until when it was counted."""
    label = fiscal_year_label(year)
    period = fiscal_period(year)
    if as_of < period.valid_from:
        return f"{label}（これから）"
    if period.contains(as_of) and as_of != period.valid_through:
        return f"{label}（{as_of.month}月{as_of.day}日まで）"
    return label


def shown_programs(ask: Ask) -> list[Program]:
    """Return the programmes asked for, those that run first. One query."""
    programs = Program.objects.order_by("-is_active", "id")
    if ask.programs is not None:
        programs = programs.filter(pk__in=ask.programs)
    return list(programs)


def yearly_blocks(groups: Sequence[Group], ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme, and before them their total when there are several."""
    headings = tuple(
        Heading(figure.label, figure.unit, figure.definition, group.label)
        for group in groups
        for figure in group.figures
    )
    counted = [count(figure, ask) for group in groups for figure in group.figures]
    programs = shown_programs(ask)
    blocks = [
        Block(program.name, "年度", headings, _lines(counted, ask, program.pk))
        for program in programs
    ]
    if len(programs) > 1:
        blocks.insert(0, Block(TOTAL_CAPTION, "年度", headings, _lines(counted, ask, None)))
    return tuple(blocks)


def _lines(counted: Sequence[Counted], ask: Ask, program: int | None) -> tuple[Line, ...]:
    lines = [
        Line(
            year_label(year, ask.as_of),
            tuple(_cell(one, one.value(program, year), program, year) for one in counted),
        )
        for year in ask.years
    ]
    if len(ask.years) > 1:
        sums = tuple(_cell(one, one.value(program, None), program, None) for one in counted)
        lines.append(Line(SUM_LABEL, sums, total=True))
        people = tuple(Cell(one.persons(program)) for one in counted)
        lines.append(Line(PEOPLE_LABEL, people, total=True))
    return tuple(lines)


def _cell(counted: Counted, value: int | None, program: int | None, year: int | None) -> Cell:
    if value is None:
        return Cell(None)
    return Cell(value, Drill(counted.figure.code, year, program))
