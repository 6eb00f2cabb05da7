"""Find people inside the open organization."""

import re
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from foundation import text
from foundation.people.models import Person

_IDEOGRAPH = re.compile("[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def current_people() -> QuerySet[Person]:
    """Return the people who were neither merged away nor erased. One query."""
    return Person.objects.filter(merged_into__isnull=True, purged_on__isnull=True)


def find_exact(name: str, kana: str, birth_date: date | None) -> Person | None:
    """Return the person whose name, kana and birth date all agree (rule B10). One query.

    Without kana and birth date nobody is found: a name alone proves nothing.
    """
    if not kana or birth_date is None:
        return None
    return (
        current_people().filter(name=name, kana=kana, birth_date=birth_date).order_by("id").first()
    )


def search_people(words: str) -> QuerySet[Person]:
    """Return people whose name or kana holds each of the words, variants folded. One query."""
    return current_people().filter(name_filter(words))


def name_filter(words: str, prefix: str = "") -> Q:
    """Return the condition of a name search; `prefix` leads to the person, as in `person__`."""
    condition = Q()
    for word in words.split():
        found = Q(**{f"{prefix}name_key__contains": text.search_key(word)})
        if not _IDEOGRAPH.search(word):  # no reading holds one: half the work
            found |= Q(**{f"{prefix}kana_key__contains": text.kana_search_key(word)})
        condition &= found
    return condition


def ids_by_name(rows: QuerySet[Any], words: str, most: int) -> list[int] | None:
    """Return the ids of the rows with that name or kana; None when there are more than `most`.

    One query, which an index of both keys that includes the id answers without the table.
    """
    found = rows.filter(name_filter(words)).order_by().values_list("pk", flat=True)
    ids = list(found[: most + 1])
    return ids if len(ids) <= most else None
