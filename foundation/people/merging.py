"""What happens to everything that points to a person when two records become one (T25).

Each app says for each of its foreign keys to Person how the rows move. A foreign key nobody spoke
for stops every merge, and a test names it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import models

from foundation.organizations.actor import Actor
from foundation.people.models import Person
from foundation.refusals import Refusal

Apply = Callable[[Actor, datetime], object]


@dataclass(frozen=True)
class Step:
    """One consequence: the sentence of the preview, and what carries it out.

    A step with a `refusal` stops the merge; the preview shows it in place of the button.
    """

    sentence: str
    apply: Apply = lambda actor, now: None
    rows: int = 0
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Pair:
    """The record that stays and the one that goes into it."""

    kept: Person
    lost: Person


# Looks at both records and says what would happen; reads only, `Step.apply` writes.
Resolve = Callable[[Pair], Iterable[Step]]


@dataclass(frozen=True)
class Relation:
    """A foreign key to Person and how its rows move; None as resolve: they simply move."""

    model: str
    field: str
    resolve: Resolve | None = None
    order: int = 50


_relations: dict[tuple[str, str], Relation] = {}
_followers: dict[str, tuple[int, Resolve]] = {}


def register(model: str, field: str, resolve: Resolve | None = None, *, order: int = 50) -> None:
    """Say how the rows of `model` (`app.Model`) that point to a person through `field` move.

    Without `resolve` they are moved, and rows that a unique constraint forbids refuse the merge.
    `resolve(pair)` decides by itself, as consents do, where a withdrawal always wins over any yes.
    """
    _relations[(model, field)] = Relation(model, field, resolve, order)


def stays(model: str, field: str) -> None:
    """Say that the rows of `model` stay with the losing record."""
    register(model, field, lambda pair: ())


def follow(model: str, resolve: Resolve, *, order: int = 50) -> None:
    """Say what a merge means for rows that name a person through another row only.

    A veto names a supporter: it has to hold for whoever goes on.
    """
    _followers[model] = (order, resolve)


def relations() -> list[Relation]:
    """Return what was registered, in order."""
    return sorted(_relations.values(), key=lambda one: (one.order, one.model, one.field))


def references() -> set[tuple[str, str]]:
    """Return model and field of every foreign key to Person, event tables left out."""
    return {
        (model._meta.label, one.name)
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for one in model._meta.local_fields
        if isinstance(one, models.ForeignKey) and one.related_model is Person
    }


def undeclared() -> set[tuple[str, str]]:
    """Return the foreign keys to Person that nobody spoke for."""
    return references() - set(_relations)


def plan(pair: Pair) -> list[Step]:
    """Return every consequence in order. Reads only."""
    steps = [_undeclared_step(name) for name in sorted(undeclared()) if _rows(name, pair.lost)]
    ways: list[tuple[int, str, Resolve]] = [
        (one.order, f"{one.model}.{one.field}", one.resolve or partial(_move, one))
        for one in relations()
    ]
    ways += [(order, model, resolve) for model, (order, resolve) in _followers.items()]
    for _, _, resolve in sorted(ways, key=itemgetter(0, 1)):
        steps += resolve(pair)
    return steps


def _rows(name: tuple[str, str], person: Person) -> bool:
    manager: Any = apps.get_model(name[0])._default_manager
    return bool(manager.filter(**{name[1]: person}).exists())


def _undeclared_step(name: tuple[str, str]) -> Step:
    label = apps.get_model(name[0])._meta.verbose_name
    sentence = f"「{label}」の移し方が決まっていないため、統合できません。"
    return Step(sentence, refusal=Refusal("merge_undeclared", sentence))


def _move(relation: Relation, pair: Pair) -> list[Step]:
    model: Any = apps.get_model(relation.model)
    mine = {relation.field: pair.lost}
    rows = model._default_manager.filter(**mine).count()
    if not rows:
        return []
    label = model._meta.verbose_name
    if clash := _clash(model, relation.field, pair):
        return [Step(clash.sentence, rows=rows, refusal=clash)]

    def move(actor: Actor, now: datetime) -> None:
        model._default_manager.filter(**mine).update(**{relation.field: pair.kept})

    return [Step(f"{label} {rows}件を移します。", move, rows)]


def _clash(model: Any, name: str, pair: Pair) -> Refusal | None:
    """Return the refusal when a unique constraint does not allow both records' rows together."""
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or name not in constraint.fields:
            continue
        rows = model._default_manager.all()
        if constraint.condition is not None:
            rows = rows.filter(constraint.condition)
        others = [one for one in constraint.fields if one not in (name, "organization")]
        kept = set(rows.filter(**{name: pair.kept}).values_list(*others) if others else ())
        lost = set(rows.filter(**{name: pair.lost}).values_list(*others) if others else ())
        if kept & lost:
            label = model._meta.verbose_name
            return Refusal(
                "merge_clash",
                f"どちらの記録にも同じ「{label}」があります。"
                "先に一方を終了・取消ししてから、統合してください。",
            )
    return None


@dataclass(frozen=True)
class Preview:
    """Everything staff see before they merge."""

    pair: Pair
    steps: Sequence[Step]
    differences: Sequence[tuple[str, str, Any, Any]] = field(default_factory=tuple)

    @property
    def refusal(self) -> Refusal | None:
        """Return the first reason why it cannot be done."""
        return next((step.refusal for step in self.steps if step.refusal), None)
