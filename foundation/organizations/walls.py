"""The second wall: forced row-level security and composite foreign keys, built where missing."""

from typing import Any

from django.apps import apps
from django.db import connections, models

# Carries organization_id but must be readable before a scope is known (ADR 0004).
MEMBERSHIP = "organizations.Membership"
# Written by a trigger before a scope is known, read inside one.
MEMBERSHIP_EVENT = "organizations.MembershipEvent"
UNSCOPED = frozenset({MEMBERSHIP, MEMBERSHIP_EVENT})

# PL/pgSQL keeps the plan of its body for the session; a function in SQL is planned anew with every
# statement that meets a policy. The schema is named because a dump empties the search path.
FUNCTION = """CREATE OR REPLACE FUNCTION visible_organizations() RETURNS bigint[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
  DECLARE
    scope text := current_setting('app.organizations', true);
  BEGIN
    IF scope = '*' THEN
      RETURN (SELECT array_agg(id) FROM public.organizations_organization);
    END IF;
    RETURN string_to_array(nullif(scope, ''), ',')::bigint[];
  END $$"""

POLICY = """ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS organization ON "{table}";
  CREATE POLICY organization ON "{table}"
    USING (organization_id = ANY ((SELECT visible_organizations())::bigint[]))"""

READ_IN_SCOPE = """ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS organization ON "{table}";
  DROP POLICY IF EXISTS written_anywhere ON "{table}";
  CREATE POLICY organization ON "{table}" FOR SELECT
    USING (organization_id = ANY ((SELECT visible_organizations())::bigint[]));
  CREATE POLICY written_anywhere ON "{table}" FOR INSERT WITH CHECK (true)"""

IN_ORGANIZATION = 'CREATE UNIQUE INDEX "{name}" ON "{table}" (organization_id, id)'

SAME_ORGANIZATION = """ALTER TABLE "{table}" ADD CONSTRAINT "{name}"
  FOREIGN KEY (organization_id, "{column}") REFERENCES "{target}" (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED"""


def owned_models() -> list[type[models.Model]]:
    """Return every managed model whose table carries the organization, event tables included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label not in UNSCOPED
        and "organization_id" in {field.column for field in model._meta.local_fields}
    ]


def _name(*parts: str) -> str:
    """Return an identifier of at most 63 bytes that stays unique."""
    name = "_".join(parts)
    if len(name) <= 63:
        return name
    return f"{name[:54]}_{sum(ord(c) * (i + 1) for i, c in enumerate(name)) % 10**8:08d}"


def owned_references(model: type[models.Model], owned: set[Any]) -> list[Any]:
    """Return the foreign keys of `model` that lead to an owned table; event tables have none.

    A hot table leaves out the constraint on the id alone (`db_constraint=False`): the one on
    organization and id says the same and more.
    """
    if hasattr(model, "pgh_tracked_model"):
        return []
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model in owned
    ]


def _names(cursor: Any, sql: str) -> set[str]:
    cursor.execute(sql)
    return {row[0] for row in cursor.fetchall()}


def build_walls(using: str = "default") -> int:
    """Give each organization's table its policy and its composite foreign keys.

    Only what is missing is built, so a second run changes nothing; returns how many were built.
    """
    models_owned = owned_models()
    owned = set(models_owned)
    sql: list[str] = []
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTION)
        tables = _names(cursor, "SELECT relname FROM pg_class WHERE relkind IN ('r','p')")
        walled = _names(
            cursor,
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE p.polname = 'organization' AND c.relrowsecurity AND c.relforcerowsecurity",
        )
        indexes = _names(cursor, "SELECT relname FROM pg_class WHERE relkind = 'i'")
        keys = _names(cursor, "SELECT conname FROM pg_constraint WHERE contype = 'f'")
        events = apps.get_model(MEMBERSHIP_EVENT)._meta.db_table
        if events in tables and events not in walled:
            sql.append(READ_IN_SCOPE.format(table=events))
        constraints: list[str] = []
        for model in models_owned:
            table = model._meta.db_table
            if table not in tables:
                continue
            if table not in walled:
                sql.append(POLICY.format(table=table))
            for field in owned_references(model, owned):
                target = field.related_model._meta.db_table
                if target not in tables:
                    continue
                index = _name(target, "in_organization")
                if index not in indexes:
                    indexes.add(index)
                    sql.append(IN_ORGANIZATION.format(name=index, table=target))
                key = _name(table, field.column, "same_organization")
                if key not in keys:
                    constraints.append(
                        SAME_ORGANIZATION.format(
                            table=table, name=key, column=field.column, target=target
                        )
                    )
        sql += constraints
        if sql:
            cursor.execute(";\n".join(sql))
    return len(sql)
