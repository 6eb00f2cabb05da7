"""Reads of the access log and of the history."""

from foundation.audit.queries.access import read_by, who_read
from foundation.audit.queries.history import FieldChange, HistoryEntry, history_of

__all__ = ["FieldChange", "HistoryEntry", "history_of", "read_by", "who_read"]
