"""The tables, one file each; the docstring of the file is the definition of its table."""

from reports.definitions import (
    capacity,
    composition,
    dispatches,
    held,
    registrations,
    sessions,
    teams,
    year,
)
from reports.definitions.definition import TableDefinition

TABLES: dict[str, TableDefinition] = {
    table.code: table
    for table in (
        year.TABLE,
        held.TABLE,
        sessions.TABLE,
        capacity.TABLE,
        composition.TABLE,
        teams.TABLE,
        registrations.TABLE,
        dispatches.TABLE,
    )
}

__all__ = ["TABLES", "TableDefinition"]
