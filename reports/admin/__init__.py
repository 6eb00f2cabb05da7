"""Staff pages of reports."""

from reports.admin import (
    board,
    dashboard,
    files,
    goals,
    linked,
    orders,
    profiles,
    public,
    return_forms,
    return_pages,
    returns,
    rows,
    tables,
)

__all__ = [
    "board",
    "dashboard",
    "files",
    "goals",
    "linked",
    "orders",
    "profiles",
    "public",
    "return_forms",
    "return_pages",
    "returns",
    "rows",
    "tables",
]
