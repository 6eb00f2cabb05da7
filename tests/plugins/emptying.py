"""Empties the tables that a transactional test filled, instead of truncating all of them.

Every table points at the organization, so TRUNCATE would have to rewrite each of several hundred
tables with its indexes, for a handful that hold a row.
"""

import os
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

from foundation.localdb import folders
from foundation.localdb.cluster import Cluster
from tests.plugins.cluster import READY

# Django's flush fills the last two anew after it: kinds of rows and permissions.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
# A table whose file is empty was never written to. As with TRUNCATE the locks wait for a request
# that is still under way: its rows would outlive the test otherwise.
EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE
    filled text[];
    one text;
BEGIN
    SELECT array_agg(oid::regclass::text) INTO filled FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname NOT IN %s AND pg_relation_size(oid) > 0;
    IF filled IS NULL THEN
        RETURN;
    END IF;
    EXECUTE 'LOCK TABLE ' || array_to_string(filled, ', ') || ' IN ACCESS EXCLUSIVE MODE';
    FOREACH one IN ARRAY filled LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
END $$
"""


def empty_filled_tables(case: TransactionTestCase) -> None:
    """Stands in for `TransactionTestCase._fixture_teardown`; sequences go on here as well.

    Asks as the superuser: no wall, no append-only trigger and no foreign key holds that one back.
    """
    database = str(connection.settings_dict["NAME"])
    connection.close()  # the locks would wait for what the test itself left open
    cluster = Cluster(folders.cluster_folder(Path(os.environ[READY])), durable=False)
    with closing(cluster.connect(database)) as session, session.cursor() as cursor:
        cursor.execute(EMPTY, [KEPT])


def stand_in(patch: pytest.MonkeyPatch) -> None:
    """Empty like this where the server is our own; of another we know no superuser."""
    if "SASAE_TEST_DATABASE_URL" not in os.environ:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_filled_tables)
