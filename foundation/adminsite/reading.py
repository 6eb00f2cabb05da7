"""Reads of personal data are logged; histories are read (design D7)."""

from typing import Any

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.audit.queries.history import history_of


def record(request: Any, deed: AccessAction, object_type: str, ids: list[int]) -> None:
    """Log that this person saw these rows; nothing for rows without personal data."""
    if not object_type or not ids:
        return
    record_access(deed, object_type, ids, actor=actor_of(request), now=clock.now())


def history(row: Any) -> Any:
    """Return the entries of the row's history, newest first."""
    if not hasattr(row, "pgh_event_model"):
        return []
    return history_of(row)
