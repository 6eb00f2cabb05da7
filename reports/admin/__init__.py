"""Staff pages of reports."""

from reports.admin import files, rows, tables

__all__ = ["files", "rows", "tables"]
