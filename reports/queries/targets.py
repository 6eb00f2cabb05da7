"""Targets beside what was reached: the same counts as in the tables, divided half up."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from foundation.spreadsheets import Shown
from reports.asking import Ask, program_q, year_q
from reports.figures import FIGURES, TARGETS, Figure
from reports.models import Target
from reports.numbers import Quotient, share
from reports.queries.counting import Counted, count_together
from reports.queries.yearly import SUM_LABEL, shown_programs, year_label
from reports.results import Block, Cell, Divisor, Drill, Heading, Line

CAPTION = "目標との比較"
TARGET, REACHED, SHARE = "目標値", "実績", "達成率"
REACHED_MEANS = "その年度の数。上の表の同じ項目と同じ数え方です。"
SUM_NOTE = "「目標との比較」の累計は、目標値のある年度だけの合計です。"

Blocks = tuple[Block, ...]
Goals = dict[str, dict[int, int]]
"""By code of the figure: fiscal year to number."""


def goals_by_program(ask: Ask) -> dict[int, Goals]:
    """Return the targets asked for, of figures that still exist. One query."""
    found: dict[int, Goals] = defaultdict(dict)
    rows = Target.objects.filter(program_q(ask), year_q(ask, "fiscal_year"))
    for program, code, year, value in rows.values_list("program", "figure", "fiscal_year", "value"):
        if code in FIGURES:
            found[program].setdefault(code, {})[year] = value
    return found


def target_blocks(ask: Ask, figures: Collection[Figure] = tuple(FIGURES.values())) -> Blocks:
    """Return for each programme with targets a block: target, reached, share, by year.

    Only targets of `figures` are compared.
    """
    codes = {figure.code for figure in figures}
    goals = {
        program: kept
        for program, found in goals_by_program(ask).items()
        if (kept := {code: years for code, years in found.items() if code in codes})
    }
    if not goals:
        return ()
    codes = {code for of_program in goals.values() for code in of_program}
    counts = count_together([FIGURES[code] for code in sorted(codes)], ask)
    return tuple(
        _block(program.pk, program.name, goals[program.pk], counts, ask)
        for program in shown_programs(ask)
        if program.pk in goals
    )


def _block(program: int, name: str, goals: Goals, counts: dict[str, Counted], ask: Ask) -> Block:
    figures = [figure for code, figure in FIGURES.items() if code in goals]
    lines = [
        Line(
            year_label(year, ask.as_of),
            tuple(
                cell
                for figure in figures
                for cell in _cells(goals[figure.code].get(year), counts[figure.code], program, year)
            ),
        )
        for year in ask.years
    ]
    if len(ask.years) > 1:
        sums = tuple(
            cell
            for figure in figures
            for cell in _sums(goals[figure.code], counts[figure.code], program, ask)
        )
        lines.append(Line(SUM_LABEL, sums, total=True))
    headings = tuple(heading for figure in figures for heading in _headings(figure))
    return Block(f"{CAPTION}：{name}", "年度", headings, tuple(lines))


def _headings(figure: Figure) -> tuple[Heading, ...]:
    label, unit = figure.label, figure.unit
    return (
        Heading(TARGET, unit, "その年度について決めた目標の数。", label),
        Heading(REACHED, unit, REACHED_MEANS, label),
        Heading(
            SHARE, "", "実績を目標値で割った割合（小数第2位を四捨五入）。", label, Shown.PERCENT
        ),
    )


def _cells(goal: int | None, counted: Counted, program: int, year: int) -> tuple[Cell, ...]:
    drill = Drill(counted.figure.code, year, program)
    return _compared(goal, counted.value(program, year), drill)


def _sums(goals: dict[int, int], counted: Counted, program: int, ask: Ask) -> tuple[Cell, ...]:
    """Return sums over the years that have a target; a stock has none."""
    if counted.figure.stock:
        return (Cell(None),) * 3
    goal = sum(goals.values())
    value = sum(counted.value(program, year) or 0 for year in goals)
    whole = all(year in goals for year in ask.years)
    years = () if whole else tuple(sorted(goals))
    return _compared(goal, value, Drill(counted.figure.code, None, program, years=years))


def _compared(goal: int | None, value: int | None, drill: Drill) -> tuple[Cell, ...]:
    """Return target, reached and share with what stands behind each."""
    part = TARGETS.parts[0].code
    aim = replace(drill, figure=TARGETS.code, part=part, choice=drill.figure)
    over = Divisor(Quotient.SHARE, TARGETS.code, part, drill.figure)
    reached = share(value, goal)
    return (
        Cell(goal, None if goal is None else aim),
        Cell(value, None if value is None else drill),
        Cell(reached, None if reached is None else replace(drill, over=over)),
    )
