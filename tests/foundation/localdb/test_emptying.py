"""Nothing that a transactional test committed is left for the next one."""

import os

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TransactionTestCase

from foundation.organizations.tenancy import EVERYWHERE, within
from foundation.people.models import Person
from tests.factories.people import PersonFactory
from tests.plugins.emptying import KEPT, empty_filled_tables

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("SASAE_TEST_DATABASE_URL" in os.environ, reason="another server's tables"),
]


def filled() -> set[str]:
    with within(*EVERYWHERE), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counted = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(name)})"
            for name in names
        )
        cursor.execute(counted)
        return {name for (name,) in cursor.fetchall()}


def test_rows_events_and_what_points_at_them_are_gone(world):
    for town in (world.aoba, world.wakaba):
        with within(town):
            PersonFactory()
    permissions = Permission.objects.count()
    assert {"people_person", "people_personevent", "organizations_organization"} <= filled()

    empty_filled_tables(TransactionTestCase())

    assert filled() <= set(KEPT)
    assert Permission.objects.count() == permissions > 0
    with within(*EVERYWHERE):
        assert not Person.objects.exists()
