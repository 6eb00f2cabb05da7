"""The tables that can be public, of finished years and as of a fixed day.

A year is public from 1 June after it, as it stood on 31 May: two versions of the same year would
tell who was added in between.
"""

from dataclasses import dataclass, replace
from datetime import date

from foundation.fiscal import fiscal_year
from reports.asking import Ask
from reports.definitions import TABLES
from reports.definitions.definition import TableDefinition
from reports.figures import teams
from reports.public.protecting import protected
from reports.public.relations import Columns
from reports.queries.targets import CAPTION as COMPARED
from reports.queries.targets import SUM_NOTE
from reports.reader import Reader
from reports.results import Result

CHANGES = ("新規登録", "更新", "辞退", "取消し", "満了")


@dataclass(frozen=True)
class _Public:
    """A table and which of its columns add up."""

    table: TableDefinition
    columns: Columns


_TABLES = {
    "year": _Public(TABLES["year"], Columns({}, "登録者数", CHANGES)),
    "held": _Public(TABLES["held"], Columns({})),
    "teams": _Public(
        TABLES["teams"],
        Columns({teams.TEAM_AUDIENCE.label: [one.label for one in teams.BY_AFFILIATION]}),
    ),
    "composition": _Public(TABLES["composition"], Columns({})),
}
PUBLIC: dict[str, TableDefinition] = {code: one.table for code, one in _TABLES.items()}


def last_public_year(today: date) -> int:
    """Return the last fiscal year that is public: finished, and two months over."""
    finished = fiscal_year(today) - 1
    return finished if today >= date(finished + 1, 6, 1) else finished - 1


def public_result(code: str, first_year: int, threshold: int, today: date) -> Result | None:
    """Return a table for everybody; None when no year of it is public yet."""
    last = last_public_year(today)
    if first_year > last:
        return None
    one, as_of = _TABLES[code], date(last + 1, 5, 31)
    reader = Reader(today=as_of, threshold=threshold, unmasked=None)
    result = one.table.build(Ask(first_year, last, as_of), reader)
    kept = tuple(block for block in result.blocks if not block.caption.startswith(COMPARED))
    notes = tuple(note for note in result.notes if note != SUM_NOTE)
    return protected(replace(result, blocks=kept, notes=notes), one.columns, threshold)
