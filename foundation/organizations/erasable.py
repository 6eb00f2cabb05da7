"""The one database function that may pass the append-only triggers, built by `migrate` (rule G2).

Its body is written from the personal-data maps: it can blank those columns and nothing else.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from foundation.organizations.personal import Erase
from foundation.organizations.walls import owned_models

MARK = "消去済み"
"""Stands where a check constraint asks for a text that was erased."""

_TEXTS = (Erase.BLANK, Erase.FREE_TEXT, Erase.FILE)

HEAD = """CREATE OR REPLACE FUNCTION public.erase_personal(kind text, ids bigint[]) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $erase$
  DECLARE
    here bigint[] := visible_organizations();
    files text[] := '{}'; rows_blanked bigint := 0; events_blanked bigint := 0;
  BEGIN
    IF NOT has_table_privilege(session_user, 'people_person', 'UPDATE') THEN
      RAISE insufficient_privilege USING MESSAGE = 'erase_personal: not for this role';
    END IF;
    PERFORM set_config('app.erasing', 'on', true);
    CASE kind
"""
COLLECT = """      files := files || ARRAY(SELECT "{column}"::text FROM "{table}"
        WHERE {key} = ANY (ids) AND organization_id = ANY (here));
"""
BLANK = """      UPDATE "{table}" SET {sets}
        WHERE {key} = ANY (ids) AND organization_id = ANY (here);
      GET DIAGNOSTICS {counted} = ROW_COUNT;
"""
TAIL = """    ELSE RAISE EXCEPTION 'erase_personal: nothing personal in %', kind;
    END CASE;
    PERFORM set_config('app.erasing', 'off', true);
    RETURN jsonb_build_object('rows', rows_blanked, 'events', events_blanked,
      'files', (SELECT coalesce(jsonb_agg(DISTINCT f), '[]') FROM unnest(files) f WHERE f <> ''));
  END $erase$"""

# The log of who read what is append-only, too. Whatever is asked for, four years of it stay.
DISCARD = """CREATE OR REPLACE FUNCTION public.discard_access_log(before timestamptz)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $discard$
  DECLARE
    removed bigint;
  BEGIN
    IF NOT has_table_privilege(session_user, 'people_person', 'UPDATE') THEN
      RAISE insufficient_privilege USING MESSAGE = 'discard_access_log: not for this role';
    END IF;
    PERFORM set_config('app.erasing', 'on', true);
    DELETE FROM audit_accesslog
      WHERE at < least(before, now() - interval '4 years')
        AND organization_id = ANY (visible_organizations());
    GET DIAGNOSTICS removed = ROW_COUNT;
    PERFORM set_config('app.erasing', 'off', true);
    RETURN removed;
  END $discard$"""


def personal_columns(model: type[models.Model]) -> dict[str, Erase]:
    """Return the columns of a model that erasure blanks: its map without what is kept."""
    declared: dict[str, Erase] = getattr(model, "PERSONAL", {})
    return {name: how for name, how in declared.items() if how is not Erase.KEEP}


def erasable_models() -> list[type[models.Model]]:
    """Return the models that have something to erase, event tables left out."""
    return [
        model
        for model in owned_models()
        if not hasattr(model, "pgh_tracked_model") and personal_columns(model)
    ]


def blank_sql(model: type[models.Model], name: str, how: Erase) -> str:
    """Return the SQL that a personal column is set to."""
    field: Any = model._meta.get_field(name)
    column = f'"{field.column}"'
    if how is Erase.NULL:
        return "NULL"
    if how is Erase.JSON:
        empty = field.default() if callable(field.default) else {}
        if isinstance(field, ArrayField):
            return "'{}'"
        return "'[]'::jsonb" if isinstance(empty, list) else "'{}'::jsonb"
    if how is not Erase.FILE and name in _asked_for(model):
        return f"CASE WHEN {column} = '' THEN '' ELSE '{MARK}' END"
    return f"CASE WHEN {column} IS NULL THEN NULL ELSE '' END" if field.null else "''"


def _asked_for(model: type[models.Model]) -> set[str]:
    """Return the fields that a check constraint looks at."""
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    return {name for check in checks for name in check.condition.referenced_base_fields}  # type: ignore[union-attr]


def _branches() -> Iterator[str]:
    events = {
        event.pgh_tracked_model: event
        for event in apps.get_models()
        if hasattr(event, "pgh_tracked_model")
    }
    for model in erasable_models():
        yield f"    WHEN '{model._meta.label}' THEN\n"
        if model in events:
            yield _statements(model, events[model], "pgh_obj_id", "events_blanked")
        yield _statements(model, model, "id", "rows_blanked")


def _statements(model: Any, table: Any, key: str, counted: str) -> str:
    columns = personal_columns(model)
    place = {"table": table._meta.db_table, "key": key, "counted": counted}
    files = [
        COLLECT.format(column=model._meta.get_field(name).column, **place)
        for name, how in columns.items()
        if how is Erase.FILE
    ]
    sets = ", ".join(
        f'"{model._meta.get_field(name).column}" = {blank_sql(model, name, how)}'
        for name, how in columns.items()
    )
    return "".join(files) + BLANK.format(sets=sets, **place)


def function_sql() -> str:
    """Return the definition of `erase_personal` as the maps of today ask for it."""
    return HEAD + "".join(_branches()) + TAIL
