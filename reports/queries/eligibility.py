"""The column 対象 of yearly tables: for whom the courses of a line were announced."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures.trainings import held_courses
from reports.queries.yearly import TOTAL_CAPTION, shown_programs
from reports.results import Block, Cell, Heading, Line

ELIGIBILITY = Heading(
    "対象",
    definition="実施した研修の「対象者」のはじめの1行。同じ言葉は1回だけ並べます。",
    shown=Shown.TEXT,
)

Words = dict[tuple[int, int], list[str]]
"""By programme and fiscal year, in the order of the courses."""


def with_eligibility(blocks: Sequence[Block], ask: Ask) -> tuple[Block, ...]:
    """Return yearly blocks with the column 対象 at their end. Two queries."""
    words = _words(ask)
    programs = [one.pk for one in shown_programs(ask)]
    of_blocks = [
        programs if block.caption == TOTAL_CAPTION and len(blocks) > 1 else [programs[number]]
        for number, block in enumerate(blocks, start=len(programs) - len(blocks))
    ]
    return tuple(
        replace(
            block,
            headings=(*block.headings, ELIGIBILITY),
            lines=_lines(block.lines, words, of_block, ask),
        )
        for block, of_block in zip(blocks, of_blocks, strict=True)
    )


def _words(ask: Ask) -> Words:
    found: Words = defaultdict(list)
    rows = held_courses(ask).order_by("starts_at", "pk")
    for program, year, text in rows.values_list("program", "fiscal_year", "eligibility"):
        first = text.strip().split("\n")[0].strip()
        if first and first not in found[program, year or 0]:
            found[program, year or 0].append(first)
    return found


def _lines(
    lines: Sequence[Line], words: Words, programs: Sequence[int], ask: Ask
) -> tuple[Line, ...]:
    years = iter(ask.years)
    return tuple(
        replace(
            line,
            cells=(*line.cells, Cell("" if line.total else _text(words, programs, next(years)))),
        )
        for line in lines
    )


def _text(words: Words, programs: Sequence[int], year: int) -> str:
    parts = [text for program in programs for text in words.get((program, year), ())]
    return "、".join(dict.fromkeys(parts))
