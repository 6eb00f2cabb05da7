"""The access log: what is kept of a read, that it stays, and who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import InternalError, connection, transaction

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction, AccessLog
from foundation.audit.queries import read_by, who_read
from foundation.organizations.actor import Actor
from foundation.organizations.models import Body, StaffUser
from foundation.organizations.tenancy import within

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return StaffUser.objects.create_user("clerk@example.jp", name="受付 太郎")


def test_a_read_is_kept_with_person_ids_purpose_and_time(town, clerk, django_assert_num_queries):
    with django_assert_num_queries(1):
        record_access(
            AccessAction.EXPORT, Body, [3, 1, 3], actor=Actor.staff(clerk), purpose="監査", now=NOW
        )

    entry = AccessLog.objects.get()
    assert (entry.user, entry.actor) == (clerk, f"staff:{clerk.pk}")
    assert (entry.object_type, entry.object_ids, entry.count) == ("organizations.Body", [1, 3], 2)
    assert (entry.action, entry.purpose, entry.at) == ("export", "監査", NOW)
    assert str(entry) == f"データの書き出し {Body._meta.verbose_name} 2件"


def test_a_resident_behind_a_link_has_no_account(town):
    entry = record_access(
        AccessAction.VIEW, "trainings.Application", [7], actor=Actor.resident("K3F9"), now=NOW
    )

    assert (entry.user, entry.actor) == (None, "resident:K3F9")


def test_a_search_without_a_hit_is_kept_too(town, clerk):
    entry = record_access(AccessAction.SEARCH, Body, [], actor=Actor.staff(clerk), now=NOW)

    assert (entry.object_ids, entry.count) == ([], 0)


def test_a_typed_line_break_does_not_make_a_second_line(town, clerk):
    entry = record_access(
        AccessAction.PRINT, Body, [1], actor=Actor.staff(clerk), purpose="監査\r\n偽の行", now=NOW
    )

    assert "\n" not in entry.purpose
    assert "\r" not in entry.purpose


def test_an_unknown_action_is_a_mistake(town, clerk):
    with pytest.raises(ValueError, match="peek"):
        record_access("peek", Body, [1], actor=Actor.staff(clerk), now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_accesslog SET purpose = 'x'", "DELETE FROM audit_accesslog"]
)
def test_nobody_changes_or_removes_an_entry(town, clerk, sql):
    entry = record_access(AccessAction.VIEW, Body, [1], actor=Actor.staff(clerk), now=NOW)

    with (
        pytest.raises(InternalError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    with pytest.raises(InternalError), transaction.atomic():
        AccessLog.objects.filter(pk=entry.pk).delete()

    assert AccessLog.objects.get() == entry


def test_who_read_a_record(town, clerk, django_assert_num_queries):
    body = Body.objects.create(name="社会福祉法人あおば", kinds=["partner"])
    other = Body.objects.create(name="社会福祉法人あおば北", kinds=["partner"])
    actor = Actor.staff(clerk)
    first = record_access(AccessAction.VIEW, Body, [body.pk], actor=actor, now=NOW)
    later = record_access(
        AccessAction.LIST, Body, [body.pk, other.pk], actor=actor, now=NOW + timedelta(hours=1)
    )
    record_access(AccessAction.VIEW, Body, [other.pk], actor=actor, now=NOW)
    record_access(AccessAction.VIEW, "people.Person", [body.pk], actor=actor, now=NOW)

    with django_assert_num_queries(1):
        entries = list(who_read(body))
        assert [str(entry.user) for entry in entries] == ["受付 太郎", "受付 太郎"]

    assert entries == [later, first]
    assert list(who_read(body, since=NOW + timedelta(minutes=1))) == [later]
    assert read_by(clerk).count() == 4
    assert list(read_by(clerk, since=NOW + timedelta(minutes=1))) == [later]


def test_the_other_organization_sees_nothing(towns, clerk):
    with within(towns[0]):
        body = Body.objects.create(name="社会福祉法人あおば", kinds=["partner"])
        record_access(AccessAction.VIEW, Body, [body.pk], actor=Actor.staff(clerk), now=NOW)
    with within(towns[1]):
        assert not who_read(body).exists()
        assert not read_by(clerk).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_accesslog")
            assert cursor.fetchone() == (0,)


def test_an_entry_of_a_model_that_is_gone_still_reads(town, clerk):
    entry = record_access(AccessAction.VIEW, "old.Thing", [1], actor=Actor.staff(clerk), now=NOW)

    assert entry.object_label == "old.Thing"
