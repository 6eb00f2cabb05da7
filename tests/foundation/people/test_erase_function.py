"""The database function that may blank personal columns, and nobody else (rule G2)."""

from collections.abc import Iterator

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from foundation.organizations.erasable import erasable_models, function_sql
from foundation.organizations.functions import build_functions
from foundation.organizations.tenancy import within
from foundation.people.actions.erasure import blank_columns
from foundation.people.models import Person
from tests.conftest import World
from tests.factories.people import PersonFactory

APP = "sasae_app"


@pytest.mark.django_db
def test_migrate_has_built_it_and_a_second_time_changes_nothing():
    assert build_functions() is False


@pytest.mark.django_db
def test_it_knows_every_model_with_a_personal_column():
    sql = function_sql()

    assert Person in erasable_models()
    assert [m for m in erasable_models() if f"WHEN '{m._meta.label}' THEN" not in sql] == []


def test_every_branch_runs(world: World):
    with within(world.aoba):
        for model in erasable_models():
            assert blank_columns(model._meta.label, [0]) == {"rows": 0, "events": 0, "files": []}


def test_an_unknown_kind_is_an_error(world: World):
    with within(world.aoba), pytest.raises(DatabaseError, match="nothing personal"):
        blank_columns("programs.Program", [1])


def test_a_row_and_its_whole_history_lose_their_values(world: World):
    with within(world.aoba):
        person = PersonFactory(name="青葉 一郎", email="ichiro@example.jp")
        Person.objects.filter(pk=person.pk).update(name="青葉 次郎")
        done = blank_columns("people.Person", [person.pk])
        events = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk)

        assert done["rows"] == 1
        assert done["events"] == 2
        assert Person.objects.get(pk=person.pk).name == ""
        # The erasure is a change like others: it has its own entry.
        assert (
            list(events.order_by("pgh_id").values_list("name", "email", "birth_date"))
            == [("", "", None)] * 3
        )


def test_the_other_organization_is_out_of_reach(world: World):
    with within(world.wakaba):
        theirs = PersonFactory()
    with within(world.aoba):
        assert blank_columns("people.Person", [theirs.pk])["rows"] == 0
    with within(world.wakaba):
        assert Person.objects.get(pk=theirs.pk).name == theirs.name


# ── the app's role ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def app_role(
    transactional_db: None, world: World
) -> Iterator[tuple[psycopg2.extensions.cursor, Person]]:
    """A connection as the role of web and worker, which owns no table."""
    with within(world.aoba):
        person = PersonFactory(name="青葉 一郎")
    parameters = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if cursor.fetchone() is None or not parameters.get("user"):
            pytest.skip("the server has no second role")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}"
        )
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}")
    other = psycopg2.connect(
        host=parameters["host"], port=parameters["port"], dbname=parameters["dbname"], user=APP
    )
    other.autocommit = True
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SET app.organizations = '{world.aoba.pk}'")
            yield cursor, person
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}")
            cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP}")


@pytest.mark.parametrize(
    "attempt",
    [
        "",
        "SET pgtrigger.ignore = '{{{trigger}}}'",
        "SET app.erasing = 'on'",
    ],
)
def test_no_setting_lets_the_app_rewrite_history(app_role, attempt: str):
    cursor, person = app_role
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only_%'"
        " AND tgrelid = 'people_personevent'::regclass"
    )
    trigger = cursor.fetchone()[0]
    if attempt:
        cursor.execute(attempt.format(trigger=trigger))

    with pytest.raises(psycopg2.errors.RaiseException, match="Cannot update or delete"):
        cursor.execute("UPDATE people_personevent SET name = '' WHERE pgh_obj_id = %s", [person.pk])


def test_the_app_may_call_the_function(app_role):
    cursor, person = app_role
    cursor.execute("SELECT erase_personal('people.Person', %s)", [[person.pk]])
    cursor.execute("SELECT name FROM people_personevent WHERE pgh_obj_id = %s", [person.pk])

    assert {row[0] for row in cursor.fetchall()} == {""}


def test_a_role_that_only_reads_may_not(app_role):
    cursor, person = app_role
    with connection.cursor() as owner:
        owner.execute(f"REVOKE UPDATE ON people_person FROM {APP}")

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("SELECT erase_personal('people.Person', %s)", [[person.pk]])


def test_without_the_function_the_owner_is_refused_too(world: World):
    with within(world.aoba):
        person = PersonFactory()
        events = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk)
        with transaction.atomic(), pytest.raises(DatabaseError, match="Cannot update"):
            events.update(name="")
