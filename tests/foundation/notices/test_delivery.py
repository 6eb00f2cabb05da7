"""Whatever the mail server does, every notice arrives once (issue of a dead mail server)."""

from datetime import timedelta

import pytest

from foundation.notices.delivery import MAX_TRIES, WORKER, deliver_outbox, settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from tests.foundation.notices.conftest import NOW, tell

LATER = NOW + timedelta(minutes=5)


def test_nothing_leaves_before_its_time(person, server):
    tell(person, email="hanako@example.jp")

    assert deliver_outbox(now=NOW) == 0
    assert server.received == []


def test_a_due_mail_leaves_once(person, server):
    notice = tell(person, email="hanako@example.jp")

    assert deliver_outbox(now=LATER) == 1
    assert deliver_outbox(now=LATER) == 0
    settle_notices(actor=WORKER, now=LATER)

    assert len(server.received) == 1
    assert Notice.objects.get(pk=notice.pk).state == NoticeState.SENT


@pytest.mark.parametrize("mood", ["silent", "later"])
def test_a_server_in_trouble_gets_every_mail_once_when_it_is_back(person, server, mood):
    for key in ("1", "2", "3"):
        tell(person, key=key, email=f"hanako{key}@example.jp")
    server.mood = mood

    for minutes in (0, 10, 30):
        deliver_outbox(now=LATER + timedelta(minutes=minutes))
    settle_notices(actor=WORKER, now=LATER)
    assert server.received == []
    assert Notice.objects.filter(state=NoticeState.QUEUED).count() == 3

    server.mood = "kind"
    for hours in (7, 14):
        deliver_outbox(now=LATER + timedelta(hours=hours))
    settle_notices(actor=WORKER, now=LATER)

    to = sorted(line for mail in server.received for line in mail.splitlines() if "To: h" in line)
    assert to == [f"To: hanako{key}@example.jp" for key in ("1", "2", "3")]
    assert Notice.objects.filter(state=NoticeState.SENT).count() == 3


def test_an_address_that_does_not_exist_becomes_a_call(person, server):
    tell(person, email="nobody@example.jp", phone="0312345678")
    server.mood = "refuse"

    deliver_outbox(now=LATER)
    settle_notices(actor=WORKER, now=LATER)

    assert Notice.objects.get().state == NoticeState.FAILED
    assert Task.objects.get().phone == "0312345678"


def test_a_mail_is_given_up_in_the_end(person, server):
    tell(person, email="hanako@example.jp")
    server.mood = "later"

    for n in range(MAX_TRIES):
        deliver_outbox(now=LATER + timedelta(days=n))
    settle_notices(actor=WORKER, now=LATER)

    assert Notice.objects.get().state == NoticeState.FAILED
