"""History: what every tracked row was, who changed it and by which action (design D7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.db import models, transaction

from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import OrganizationManager

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=type[models.Model])


class Event(pghistory.models.Event):
    """The base of all event tables: scoped like the table it follows."""

    objects: ClassVar[Any] = OrganizationManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def track(model: M) -> M:
    """Class decorator: follow inserts, updates and deletes of an organization's table.

    Statement triggers, so bulk writes and SQL are caught; event rows are append-only.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=Event,
        append_only=True,
        level=pgtrigger.Statement,
    )(model)


def track_unscoped(model: M) -> M:
    """Class decorator: `track` for a table that stands outside the walls (ADR 0004)."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        level=pgtrigger.Statement,
    )(model)


def action(code: str, *, savepoint: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a function that changes something: one transaction, one entry of who and what.

    `code` reads `app.entity.past_participle`. The decorated function must take the keyword
    `actor`. Inside another action the outer code stays: it names what the person did. Without
    `savepoint` an error inside another action ends that one too; for what refuses nothing.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor: Any = kwargs.get("actor")
            if not isinstance(actor, Actor):
                raise TypeError(f"{function.__qualname__} needs the keyword `actor`")
            with transaction.atomic(savepoint=savepoint), _context(actor, code):
                return function(*args, **kwargs)

        run.action_code = code  # type: ignore[attr-defined]
        return run

    return decorate


def _context(actor: Actor, code: str) -> Any:
    tracker = getattr(pghistory.runtime._tracker, "value", None)
    if tracker is not None and "action" in tracker.metadata:
        return pghistory.context()
    return pghistory.context(actor=actor.code, action=code)
