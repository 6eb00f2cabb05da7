"""A computed table: one form for the page, the workbook, the PDF and a frozen return."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from foundation.spreadsheets import Shown
from foundation.wareki import format_moment
from reports.numbers import Quotient

Value: TypeAlias = int | Decimal | str | date | None

WORDS = (Shown.TEXT, Shown.MIXED, Shown.MOMENT)
"""Columns whose values are read, not compared: they stand to the left and get room by length."""
NOTHING = "－"
"""Stands where a figure does not apply; a counted nothing is 0 (D-11)."""


@dataclass(frozen=True)
class Divisor:
    """By what the figure behind a cell is divided: another figure, or a fixed number.

    A rate divides by the figure of the last year, whatever years stand above the line.
    """

    how: Quotient
    figure: str = ""
    part: str = ""
    choice: str = ""
    fixed: int = 0


@dataclass(frozen=True)
class Drill:
    """Which rows stand behind a cell: a figure, one year and programme or all that were asked.

    `years` holds several years, not all. With `people` one row for each person among them. A
    share, mean or rate opens the rows above the line; `over` says what stands below it.
    """

    figure: str
    year: int | None = None
    program: int | None = None
    part: str = ""
    choice: str = ""
    people: bool = False
    years: tuple[int, ...] = ()
    over: Divisor | None = None


@dataclass(frozen=True)
class Cell:
    """One value; `drill` leads to its rows.

    A `secret` one counts class B facts, of which no list of rows is shown to anybody (rule B14).
    """

    value: Value
    drill: Drill | None = None
    secret: bool = False


def halves(label: str) -> tuple[str, str]:
    """Return the words of a heading in two parts: at a blank, before a bracket, or by length."""
    first, blank, second = label.partition("　")
    if blank:
        return first, second
    first, bracket, second = label.partition("（")
    if first and bracket:
        return first, bracket + second
    half = (len(label) + 1) // 2 if len(label) > 3 else len(label)
    return label[:half], label[half:]


@dataclass(frozen=True)
class Heading:
    """One column: its words, its unit, what it counts, and how its values are shown.

    `term` is what the definition defines where the label alone does not say it, as for a year.
    """

    label: str
    unit: str = ""
    definition: str = ""
    group: str = ""
    shown: Shown = Shown.INTEGER
    term: str = ""

    @property
    def defined(self) -> str:
        """Return the words that stand before the definition."""
        return self.term or self.label

    @property
    def halves(self) -> tuple[str, str]:
        """Return the label in two parts where a narrow column may break it."""
        return halves(self.label)


@dataclass(frozen=True)
class Line:
    """One row: a label and a cell for each heading; a `total` is set apart.

    `term` is what the definitions define where figures stand below each other.
    """

    label: str
    cells: tuple[Cell, ...]
    total: bool = False
    term: str = ""


@dataclass(frozen=True)
class Block:
    """One table of a result."""

    caption: str
    corner: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]

    def named(self, heading: Heading) -> str:
        """Return a heading's words for a single row of headings: its group where it needs one."""
        alike = sum(1 for other in self.headings if other.label == heading.label)
        return f"{heading.group}　{heading.label}" if alike > 1 else heading.label


@dataclass(frozen=True)
class Result:
    """A whole report: its blocks, what every figure means, and as of which day."""

    code: str
    title: str
    version: int
    as_of: date
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    worded: tuple[tuple[str, str], ...] = ()

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """Return term and definition of every heading once, in order.

        `worded` stands before them: definitions of lines, where figures stand below each other.
        """
        if self.worded:
            return self.worded
        found = {
            heading.defined: heading.definition
            for block in self.blocks
            for heading in block.headings
            if heading.definition
        }
        return tuple(found.items())

    def place_of_line(self, line: Line) -> int | None:
        """Return where among the definitions the one of a line stands; None without one."""
        terms = [term for term, _ in self.worded]
        return terms.index(line.term) if line.term in terms else None

    def place_of(self, heading: Heading) -> int | None:
        """Return where among the definitions the one of a heading stands; None without one."""
        known = self.definitions
        if (heading.defined, heading.definition) in known:
            return known.index((heading.defined, heading.definition))
        texts = [text for _, text in known]
        return texts.index(heading.definition) if heading.definition in texts else None


def shown_text(value: Value, shown: Shown) -> str:
    """Return a value as people read it on a page and on paper."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return format_moment(value, weekday=True)
    if shown is Shown.PERCENT and isinstance(value, Decimal):
        return f"{value * 100:.1f}%"
    if shown is Shown.DECIMAL and not isinstance(value, date):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)
