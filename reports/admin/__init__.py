"""Staff pages of reports."""

from reports.admin import dashboard, files, linked, rows, tables

__all__ = ["dashboard", "files", "linked", "rows", "tables"]
