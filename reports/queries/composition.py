"""Compositions: how a figure divides by a part, with shares and masking (rule B14)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from foundation.spreadsheets import Shown
from reports import progress
from reports.asking import Ask
from reports.figures import Figure, Part
from reports.masking import MASK, masked_keys
from reports.numbers import Quotient, share
from reports.queries.yearly import TOTAL_CAPTION, shown_programs, year_label
from reports.reader import Reader
from reports.results import Block, Cell, Divisor, Drill, Heading, Line

NO_ANSWER = ""
TOTAL_LABEL = "計（n）"


@dataclass
class Divided:
    """The counts of one part by programme, fiscal year and choice."""

    part_choices: tuple[str, ...] = ()
    counts: dict[tuple[int, int, str], int] = field(default_factory=lambda: defaultdict(int))

    def of(self, program: int | None, year: int) -> dict[str, int]:
        """Return the counts by choice of one programme, or of all, in one year."""
        found: dict[str, int] = defaultdict(int)
        for (its_program, its_year, choice), number in self.counts.items():
            if its_year == year and program in (None, its_program):
                found[choice] += number
        return found

    def choices(self, part: Part) -> tuple[tuple[str, str], ...]:
        """Return the choices of a part with their words: its own, else those that were found."""
        if part.choices or part.names is None:
            return part.choices
        found = {choice for _, _, choice in self.counts} - {NO_ANSWER}
        return tuple(part.names(found).items())


def divide(figure: Figure, part: Part, ask: Ask) -> Divided:
    """Count a figure by programme, year and the choices of a part. One query."""
    divided = Divided(tuple(code for code, _ in part.choices))
    rows = (
        part.marked(figure.rows(ask).order_by())
        .annotate(of_program=F(figure.program), of_year=figure.year_expression)
        .values_list("of_program", "of_year", "of_choice")
        .annotate(n=figure.measure)
    )
    for program, year, choice, number in rows:
        divided.counts[program, year, choice or NO_ANSWER] += int(number or 0)
    return divided


def composition_blocks(
    figure: Figure, parts: Sequence[Part], ask: Ask, reader: Reader
) -> tuple[Block, ...]:
    """Return a block for each part and programme, before them the total when there are several.

    Programmes that counted nothing are left out.

    One query a part and one for the programmes.
    """
    programs = shown_programs(ask)
    blocks = []
    progress.expect(len(parts))
    for part in progress.each(parts, lambda part: f"{part.label}ごとに数えています。"):
        divided = divide(figure, part, ask)
        choices = divided.choices(part)
        hides = part.secret or figure.guarded
        # A programme that counted nothing in any of the years would only lengthen the page.
        counted = {program for program, _, _ in divided.counts}
        shown = [one for one in programs if one.pk in counted] or programs[:1]
        scopes: list[tuple[int | None, str]] = [(one.pk, one.name) for one in shown]
        if len(shown) > 1:
            scopes.insert(0, (None, TOTAL_CAPTION))
        for program, name in scopes:
            of_scope = [one.pk for one in programs] if program is None else [program]
            masks = _masks(figure, divided, ask.years, reader, of_scope) if hides else {}
            scope = _Scope(figure, part, choices, divided, ask, program, masks)
            blocks.append(scope.block(f"{part.label}：{name}"))
    return tuple(blocks)


def _masks(
    figure: Figure, divided: Divided, years: range, reader: Reader, programs: Sequence[int]
) -> dict[int, frozenset[str]]:
    """Return for each year the choices whose counts are masked, and whether their sum is.

    The total of all programmes is masked where one of them is: beside the others it would give
    the masked count away.
    """
    choices = {choice for _, _, choice in divided.counts} | {*divided.part_choices, NO_ANSWER}
    masks: dict[int, frozenset[str]] = {}
    for year in years:
        masks[year] = frozenset()
        for one in programs:
            if not reader.sees_all_of(one):
                found = divided.of(one, year)
                counts = {choice: found.get(choice, 0) for choice in choices}
                masks[year] |= masked_keys(counts, reader.threshold)
                if figure.guarded and 0 < sum(counts.values()) < reader.threshold:
                    masks[year] |= {*choices, TOTAL_LABEL}
    return masks


@dataclass(frozen=True)
class _Scope:
    """One block in the making."""

    figure: Figure
    part: Part
    choices: tuple[tuple[str, str], ...]
    divided: Divided
    ask: Ask
    program: int | None
    masks: dict[int, frozenset[str]]

    def block(self, caption: str) -> Block:
        """Return the block: a line a choice, two columns a year."""
        headings = []
        for year in self.ask.years:
            label = year_label(year, self.ask.as_of)
            figure = self.figure
            headings.append(Heading("数", figure.unit, figure.definition, label, term=figure.label))
            headings.append(Heading("割合", "", "計（n）に対する割合。", label, Shown.PERCENT))
        lines = [self._line(choice, label) for choice, label in self.choices]
        if self.part.no_answer:
            lines.append(self._line(NO_ANSWER, self.part.no_answer))
        lines.append(self._total())
        return Block(caption, self.part.label, tuple(headings), tuple(lines))

    def _line(self, choice: str, label: str) -> Line:
        cells = []
        for year in self.ask.years:
            counts = self.divided.of(self.program, year)
            number = counts.get(choice, 0)
            if choice in self.masks.get(year, ()):
                cells += [Cell(MASK), Cell(MASK)]
                continue
            drill = Drill(self.figure.code, year, self.program, self.part.code, choice)
            cells += self._pair(number, sum(counts.values()), drill, self.part.secret)
        return Line(label, tuple(cells))

    def _total(self) -> Line:
        cells = []
        for year in self.ask.years:
            if TOTAL_LABEL in self.masks.get(year, ()):
                cells += [Cell(MASK), Cell(MASK)]
                continue
            number = sum(self.divided.of(self.program, year).values())
            cells += self._pair(number, number, Drill(self.figure.code, year, self.program))
        return Line(TOTAL_LABEL, tuple(cells), total=True)

    def _pair(self, number: int, whole: int, drill: Drill, secret: bool = False) -> list[Cell]:
        """Return a number and its share with their rows; of class B facts there are none."""
        if secret:
            return [Cell(number, secret=True), Cell(share(number, whole), secret=True)]
        over = Divisor(Quotient.SHARE, self.figure.code)
        return [Cell(number, drill), Cell(share(number, whole), replace(drill, over=over))]
