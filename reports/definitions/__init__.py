"""The tables, one file each; the docstring of the file is the definition of its table."""

from reports.definitions import (
    capacity,
    composition,
    dispatch_kinds,
    dispatches,
    headcounts,
    held,
    honoraria,
    incidents,
    participants,
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
        participants.TABLE,
        surveys.TABLE,
        headcounts.TABLE,
        teams.TABLE,
        participation.TABLE,
        registrations.TABLE,
        standing.TABLE,
        dispatches.TABLE,
        dispatch_kinds.TABLE,
        incidents.TABLE,
        timeliness.TABLE,
        honoraria.TABLE,
        profile.TABLE,
    )
}

__all__ = ["TABLES", "TableDefinition"]
