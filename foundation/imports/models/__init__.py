"""Uploaded tables, their rows, and the headings an organization uses."""

from foundation.imports.models.batch import HeadingMemory, ImportBatch, ImportRow

__all__ = ["HeadingMemory", "ImportBatch", "ImportRow"]
