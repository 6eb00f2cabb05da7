"""Which organizations may this code see? One answer: the ORM reads it, PostgreSQL enforces it.

The scope lives in one context variable. The ORM wall makes a forgotten scope loud, the row-level
security of `foundation.organizations.walls` makes it harmless (design D8).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FullResultSet
from django.db import models

EVERYWHERE = ("*",)
_visible: ContextVar[tuple[Any, ...]] = ContextVar("visible_organizations", default=())


class NoOrganization(RuntimeError):
    """A query on an organization's table ran outside `within(...)`."""


@contextmanager
def within(*organizations: Any) -> Iterator[None]:
    """Open one or several organizations (objects or ids) for the code inside the block.

    `within(*EVERYWHERE)` opens all; only the files listed in the architecture test may say so.
    """
    token = _visible.set(tuple(o if o == "*" else int(getattr(o, "pk", o)) for o in organizations))
    try:
        yield
    finally:
        _visible.reset(token)


def current_organization_id() -> int | None:
    """Return the one open organization's id; None when none or several are open."""
    visible = _visible.get()
    return visible[0] if len(visible) == 1 and visible != EVERYWHERE else None


def require_organization_id(name: str) -> int:
    """Return the one open organization's id for a statement written out by hand.

    Raises NoOrganization, which names what was asked for, when none or several are open.
    """
    organization_id = current_organization_id()
    if organization_id is None:
        raise NoOrganization(f"{name}: open one organization first, `with within(org):`")
    return organization_id


class IsVisible(models.Func):
    """Becomes `organization_id = 7` when SQL is compiled, so querysets may be built anywhere."""

    output_field = models.BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        """Compile the condition; raises NoOrganization when no organization is open."""
        visible = _visible.get()
        if not visible:
            name = compiler.query.model.__name__ if compiler.query.model else "?"
            raise NoOrganization(f"{name}: open an organization first, `with within(org):`")
        if visible == EVERYWHERE:
            raise FullResultSet
        column, params = compiler.compile(self.source_expressions[0])
        test = "= %s" if len(visible) == 1 else f"IN ({', '.join(['%s'] * len(visible))})"
        return f"{column} {test}", (*params, *visible)


class OrganizationManager(models.Manager[Any]):
    """The manager of every organization's table: default and base manager alike."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the open organizations."""
        return super().get_queryset().filter(IsVisible(models.F("organization_id")))


def organization_field(**options: Any) -> Any:
    """Return the field that names the owner.

    A table written all day says it anew and leaves out what it has twice: `db_index` where another
    index begins with the organization, `db_constraint` where a reference that is never empty leads
    inside the organization.
    """
    return models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        default=current_organization_id,
        editable=False,
        related_name="+",
        verbose_name="組織",
        **options,
    )


class BelongsToOrganization(models.Model):
    """A row that one organization owns (rule A1). Meta of a subclass must inherit this Meta."""

    organization = organization_field()
    created_at = models.DateTimeField("登録日時", db_default=models.functions.Now(), editable=False)

    organization_id: int
    objects: Any = OrganizationManager()

    class Meta:
        abstract = True
        # obj.course, full_clean(), save() and delete() look through the same glass.
        base_manager_name = "objects"

    def validate_constraints(self, exclude: Any = None) -> None:
        """Forms leave `organization` out; its constraints count all the same."""
        super().validate_constraints((exclude or set()) - {"organization"})


DATA = re.compile(r"\s*\(?\s*(select|insert|update|delete|with|merge)\b", re.IGNORECASE)


def stamp(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Let each statement carry its own scope: nothing stays behind on a pooled connection."""
    sql = sql if isinstance(sql, str) else sql.as_string(context["cursor"].cursor)
    if DATA.match(sql):
        if getattr(context["cursor"], "name", None):
            raise RuntimeError("DISABLE_SERVER_SIDE_CURSORS must be True")
        # The values are ids or '*' put there by within(), never input.
        sql = f"SET LOCAL app.organizations = '{','.join(map(str, _visible.get()))}'; {sql}"
    return execute(sql, params, many, context)


def attach(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Receiver of connection_created: stamp every statement of the new connection."""
    if stamp not in connection.execute_wrappers:
        connection.execute_wrappers.append(stamp)
