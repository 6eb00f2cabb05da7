"""What stands behind a cell: the rows that were counted, and by what their number is divided."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures import KNOWN, Figure
from reports.numbers import Quotient
from reports.queries.counting import count_one, people_rows
from reports.results import Divisor, Drill, shown_text

ONCE_EACH = "実人数：同じ人は、はじめの1件だけを表示しています。"


class NoRows(Exception):
    """No list of rows is shown: class B facts (rule B14), or a choice that cannot be."""


@dataclass(frozen=True)
class Divided:
    """A quotient in words and what stands below its line; `drill` leads to its rows."""

    how: Quotient
    text: str
    label: str
    below: str
    drill: Drill | None = None


@dataclass(frozen=True)
class Behind:
    """The rows of a drill, their figure, the words of what was chosen, and the quotient."""

    figure: Figure
    rows: QuerySet[Any]
    value: int | Decimal
    words: str = ""
    divided: Divided | None = None

    @property
    def text(self) -> str:
        """Return the number as its table shows it."""
        return number_text(self.value)


def number_text(value: int | Decimal) -> str:
    """Return a number as people read it: whole ones whole, others to one decimal."""
    return shown_text(value, Shown.DECIMAL if isinstance(value, Decimal) else Shown.INTEGER)


def behind(drill: Drill, ask: Ask) -> Behind:
    """Return what stands behind a cell. At most four queries before the rows are read.

    `ask` is the question of the drill: its years and programmes alone. NoRows where there is no
    list; KeyError for what is no figure or part.
    """
    found = _rows(drill, ask)
    if drill.over is None:
        return found
    return replace(found, divided=_divided(drill.over, drill, found.value, ask))


def _rows(drill: Drill, ask: Ask) -> Behind:
    figure = KNOWN[drill.figure]
    if drill.people:
        if not figure.person or figure.stock:
            raise NoRows
        rows = figure.sorted(people_rows(figure, ask))
        return Behind(figure, rows, rows.count(), ONCE_EACH)
    rows = figure.rows(ask)
    words = ""
    if drill.part:
        part = figure.part(drill.part)
        if part.secret:
            raise NoRows
        try:
            rows = part.chosen(rows, drill.choice)
        except ValueError as error:
            raise NoRows from error
        words = f"{part.label}：{part.words(drill.choice, figure.sorted(rows).first())}"
    if drill.years:
        rows = rows.annotate(its_year=figure.year_expression).filter(its_year__in=drill.years)
    if not drill.part and not drill.years:
        return Behind(figure, figure.sorted(rows), _measured(figure, rows, ask))
    return Behind(figure, figure.sorted(rows), _measured(figure, rows, None), words)


def _measured(figure: Figure, rows: QuerySet[Any], whole: Ask | None) -> int | Decimal:
    """Return the number of some rows; `whole` is the question when they are all of a figure."""
    if whole is not None and figure.every is not None:
        return count_one(figure, whole)
    found = rows.order_by().aggregate(n=figure.measure)["n"] or 0
    return found if isinstance(found, Decimal) else int(found)


def _divided(over: Divisor, drill: Drill, above: int | Decimal, ask: Ask) -> Divided:
    shown = Shown.PERCENT if over.how is Quotient.SHARE else Shown.DECIMAL
    if over.fixed:
        text = shown_text(over.how.of(int(above), over.fixed), shown)
        return Divided(over.how, text, "", f"{over.fixed:,}")
    below_drill = replace(
        drill, figure=over.figure, part=over.part, choice=over.choice, people=False, over=None
    )
    if over.how is Quotient.RATE:
        below_drill = replace(below_drill, year=ask.last_year, years=(), program=None)
        ask = ask.only(ask.last_year)
    below = _rows(below_drill, ask)
    text = shown_text(over.how.of(int(above), int(below.value)), shown)
    below_text = f"{below.text}{below.figure.unit}"
    return Divided(over.how, text, below.figure.label, below_text, below_drill)
