"""The facts about a person as they travel between a form and the record."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from foundation import text


@dataclass(frozen=True)
class PersonFacts:
    """What somebody wrote about themselves; empty where nothing was asked or answered."""

    name: str
    kana: str = ""
    birth_date: date | None = None
    sex: str = ""
    postcode: str = ""
    address: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    affiliation: str = ""

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of Person, search keys included."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**columns, **search_columns(self.name, self.kana)}


def search_columns(name: str, kana: str) -> dict[str, str]:
    """Return the keys a record is found and sorted by; the stored name itself stays untouched."""
    return {"name_key": text.search_key(name), "kana_key": text.kana_sort_key(kana)}
