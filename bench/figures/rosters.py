"""roster-*: the 登録名簿 as PDF and as a workbook, read from the database, against bare writing."""

from typing import Any

from bench.floors import bare_rosters
from bench.harness import Measured, Scale, figure, paired_times
from bench.registered import register_people, registering
from foundation import clock
from supporters.documents.context import office_for
from supporters.documents.roster import (
    COLUMNS,
    ROSTER_FIELDS,
    RosterPrint,
    cells_of_row,
    roster_pdf,
    roster_workbook,
)
from supporters.models import SupporterSettings
from supporters.queries.roster import RosterChoice, RosterRow, roster_rows

SUPPORTERS, QUICK = 10_000, 2_000


def _rows(settings: SupporterSettings) -> list[RosterRow]:
    return list(roster_rows(settings.program_id, RosterChoice(clock.today())))


def _prepared(settings: SupporterSettings, scale: Scale) -> tuple[Any, list[RosterRow]]:
    wanted = QUICK if scale.quick else SUPPORTERS
    register_people(settings, wanted)
    rows = _rows(settings)
    if len(rows) != wanted:
        raise AssertionError(f"{len(rows)} supporters stand on the roster")
    return office_for(settings, on=clock.today(), now=clock.now()), rows


@figure("roster-pdf", unit="ms", bound=1.5, at_least=False)
def paper(scale: Scale) -> Measured:
    """10,000 supporters, nine a page."""
    with registering(scale) as settings:
        office, rows = _prepared(settings, scale)
        texts = [cells_of_row(office, row) for row in rows]
        headings = [column.heading for column in COLUMNS]
        return paired_times(
            lambda: roster_pdf(office, _rows(settings), RosterPrint("第1号", "担当")),
            lambda: bare_rosters.pdf(texts, headings),
            runs=3,
        )


@figure("roster-workbook", unit="ms", bound=1.5, at_least=False)
def workbook(scale: Scale) -> Measured:
    """10,000 supporters with every column that can be chosen."""
    with registering(scale) as settings:
        office, rows = _prepared(settings, scale)
        fields = list(ROSTER_FIELDS.values())
        values = [[field.value(row) for field in fields] for row in rows]
        return paired_times(
            lambda: roster_workbook(office, _rows(settings), list(ROSTER_FIELDS)),
            lambda: bare_rosters.workbook(values, [field.heading for field in fields]),
            runs=3,
        )
