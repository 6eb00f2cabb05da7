"""The database functions that `migrate` keeps as the code wants them: erasure, guard, deed.

Two of them stand in the place of functions that pgtrigger and pghistory bring, and are called by
every trigger of the history.
"""

from django.db import connections

from foundation.organizations.erasable import DISCARD, function_sql

# pgtrigger's own function lets every role switch every trigger off. This one listens to the owner
# alone, and while a person is erased it lets the history of the erasure itself be written.
GUARD = """CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
  RETURNS boolean LANGUAGE plpgsql AS $guard$
  DECLARE
    erasing boolean := coalesce(current_setting('app.erasing', true) = 'on', false);
    asked text := nullif(current_setting('pgtrigger.ignore', true), '');
  BEGIN
    IF NOT erasing AND asked IS NULL THEN
      RETURN false;
    END IF;
    IF current_user <> (SELECT r.rolname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
                        WHERE c.oid = 'public.people_person'::regclass) THEN
      RETURN false;
    END IF;
    RETURN CASE WHEN erasing
                THEN trigger_name !~ '^pgtrigger_(insert_insert|update_update|delete_delete)_'
                ELSE trigger_name = ANY (asked::text[]) END;
  END $guard$"""

# pghistory's own function traps an error, in a subtransaction, wherever nobody is named, and writes
# the entry of who acts anew for every changed table. This one asks without an error and remembers
# for the transaction what it wrote; after a savepoint that was rolled back it has forgotten it.
DEED = """CREATE OR REPLACE FUNCTION public._pgh_attach_context()
  RETURNS uuid LANGUAGE plpgsql AS $deed$
  DECLARE
    deed text := nullif(current_setting('pghistory.context_id', true), '');
    said text := nullif(current_setting('pghistory.context_metadata', true), '');
  BEGIN
    IF deed IS NULL OR said IS NULL THEN
      RETURN NULL;
    END IF;
    IF current_setting('app.deed_written', true) IS DISTINCT FROM deed || said THEN
      INSERT INTO public.pghistory_context (id, metadata, created_at, updated_at)
        VALUES (deed::uuid, said::jsonb, now(), now())
        ON CONFLICT (id) DO UPDATE
          SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
          WHERE pghistory_context.metadata <> EXCLUDED.metadata;
      PERFORM set_config('app.deed_written', deed || said, true);
    END IF;
    RETURN deed::uuid;
  END $deed$"""


def build_functions(using: str = "default") -> bool:
    """Create or renew the functions; returns whether anything differed.

    pgtrigger renews its own version of the guard with each trigger it installs, so `migrate`
    calls this every time.
    """
    wanted = {
        "erase_personal": (function_sql(), "$erase$"),
        "discard_access_log": (DISCARD, "$discard$"),
        "_pgtrigger_should_ignore": (GUARD, "$guard$"),
        "_pgh_attach_context": (DEED, "$deed$"),
    }
    changed = False
    with connections[using].cursor() as cursor:
        for name, (sql, quote) in wanted.items():
            body = sql.split(quote)[1]
            cursor.execute(
                "SELECT prosrc FROM pg_proc WHERE proname = %s"
                " AND pronamespace = 'public'::regnamespace",
                [name],
            )
            if [row[0] for row in cursor.fetchall()] != [body]:
                cursor.execute(sql)
                changed = True
    return changed
