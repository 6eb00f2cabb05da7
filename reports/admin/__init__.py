"""Staff pages of reports."""

from reports.admin import (
    dashboard,
    files,
    goals,
    linked,
    return_forms,
    return_pages,
    returns,
    rows,
    tables,
)

__all__ = [
    "dashboard",
    "files",
    "goals",
    "linked",
    "return_forms",
    "return_pages",
    "returns",
    "rows",
    "tables",
]
