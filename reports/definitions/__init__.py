"""The tables, one file each; the docstring of the file is the definition of its table."""

from reports.definitions import (
    capacity,
    composition,
    dispatch_kinds,
    dispatches,
    headcounts,
    held,
    honoraria,
    participation,
    profile,
    registrations,
    sessions,
    standing,
    surveys,
    teams,
    timeliness,
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
        surveys.TABLE,
        headcounts.TABLE,
        teams.TABLE,
        participation.TABLE,
        registrations.TABLE,
        standing.TABLE,
        dispatches.TABLE,
        dispatch_kinds.TABLE,
        timeliness.TABLE,
        honoraria.TABLE,
        profile.TABLE,
    )
}

__all__ = ["TABLES", "TableDefinition"]
