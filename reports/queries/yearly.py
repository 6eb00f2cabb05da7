"""Tables with one line a fiscal year: figures beside each other, totals and distinct persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from foundation.fiscal import fiscal_period
from foundation.programs.models import Program
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures import Figure
from reports.numbers import Quotient
from reports.queries.counting import Counted, count_together
from reports.results import Block, Cell, Divisor, Drill, Heading, Line

SUM_LABEL = "累計"
PEOPLE_LABEL = "実人数"
TOTAL_CAPTION = "全事業の合計"
NOTES = (
    "「累計」は各年度の数の合計です。「実人数」は、期間を通して同じ人を1人と数えた数です。",
    "年度末の時点の数（登録者数など）には、累計がありません。",
)


@dataclass(frozen=True)
class Ratio:
    """A figure divided by another, or by a fixed number: a share in percent or a mean."""

    label: str
    numerator: Figure
    denominator: Figure | int
    definition: str
    shown: Shown = Shown.PERCENT
    unit: str = ""

    def value(self, counts: "Counts", program: int | None, year: int | None) -> Cell:
        """Return the cell; its rows are those of the numerator."""
        above = counts[self.numerator.code].value(program, year)
        how = Quotient.SHARE if self.shown is Shown.PERCENT else Quotient.MEAN
        below: int | None
        if isinstance(self.denominator, int):
            below, over = self.denominator, Divisor(how, fixed=self.denominator)
        else:
            below = counts[self.denominator.code].value(program, year)
            over = Divisor(how, self.denominator.code)
        value = how.of(above, below)
        drill = Drill(self.numerator.code, year, program, over=over)
        return Cell(value, None if value is None else drill)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures it is computed from."""
        return (
            (self.numerator,)
            if isinstance(self.denominator, int)
            else (self.numerator, self.denominator)
        )


Column: TypeAlias = Figure | Ratio
Counts: TypeAlias = dict[str, Counted]


@dataclass(frozen=True)
class Group:
    """Columns that stand together under one heading."""

    label: str
    columns: tuple[Column, ...]


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


def count_all(columns: Sequence[Column], ask: Ask) -> Counts:
    """Count every figure the columns need once."""
    needed: dict[str, Figure] = {}
    for column in columns:
        for figure in (column,) if isinstance(column, Figure) else column.figures:
            needed[figure.code] = figure
    return count_together(list(needed.values()), ask)


def yearly_blocks(groups: Sequence[Group], ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme, and before them their total when there are several."""
    columns = [column for group in groups for column in group.columns]
    headings = tuple(_heading(column, group.label) for group in groups for column in group.columns)
    counts = count_all(columns, ask)
    programs = shown_programs(ask)
    blocks = [
        Block(program.name, "年度", headings, _lines(columns, counts, ask, program.pk))
        for program in programs
    ]
    if len(programs) > 1:
        total = Block(TOTAL_CAPTION, "年度", headings, _lines(columns, counts, ask, None))
        blocks.insert(0, total)
    return tuple(blocks)


def _heading(column: Column, group: str) -> Heading:
    shown = Shown.INTEGER if isinstance(column, Figure) else column.shown
    return Heading(column.label, column.unit, column.definition, group, shown)


def _lines(
    columns: Sequence[Column], counts: Counts, ask: Ask, program: int | None
) -> tuple[Line, ...]:
    def cells(year: int | None) -> tuple[Cell, ...]:
        return tuple(_cell(column, counts, program, year) for column in columns)

    lines = [Line(year_label(year, ask.as_of), cells(year)) for year in ask.years]
    if len(ask.years) > 1:
        lines.append(Line(SUM_LABEL, cells(None), total=True))
        if any(isinstance(column, Figure) and column.person for column in columns):
            people = tuple(_people(column, counts, program) for column in columns)
            lines.append(Line(PEOPLE_LABEL, people, total=True))
    return tuple(lines)


def _cell(column: Column, counts: Counts, program: int | None, year: int | None) -> Cell:
    if isinstance(column, Ratio):
        return column.value(counts, program, year)
    value = counts[column.code].value(program, year)
    return Cell(None) if value is None else Cell(value, Drill(column.code, year, program))


def _people(column: Column, counts: Counts, program: int | None) -> Cell:
    number = counts[column.code].persons(program) if isinstance(column, Figure) else None
    if number is None or not isinstance(column, Figure):
        return Cell(None)
    return Cell(number, Drill(column.code, None, program, people=True))
