"""The prefecture's view: aggregates of linked organizations, and nothing else (rule A7).

The one module of Sasae that reads several organizations at once. Only counts leave it; it opens
exactly the organizations that granted 「集計を見る」 for the day, never all of them, and knows no
rows: drill-down to people stops at the border of the organization.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.db.models import F

from foundation.organizations.models import (
    LinkGrant,
    MunicipalityProfile,
    Organization,
    OrganizationLink,
)
from foundation.organizations.tenancy import within
from foundation.period import period_q
from foundation.programs.models import Program, ProgramKind
from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures import Figure
from reports.numbers import per_ten_thousand
from reports.queries.counting import tally
from reports.results import Block, Cell, Heading, Line

TOTAL_LABEL = "計"
SUMMED, ON_THE_LAST_DAY = "年度内の計", "年度末"

RATE = Heading(
    "1万人あたり養成人数",
    "人",
    "人口1万人あたりの養成人数（人口は、その年度までで最も新しい基礎数値）。",
    SUMMED,
    Shown.DECIMAL,
)
Counts = dict[tuple[str, str], dict[int, int]]
"""By figure code and kind of programme: organization id to number."""


def linked_organizations(parent: Organization, on: date) -> list[Organization]:
    """Return the organizations whose figures the parent may see on a day, in code order.

    One query. The parent itself comes first.
    """
    links = OrganizationLink.objects.filter(period_q(on), parent=parent, grant=LinkGrant.STATISTICS)
    children = Organization.objects.filter(pk__in=links.values("child"))
    return [parent, *children.order_by("municipality__code", "slug")]


def count_linked(
    figures: Sequence[Figure], organizations: Sequence[Organization], ask: Ask
) -> Counts:
    """Count figures by kind of programme and organization: one query a figure for all of them.

    One more tells the kinds of the programmes.
    """
    counts: Counts = defaultdict(lambda: defaultdict(int))
    with within(*organizations), _summing_up():
        kinds = dict(Program.objects.values_list("pk", "kind"))
        for figure in figures:
            found = tally(
                figure, ask, of_organization=F("organization_id"), of_program=F(figure.program)
            )
            for (organization, program), number in found.items():
                counts[figure.code, kinds[program]][organization] += number
    return counts


@contextmanager
def _summing_up() -> Iterator[None]:
    """Inside this block the database joins whole tables at once.

    It believes of the policies that ten organizations are open, whatever their number, and with
    each further table that it joins ever fewer rows: it would then look the neighbours of a
    million rows up one by one.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")  # the transaction may be the caller's


def linked_blocks(
    figures: Sequence[Figure], organizations: Sequence[Organization], ask: Ask
) -> tuple[Block, ...]:
    """Return a block for each kind of programme with a line for each organization.

    The rate divides the first figure by the population. Kinds nobody counted are left out.
    """
    counts = count_linked(figures, organizations, ask)
    people = _populations(organizations, ask.last_year)
    headings = (*map(_heading, figures), RATE)
    blocks = []
    for kind in ProgramKind:
        if not any(counts.get((figure.code, kind.value)) for figure in figures):
            continue
        columns = [counts.get((figure.code, kind.value), {}) for figure in figures]
        lines = [_line(one.name, columns, [one.pk], people) for one in organizations]
        lines.append(_line(TOTAL_LABEL, columns, [one.pk for one in organizations], people))
        blocks.append(Block(str(kind.label), "組織", headings, tuple(lines)))
    return tuple(blocks)


def _heading(figure: Figure) -> Heading:
    group = ON_THE_LAST_DAY if figure.stock else SUMMED
    return Heading(figure.label, figure.unit, figure.definition, group)


def _line(
    label: str, columns: Sequence[dict[int, int]], ids: Sequence[int], people: dict[int, int]
) -> Line:
    numbers = [sum(column.get(pk, 0) for pk in ids) for column in columns]
    total = len(ids) > 1
    # A prefecture's inhabitants are those of its municipalities: their sum says nothing.
    population = None if total else people.get(ids[0])
    cells = [*map(Cell, numbers), Cell(per_ten_thousand(numbers[0], population))]
    return Line(label, tuple(cells), total=total)


def _populations(organizations: Sequence[Organization], year: int) -> dict[int, int]:
    """Return the newest population known by the year, by organization. One query."""
    by_place = {one.municipality_id: one.pk for one in organizations if one.municipality_id}
    profiles = MunicipalityProfile.objects.filter(municipality__in=by_place, year__lte=year)
    return {
        by_place[place]: population
        for place, population in profiles.order_by("year").values_list("municipality", "population")
    }
