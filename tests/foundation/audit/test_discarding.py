"""The access log leaves after five whole fiscal years, and nothing of it before."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from foundation import clock
from foundation.audit.discarding import discard_access_log, kept_since
from foundation.audit.models import AccessAction, AccessLog
from foundation.organizations.tenancy import within
from tests.factories.base import NOW


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 10, 1), date(2021, 4, 1)),
        (date(2027, 3, 31), date(2021, 4, 1)),
        (date(2027, 4, 1), date(2022, 4, 1)),
    ],
)
def test_five_whole_fiscal_years_stay(today: date, first: date):
    now = datetime.combine(today, datetime.min.time(), clock.JST)
    assert kept_since(now) == datetime.combine(first, datetime.min.time(), clock.JST)


def entry(at: datetime) -> AccessLog:
    return AccessLog.objects.create(
        actor="staff:1", action=AccessAction.VIEW, object_type="people.Person", object_ids=[],
        count=0, at=at,
    )  # fmt: skip


def test_old_entries_leave_and_only_of_the_open_organization(world):
    since = kept_since(NOW)
    with within(world.wakaba):
        theirs = entry(since - timedelta(days=1))
    with within(world.aoba):
        entry(since - timedelta(seconds=1))
        kept = entry(since)
        assert discard_access_log(NOW) == 1
        assert AccessLog.objects.get() == kept
    with within(world.wakaba):
        assert AccessLog.objects.get() == theirs


def test_nobody_can_ask_for_more(world):
    """A wrong clock, or somebody who calls the function by hand, leaves four years."""
    with within(world.aoba):
        recent, old = entry(clock.now() - timedelta(days=300)), entry(NOW - timedelta(days=9 * 365))
        assert discard_access_log(NOW + timedelta(days=50 * 365)) == 1
        assert AccessLog.objects.get() == recent != old
        with pytest.raises(DatabaseError), transaction.atomic():
            AccessLog.objects.all().delete()
