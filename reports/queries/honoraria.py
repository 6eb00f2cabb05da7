"""The calendar-year lines of fees, and payees, tax and net of whole payments."""

from collections.abc import Sequence
from datetime import date

from reports.asking import Ask
from reports.figures.fees import CALENDAR_FEES, FEES
from reports.queries.counting import count
from reports.queries.yearly import TOTAL_CAPTION, shown_programs, year_label
from reports.results import Block, Cell, Drill, Heading, Line
from trainings.queries.honoraria import PayeeTotal, totals

CALENDAR = "暦年（1月～12月）"
PAID = (
    Heading("支払先", "人", "支払いのあった講師（個人・法人）の数。"),
    Heading(
        "支払額",
        "円",
        "期間の中に支払った謝金と交通費の合計（税引き前）。",
        term="組織全体の支払額",
    ),
    Heading("源泉徴収税額", "円", "支払いのときに源泉徴収した所得税と復興特別所得税の合計。"),
    Heading("差引支払額", "円", "支払額から源泉徴収税額を引いた額。"),
    Heading("5万円を超える個人", "人", "その年の支払額が5万円を超える個人の講師の数。"),
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
            f"{year}年",
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
    """Return payees, gross, tax and net of the whole organization; nothing when limited."""
    if ask.programs is not None:
        return ()
    fiscal = tuple(
        Line(
            year_label(one.first_year, ask.as_of),
            _cells(totals(one.first_day, one.last_day), Drill(FEES.code, one.first_year)),
        )
        for one in ask.year_by_year()
    )
    calendar = tuple(
        Line(
            f"{year}年",
            _cells(
                totals(date(year, 1, 1), min(date(year, 12, 31), ask.as_of)),
                Drill(CALENDAR_FEES.code, year),
            ),
        )
        for year in ask.years
    )
    return (
        Block(f"{TOTAL_CAPTION}（年度）", "年度", PAID[:-1], tuple(
            Line(line.label, line.cells[:-1]) for line in fiscal
        )),
        Block(f"{TOTAL_CAPTION}（暦年）", "暦年", PAID, calendar),
    )  # fmt: skip


def _cells(paid: Sequence[PayeeTotal], drill: Drill) -> tuple[Cell, ...]:
    """Return the cells; what was paid in all leads to the fees it was made of."""
    return (
        Cell(len(paid)),
        Cell(sum(one.gross for one in paid), drill),
        Cell(sum(one.tax for one in paid)),
        Cell(sum(one.net for one in paid)),
        Cell(sum(one.needs_report for one in paid)),
    )
