"""What the daily clean-up removes: ended sessions and old records of sign-ins."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from axes.models import AccessLog as SignIn
from django.contrib.sessions.models import Session

from foundation.jobs.retention import FAILURE_KEPT, SIGN_IN_KEPT, discard_traces
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db


def test_ended_sessions_leave():
    for key, ends in (("over", NOW - timedelta(seconds=1)), ("open", NOW + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=ends)
    discard_traces(NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [(AccessAttempt, FAILURE_KEPT), (AccessFailureLog, FAILURE_KEPT), (SignIn, SIGN_IN_KEPT)],
)
def test_failures_leave_after_a_day_and_sign_ins_after_a_year(kind, kept):
    for name, at in (("old", NOW - kept - timedelta(hours=1)), ("new", NOW - kept)):
        extra = {"failures_since_start": 1} if kind is AccessAttempt else {}
        row = kind.objects.create(username=name, ip_address="192.0.2.1", user_agent=name, **extra)
        kind.objects.filter(pk=row.pk).update(attempt_time=at)
    discard_traces(NOW)
    assert list(kind.objects.values_list("username", flat=True)) == ["new"]
