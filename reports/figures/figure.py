"""What a figure is: its words, the rows it counts, and who may see those rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, Count, F, Min, Q, QuerySet
from django.db.models.expressions import Combinable

from foundation.among import IsAmong
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label, format_year
from reports.asking import Ask

Rows = Callable[[Ask], QuerySet[Any]]


def first_of_each(rows: QuerySet[Any], *parts: str) -> QuerySet[Any]:
    """Return one row for each combination of `parts`, the one entered first.

    Grouping reads the rows once; asking each row whether an earlier one exists can take the
    database a time that grows with the square of the rows. As an array the first rows are worked
    out once, whatever the planner believes of their number; `IN` is asked again for each row on
    tables without statistics.
    """
    firsts = rows.order_by().values(*parts).annotate(first_pk=Min("pk")).values("first_pk")
    return rows.filter(IsAmong(F("pk"), ArraySubquery(firsts)))


@dataclass(frozen=True)
class Listed:
    """One column of the list behind a figure: a heading and what stands there for a row."""

    heading: str
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Part:
    """A way to divide the rows of a figure, such as by channel: a column and its choices.

    `mark` works the choice out as `of_choice` where it is no column. Without `choices` those that
    are found are shown, in the words of `names`; `named` reads the words of a choice from one of
    its rows. A `secret` part holds class B facts (rule B14): no list of rows is ever shown for it.
    A part by `key` divides by the id of another record, such as the session; with an empty
    `no_answer` every row has a choice.
    """

    code: str
    label: str
    path: str
    choices: tuple[tuple[str, str], ...] = ()
    secret: bool = False
    key: bool = False
    no_answer: str = "無回答"
    mark: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    names: Callable[[Iterable[str]], Mapping[str, str]] | None = None
    named: Callable[[Any], str] | None = None

    def marked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with their choice as `of_choice`."""
        return self.mark(rows) if self.mark else rows.annotate(of_choice=F(self.path))

    def chosen(self, rows: QuerySet[Any], choice: str) -> QuerySet[Any]:
        """Return the rows of one choice; '' stands for what was not answered.

        ValueError where a part by key is asked for anything but an id.
        """
        marked = self.marked(rows)
        if self.key:
            return marked.filter(of_choice=int(choice))
        if choice == "":
            return marked.filter(Q(of_choice="") | Q(of_choice__isnull=True))
        return marked.filter(of_choice=choice)

    def words(self, choice: str, row: Any) -> str:
        """Return a choice in words; `row` is one of its rows, or None where there is none."""
        if choice == "" and not self.key:
            return self.no_answer
        if self.named is not None:
            return self.named(row) if row is not None else ""
        known = dict(self.choices) or (self.names((choice,)) if self.names else {})
        return known.get(choice, choice)


@dataclass(frozen=True)
class Family:
    """Stocks that divide the same rows, counted together: what costs is finding `by` of each row.

    `code_of` says to which of the figures a value of `by` belongs.
    """

    rows: Rows
    by: str
    code_of: Callable[[Any], str]


@dataclass(frozen=True)
class Figure:
    """One figure. `rows` is the single place that says what is counted.

    The value is `measure` over those rows, the number of rows unless said otherwise; the list
    behind the figure shows the same rows, so both always agree. A `stock` figure is true on one
    day (the last day asked for) instead of adding up over the days of a year. Small counts of a
    `guarded` figure, its total among them, are hidden from everybody who may not see its rows, and
    no return offers it.

    Where `rows` are the first of `each` combination among the rows of `every`, numbers are counted
    there without looking for the first ones: how many different values of the last of `each` there
    are within the others, which nothing but programme, year and organization may divide further.

    The definition ends with the rule it follows, where a written one says so.

    `program` is empty where rows belong to the organization as a whole. The years of a `calendar`
    figure begin in January.
    """

    code: str
    label: str
    unit: str
    definition: str
    rows: Rows
    see_rows: Permission
    listed: tuple[Listed, ...]
    program: str = "program_id"
    year: str | Combinable = "fiscal_year"
    calendar: bool = False
    person: str = ""
    measure: Aggregate = field(default_factory=lambda: Count("pk"))
    every: Rows | None = None
    each: tuple[str, ...] = ()
    stock: bool = False
    family: Family | None = None
    guarded: bool = False
    parts: tuple[Part, ...] = ()
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    page: str = ""  # admin:<app>_<model>_change of `page_id`
    page_id: str = "pk"
    personal: str = ""  # label of the model whose data the list shows, for the access log

    def listing(self, ask: Ask) -> QuerySet[Any]:
        """Return the rows in the order and with the relations the list needs."""
        return self.sorted(self.rows(ask))

    def sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return some of the rows as the list needs them."""
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.order_by(*self.order, "pk") if self.order else rows.order_by("pk")

    @property
    def year_expression(self) -> Combinable:
        """Return the fiscal year of a row as an expression."""
        return F(self.year) if isinstance(self.year, str) else self.year

    def year_in_words(self, year: int) -> str:
        """Return one of its years for people."""
        return format_year(year) if self.calendar else fiscal_year_label(year)

    def part(self, code: str) -> Part:
        """Return one of the parts; KeyError when there is none of that name."""
        return {part.code: part for part in self.parts}[code]
