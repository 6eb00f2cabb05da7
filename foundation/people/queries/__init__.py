"""Reads of people: found by name, and which records look like the same human being."""

from foundation.people.queries.people import (
    current_people,
    find_exact,
    ids_by_name,
    name_filter,
    search_people,
)

__all__ = ["current_people", "find_exact", "ids_by_name", "name_filter", "search_people"]
