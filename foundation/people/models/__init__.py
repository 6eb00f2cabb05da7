"""Person, what staff decided about duplicates, retention and erasure."""

from foundation.people.models.person import Person, PersonLink, Sex
from foundation.people.models.retention import ErasedFile, Erasure, ErasureRun, RetentionRule

__all__ = [
    "ErasedFile",
    "Erasure",
    "ErasureRun",
    "Person",
    "PersonLink",
    "RetentionRule",
    "Sex",
]
