"""Both walls between organizations stand around every table (design D8)."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from foundation.organizations.models import Issuer, Membership, Organization
from foundation.organizations.tenancy import (
    NoOrganization,
    OrganizationManager,
    within,
)
from foundation.organizations.walls import UNSCOPED, build_walls, owned_models, owned_references
from tests.factories.trainings import ApplicationFactory, CourseFactory

pytestmark = pytest.mark.django_db


def test_the_connected_role_is_subject_to_policies():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[0] is False


def test_every_table_with_an_organization_has_a_forced_policy():
    exempt = [apps.get_model(label)._meta.db_table for label in UNSCOPED]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
             AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p') AND c.relname <> ALL (%s)
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                       AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            """,
            [exempt],
        )
        assert cursor.fetchall() == []


def test_every_owned_model_looks_through_the_scoped_manager():
    bad = [
        model._meta.label
        for model in owned_models()
        if not isinstance(model._default_manager, OrganizationManager)
        or not isinstance(model._base_manager, OrganizationManager)
    ]

    assert bad == []


def test_no_table_without_organization_points_at_an_owned_one():
    owned = set(owned_models())
    bad = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model not in owned
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in owned
    ]

    assert bad == []


def test_unique_means_unique_within_an_organization():
    bad = [
        f"{model._meta.label}.{field.name}"
        for model in owned_models()
        for field in model._meta.local_fields
        if field.unique and not field.primary_key and not isinstance(field, models.OneToOneField)
    ]

    assert bad == []


def references_by_organization() -> set[tuple[str, str]]:
    """Table and column of every valid constraint on organization and id, as PostgreSQL has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.relname, string_agg(a.attname, ',' ORDER BY a.attname)
            FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
            WHERE k.contype = 'f' AND k.convalidated AND array_length(k.conkey, 1) = 2
            GROUP BY k.oid, t.relname
            """
        )
        return {
            (table, next(c for c in columns.split(",") if c != "organization_id"))
            for table, columns in cursor.fetchall()
        }


def test_every_reference_stays_inside_one_organization():
    owned = set(owned_models())
    expected = {
        (model._meta.db_table, field.column)
        for model in owned
        for field in owned_references(model, owned)
    }

    assert expected - references_by_organization() == set()


def test_a_constraint_is_left_out_only_where_its_twin_says_the_same():
    """Hot tables check a reference once, by organization and id; the owner through one of them."""
    built, bare = references_by_organization(), []
    for model in owned_models():
        if hasattr(model, "pgh_tracked_model"):  # history outlives what it tells of
            continue
        table, fields = model._meta.db_table, model._meta.local_fields
        twins = {f.column for f in fields if (table, f.column) in built}
        certain = {f.column for f in fields if f.column in twins and not f.null}
        for field in fields:
            if not isinstance(field, models.ForeignKey) or field.db_constraint:
                continue
            if not (certain if field.column == "organization_id" else {field.column} & twins):
                bare.append(f"{model._meta.label}.{field.name}")

    assert bare == []


def test_a_hot_table_refuses_what_is_not_there_and_what_is_anothers(world):
    with within(world.wakaba):
        theirs = CourseFactory()
    with within(world.aoba):
        ours = ApplicationFactory()
        for wrong in (theirs.pk, 999_999_999):
            with transaction.atomic():
                type(ours).objects.filter(pk=ours.pk).update(course_id=wrong)
                with pytest.raises(IntegrityError):
                    connection.check_constraints()
                transaction.set_rollback(True)


def test_building_the_walls_again_changes_nothing():
    assert build_walls() == 0


@pytest.fixture
def two() -> tuple[Organization, Organization]:
    made = [
        Organization.objects.create(
            slug=slug, name=name, kind="municipality", section_name="福祉課", phone="0120000000"
        )
        for slug, name in (("walls-a", "甲市"), ("walls-b", "乙市"))
    ]
    for organization in made:
        with within(organization):
            Issuer.objects.create(title="市長", name="山田 太郎", valid_from="2020-04-01")
    return made[0], made[1]


def test_a_forgotten_scope_is_loud():
    with pytest.raises(NoOrganization):
        Issuer.objects.count()
    with pytest.raises(NoOrganization):
        Issuer.objects.exists()
    with pytest.raises(NoOrganization):
        Issuer._base_manager.count()


def test_raw_sql_sees_one_organization_only(two):
    table = Issuer._meta.db_table
    assert re.fullmatch(r"\w+", table)
    with within(two[0]), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0


def test_a_row_cannot_be_written_for_the_other_organization(two):
    with within(two[0]), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Issuer.objects.create(
            organization=two[1], slot=2, title="市長", name="x", valid_from="2020-04-01"
        )


def test_saving_over_the_other_organizations_row_fails(two):
    with within(two[1]):
        theirs = Issuer.objects.get()
    with within(two[0]), pytest.raises(IntegrityError), transaction.atomic():
        Issuer(
            pk=theirs.pk, organization=two[0], slot=3, title="x", name="x", valid_from="2020-04-01"
        ).save()


@pytest.mark.django_db
def test_the_history_of_memberships_is_written_anywhere_and_read_inside(world):
    """ADR 0004: the trigger writes before an organization is open."""
    events = Membership.pgh_event_model.objects  # type: ignore[attr-defined]
    ours, theirs = world.member(), world.member(organization=world.wakaba)
    Membership.objects.filter(pk__in=[ours.pk, theirs.pk]).update(section="福祉課")

    assert events.count() == 0
    with within(world.aoba):
        assert set(events.values_list("pgh_obj_id", flat=True)) == {ours.pk}
    with within(world.wakaba):
        assert set(events.values_list("pgh_obj_id", flat=True)) == {theirs.pk}
