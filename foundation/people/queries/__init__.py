"""Reads of people: found by name, and which records look like the same human being."""

from foundation.people.queries.people import (
    current_people,
    find_exact,
    name_filter,
    search_people,
)

__all__ = ["current_people", "find_exact", "name_filter", "search_people"]
