"""From a computed table to its charts: the same cells, so a chart never says another number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from foundation.clock import local
from foundation.wareki import era_of
from reports.charts.chart import Chart, Kind, Number, Series
from reports.figures import Part
from reports.masking import MASK
from reports.queries.targets import CAPTION as COMPARED
from reports.queries.targets import TARGET
from reports.results import Block, Line, Result, Value, shown_text

MOST_SERIES = 6
MOST_SESSIONS = 20
OTHERS = "その他の事業"


@dataclass(frozen=True)
class Pick:
    """One chart of the columns of a block: title, how it is drawn, which columns."""

    code: str
    title: str
    kind: Kind
    columns: tuple[str, ...]


def chart_of(block: Block, pick: Pick) -> Chart:
    """Return a chart of some columns of a block; one series a column, a category a line."""
    lines = lines_of(block)
    places = [_place(block, label) for label in pick.columns]
    return Chart(
        code=pick.code,
        kind=pick.kind,
        title=pick.title,
        unit=block.headings[places[0]].unit,
        corner=block.corner,
        categories=tuple(line.label for line in lines),
        series=tuple(_series(block, lines, place) for place in places),
    )


def main_charts(result: Result, picks: Sequence[Pick]) -> tuple[Chart, ...]:
    """Return charts of the first block: the total, or the only programme. None without blocks."""
    return tuple(chart_of(result.blocks[0], pick) for pick in picks) if result.blocks else ()


def by_program(result: Result, pick: Pick) -> tuple[Chart, ...]:
    """Return one column divided by programme, stacked; of one programme as plain bars."""
    programs = [one for one in result.blocks[1:] if one.headings == result.blocks[0].headings]
    if not programs:
        return main_charts(result, (pick,))
    label = pick.columns[0]
    series = [
        replace(_series(one, lines_of(one), _place(one, label)), label=one.caption)
        for one in programs
    ]
    chart = chart_of(result.blocks[0], pick)
    stacked = Kind.STACKED if pick.kind is Kind.BAR else pick.kind
    return (replace(chart, kind=stacked, series=tuple(_folded(series))),)


def with_goals(chart: Chart, result: Result) -> Chart:
    """Return plain bars of one programme with the targets of their figure as marks."""
    compared = [block for block in result.blocks if block.caption.startswith(COMPARED)]
    if chart.kind is not Kind.BAR or len(chart.series) != 1 or len(compared) != 1:
        return chart
    series = chart.series[0]
    places = [
        number
        for number, heading in enumerate(compared[0].headings)
        if (heading.group, heading.label) == (series.label, TARGET)
    ]
    if not places:
        return chart
    goals = tuple(number_of(line.cells[places[0]].value) for line in lines_of(compared[0]))
    return replace(chart, series=(replace(series, goals=goals),))


def people_chart(block: Block, code: str) -> Chart:
    """Return the pyramid of a block with both sexes, else a bar for each age band."""
    labels = [heading.label for heading in block.headings]
    if len(labels) > 1:
        return chart_of(block, Pick(code, block.caption, Kind.PYRAMID, tuple(labels[:2])))
    return chart_of(block, Pick(code, block.caption, Kind.ACROSS, tuple(labels)))


def parts_chart(block: Block, code: str) -> Chart:
    """Return how the last year of a composition divides: counts, with their shares as texts."""
    lines = lines_of(block)
    counts, shares = len(block.headings) - 2, len(block.headings) - 1
    heading = block.headings[counts]
    found, parts = _series(block, lines, counts), _series(block, lines, shares)
    texts = tuple(
        number if number == MASK else f"{number}（{part}）"
        for number, part in zip(found.texts, parts.texts, strict=True)
    )
    return Chart(
        code,
        Kind.ACROSS,
        f"{block.caption}　{heading.group}",
        heading.unit,
        block.corner,
        tuple(line.label for line in lines),
        (Series(heading.label, found.values, texts),),
    )


def first_parts(result: Result, parts: Sequence[Part]) -> tuple[Chart, ...]:
    """Return a chart for the first block of each part: the total, or the only programme."""
    first = {block.corner: block for block in reversed(result.blocks)}
    return tuple(parts_chart(first[part.label], part.code) for part in parts if part.label in first)


def sessions_chart(block: Block, code: str) -> Chart:
    """Return who came to the last sessions, observers on top."""
    lines = lines_of(block)[-MOST_SESSIONS:]
    starts = [line.cells[_place(block, "日時")].value for line in lines]
    came = tuple(_series(block, lines, _place(block, label)) for label in ("出席", "聴講"))
    left_out = len(lines_of(block)) - len(lines)
    return Chart(
        code,
        Kind.STACKED,
        f"{block.caption}：出席と聴講",
        "人",
        "開催日",
        _days([local(one).date() for one in starts if isinstance(one, datetime)]),
        came,
        f"新しい{MOST_SESSIONS}回を表示しています。" if left_out else "",
    )


def _days(days: Sequence[date]) -> tuple[str, ...]:
    """Return days as 10/19, the first of each year with its year of the era: 1/4（R7）."""
    found = []
    for number, day in enumerate(days):
        year = era_of(day)
        new = number == 0 or days[number - 1].year != day.year
        found.append(f"{day:%-m/%-d}" + (f"（{year.short}）" if new and year else ""))
    return tuple(found)


def lines_of(block: Block) -> list[Line]:
    """Return the lines that are no totals."""
    return [line for line in block.lines if not line.total]


def number_of(value: Value) -> Number:
    """Return a value as a number; None for what is masked or does not apply."""
    return value if isinstance(value, int | Decimal) else None


def _place(block: Block, label: str) -> int:
    return [heading.label for heading in block.headings].index(label)


def _series(block: Block, lines: Sequence[Line], place: int) -> Series:
    heading = block.headings[place]
    cells = [line.cells[place] for line in lines]
    return Series(
        heading.label,
        tuple(number_of(cell.value) for cell in cells),
        tuple(shown_text(cell.value, heading.shown) for cell in cells),
    )


def _folded(series: list[Series]) -> list[Series]:
    """Return at most as many series as can be told apart; the last adds up the rest."""
    if len(series) <= MOST_SERIES:
        return series
    rest = series[MOST_SERIES - 1 :]
    columns = zip(*(one.values for one in rest), strict=True)
    sums = tuple(sum(number or 0 for number in column) for column in columns)
    return [
        *series[: MOST_SERIES - 1],
        Series(OTHERS, sums, tuple(f"{number:,}" for number in sums)),
    ]
