"""The tables, one file each; the docstring of the file is the definition of its table."""

from reports.definitions import year
from reports.definitions.definition import TableDefinition

TABLES: dict[str, TableDefinition] = {table.code: table for table in (year.TABLE,)}

__all__ = ["TABLES", "TableDefinition"]
