"""When records may no longer be kept: kinds of records, their periods, who is due (S41).

Each app tells which records it holds and when they ended. A root (a person, a case) is due when
the period of every record it has is over; one record in use holds all of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.fiscal import fiscal_period, fiscal_year, last_day_of_term
from foundation.people.enums import RetentionStart
from foundation.people.erasing import PERSON
from foundation.people.models import Erasure, RetentionRule


@dataclass(frozen=True)
class Held:
    """One record of a root; `ended_on` is None while it is in use."""

    root_id: int
    ended_on: date | None


@dataclass(frozen=True)
class RecordKind:
    """A kind of record with its preset; `years` None means kept without limit.

    `find` yields what the open organization holds. `fallback` kinds count only for roots that no
    other kind names.
    """

    code: str
    label: str
    find: Callable[[], Iterable[Held]]
    years: int | None = 5
    start: RetentionStart = RetentionStart.FISCAL_YEAR
    root: str = PERSON
    fallback: bool = False


_kinds: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> None:
    """Make a kind of record known."""
    _kinds[kind.code] = kind


def record_kinds() -> list[RecordKind]:
    """Return every kind."""
    return list(_kinds.values())


def kept_through(ended_on: date, years: int, start: str) -> date:
    """Return the last day on which a record may be kept."""
    if start == RetentionStart.FISCAL_YEAR:
        begins = fiscal_period(fiscal_year(ended_on) + 1).valid_from
    elif start == RetentionStart.CALENDAR_YEAR:
        begins = date(ended_on.year + 1, 1, 1)
    else:
        begins = ended_on + timedelta(days=1)
    return last_day_of_term(begins, years)


def due_roots(root: str, on: date) -> dict[int, date]:
    """Return id and last day of keeping of every root whose periods are over on `on`.

    What was erased already is left out. Two queries, and what the kinds' own `find` costs.
    """
    rules = {rule.kind: rule for rule in RetentionRule.objects.all()}
    latest: dict[int, date | None] = {}
    kinds = sorted((k for k in _kinds.values() if k.root == root), key=lambda k: k.fallback)
    named: set[int] = set()
    for kind in kinds:
        rule = rules.get(kind.code)
        years, start = (rule.years, rule.start) if rule else (kind.years, kind.start)
        for held in kind.find():
            if kind.fallback and held.root_id in named:
                continue
            if not kind.fallback:
                named.add(held.root_id)
            _keep_longest(latest, held, years, start)
    gone = set(
        Erasure.objects.filter(root=root, erased_at__isnull=False).values_list("root_id", flat=True)
    )
    due = {pk: day for pk, day in latest.items() if day is not None and day < on}
    return {pk: due[pk] for pk in sorted(due.keys() - gone)}


def _keep_longest(
    latest: dict[int, date | None], held: Held, years: int | None, start: str
) -> None:
    """None stands for a root that is held back and stays so."""
    known = latest.get(held.root_id, date.min)
    if known is None or held.ended_on is None or years is None:
        latest[held.root_id] = None
        return
    latest[held.root_id] = max(known, kept_through(held.ended_on, years, start))
