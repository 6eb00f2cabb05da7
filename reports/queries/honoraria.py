"""The calendar-year lines of fees, and payees, tax and net of whole payments."""

from collections.abc import Sequence

from foundation.wareki import format_year
from reports.asking import Ask
from reports.figures import Figure
from reports.figures.fees import CALENDAR_FEES, FEES
from reports.figures.payments import (
    CALENDAR_NET,
    CALENDAR_PAYEES,
    CALENDAR_TAX,
    NET,
    PAYEES,
    TAX,
    TO_REPORT,
)
from reports.queries.counting import count, tally
from reports.queries.yearly import TOTAL_CAPTION, shown_programs, year_label
from reports.results import Block, Cell, Drill, Heading, Line

CALENDAR = "暦年（1月～12月）"
GROSS = Heading(
    "支払額",
    "円",
    "期間の中に支払った謝金と交通費の合計（税引き前）。",
    term="組織全体の支払額",
)
PAID = tuple(
    one if isinstance(one, Heading) else Heading(one.label, one.unit, one.definition)
    for one in (PAYEES, GROSS, TAX, NET, TO_REPORT)
)


def calendar_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return the fees of each calendar year: one block, a line a year, a column a programme."""
    programs = shown_programs(ask)
    counted = count(CALENDAR_FEES, ask)
    headings = tuple(
        Heading(one.name, "円", CALENDAR_FEES.definition, term=CALENDAR_FEES.label)
        for one in programs
    )
    lines = [
        Line(
            format_year(year),
            tuple(
                Cell(
                    counted.values.get((one.pk, year), 0),
                    Drill(CALENDAR_FEES.code, year, one.pk),
                )
                for one in programs
            ),
        )
        for year in ask.years
    ]
    return (Block(CALENDAR, "暦年", headings, tuple(lines)),) if programs else ()


def payment_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return payees, gross, tax and net of the whole organization; nothing when limited.

    One query a figure.
    """
    if ask.programs is not None:
        return ()
    begun = [(year_label(one.first_year, ask.as_of), one.first_year) for one in ask.year_by_year()]
    years = [(format_year(year), year) for year in ask.years]
    return (
        _block("年度", PAID[:-1], (PAYEES, FEES, TAX, NET), begun, ask),
        _block(
            "暦年",
            PAID,
            (CALENDAR_PAYEES, CALENDAR_FEES, CALENDAR_TAX, CALENDAR_NET, TO_REPORT),
            years,
            ask,
        ),
    )


def _block(
    corner: str,
    headings: tuple[Heading, ...],
    figures: Sequence[Figure],
    years: Sequence[tuple[str, int]],
    ask: Ask,
) -> Block:
    counted = [tally(one, ask, of_its_year=one.year_expression) for one in figures]
    lines = tuple(
        Line(
            label,
            tuple(
                Cell(numbers[(year,)], Drill(figure.code, year))
                for figure, numbers in zip(figures, counted, strict=True)
            ),
        )
        for label, year in years
    )
    return Block(f"{TOTAL_CAPTION}（{corner}）", corner, headings, lines)
