"""Which rows belong to a person: what an erasure has to reach (rule G2).

The root is a Person, or another row under which an app keeps people of its own, such as a case.
A row with a foreign key to the root belongs to it by itself; everything else is registered here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from foundation.organizations.actor import Actor
from foundation.organizations.erasable import erasable_models, personal_columns
from foundation.refusals import Refusal

PERSON = "people.Person"
EVERY_ROOT = ""


@dataclass
class Claim:
    """What belongs to one root, as far as it was gathered: ids by the label of the model."""

    root: str
    root_ids: tuple[int, ...]
    rows: dict[str, set[int]] = field(default_factory=dict)

    def ids(self, label: str) -> set[int]:
        """Return the gathered ids of a model."""
        return self.rows.get(label, set())

    def targets(self, kind: str = "target_kind", key: str = "target_id") -> models.Q:
        """Return the condition for rows that name a gathered row by its label and id."""
        condition = models.Q(pk__in=[])
        for label, ids in self.rows.items():
            condition |= models.Q(**{kind: label, f"{key}__in": ids})
        return condition


Rows = Callable[[Claim], Iterable[int]]
Before = Callable[[Sequence[int], Actor, datetime], Iterable[str]]


@dataclass(frozen=True)
class Belonging:
    """One way from a root to rows of a model.

    `by` is a lookup path from the model to the root, or a function of what was gathered. `before`
    runs in the transaction ahead of the blanking; it returns paths of further files to remove.
    """

    model: str
    root: str
    by: str | Rows
    before: Before | None = None
    order: int = 50


@dataclass(frozen=True)
class Root:
    """A kind of root. `also` adds rows of the same model, `mark` notes the day of the erasure."""

    label: str
    also: Callable[[int], Iterable[int]] = lambda pk: ()
    mark: Callable[[Sequence[int], date], None] = lambda ids, day: None


_belongings: list[Belonging] = []
_guards: dict[str, list[Callable[[Sequence[int]], Refusal | None]]] = {}
_roots: dict[str, Root] = {}
_elsewhere: dict[str, str] = {}


def register(
    model: str,
    *,
    by: str | Rows,
    root: str = PERSON,
    before: Before | None = None,
    order: int = 50,
) -> None:
    """Let an erasure reach rows of `model` (`app.Model`). Several ways add up.

    `by="completion__person"` is a path to the root; a function gets the Claim and returns ids and
    is called in `order` after every path, so that it sees what they found. `root=EVERY_ROOT` is
    for rows that name any other row by label and id.
    """
    belonging = Belonging(model, root, by, before, order)
    if belonging not in _belongings:
        _belongings.append(belonging)


def register_root(root: Root) -> None:
    """Make another kind of root known, such as a case."""
    _roots[root.label] = root


def register_guard(root: str, guard: Callable[[Sequence[int]], Refusal | None]) -> None:
    """Let an app say why the roots may not be erased now (a running registration)."""
    if guard not in _guards.setdefault(root, []):
        _guards[root].append(guard)


def not_about_a_person(model: str, reason: str) -> None:
    """Declare that no root reaches the personal columns of `model`, and why."""
    _elsewhere[model] = reason


def refusal_of(root: str, ids: Sequence[int]) -> Refusal | None:
    """Return the first reason why the roots may not be erased now."""
    for guard in _guards.get(root, []):
        if refusal := guard(ids):
            return refusal
    return None


def root_of(label: str) -> Root:
    """Return the kind of root; LookupError when nobody registered it."""
    return _roots[label]


def belongings(root: str) -> list[Belonging]:
    """Return every way from the root, paths first, then functions in their order."""
    direct = [
        Belonging(model._meta.label, root, one.name)
        for model in erasable_models()
        for one in model._meta.local_fields
        if isinstance(one, models.ForeignKey)
        and one.related_model._meta.label == root
        and model._meta.label != root
    ]
    known = [one for one in _belongings if one.root in (root, EVERY_ROOT)]
    told = {(one.model, one.by) for one in known}
    ways = [*[one for one in direct if (one.model, one.by) not in told], *known]
    return sorted(ways, key=lambda one: (not isinstance(one.by, str), one.order))


def gather(root: str, ids: Sequence[int]) -> Claim:
    """Return everything that belongs to the roots: two queries for each path, one a function.

    Rows that were deleted are found through their history.
    """
    claim = Claim(root, tuple(ids), {root: set(ids)})
    for way in belongings(root):
        found = set(_by_path(way, claim) if isinstance(way.by, str) else way.by(claim))
        if found:
            claim.rows.setdefault(way.model, set()).update(found)
    return claim


def _by_path(way: Belonging, claim: Claim) -> set[int]:
    model: Any = apps.get_model(way.model)
    condition = {f"{way.by}__in": claim.root_ids}
    found = set(model.objects.filter(**condition).values_list("pk", flat=True))
    event: Any = getattr(model, "pgh_event_model", None)
    if event is not None:
        once = set(event.objects.filter(**condition).values_list("pgh_obj_id", flat=True)) - found
        # A row that was corrected to belong to somebody else is theirs.
        alive = (
            set(model.objects.filter(pk__in=once).values_list("pk", flat=True)) if once else once
        )
        found |= once - alive
    return found


def unreached() -> set[str]:
    """Return the models with personal columns that no root reaches and nobody declared.

    The architecture test asks; each name is a hole in every erasure.
    """
    reached = {one.model for one in _belongings} | set(_roots)
    for root in _roots:
        reached |= {one.model for one in belongings(root)}
    everything = {m._meta.label for m in erasable_models() if personal_columns(m)}
    return everything - reached - set(_elsewhere)
