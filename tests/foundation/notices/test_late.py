"""After a standstill: what is past its time stays, what is only late waits for the day (ux 8)."""

from datetime import datetime, timedelta

import pytest
from post_office.models import Email

from foundation.clock import JST
from foundation.notices.actions.notices import Message, Recipient, queue_notice, resend_notice
from foundation.notices.delivery import WORKER, deliver_outbox, settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from tests.foundation.notices.conftest import CLERK, NOW

IN_THE_NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=JST)
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=JST)


def tell(person, key="", name="佐藤 花子", now=NOW, **leaving) -> Notice:
    return queue_notice(
        Message("test.hello", {"名前": name}, **leaving),
        target=person,
        recipient=Recipient(name, email=f"hanako{key}@example.jp"),
        dedupe_key=key,
        actor=CLERK,
        now=now,
    )


def settled(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def test_what_is_past_its_time_is_not_sent_and_staff_are_told(person, server):
    over = tell(person, not_after=NOW + timedelta(days=2))
    after = NOW + timedelta(days=2)

    assert deliver_outbox(now=after) == 0
    settle_notices(actor=WORKER, now=after)
    settle_notices(actor=WORKER, now=after)

    assert server.received == []
    assert settled(over).state == NoticeState.CANCELLED
    assert settled(over).standing == "時機を過ぎたため送らず"
    task = Task.objects.get()
    assert task.title.startswith("佐藤 花子さんへのメール「あいさつ」を、時機を過ぎたため")
    assert task.target_id == over.pk
    resend_notice(over, actor=CLERK, now=after)
    assert deliver_outbox(now=after) == 1


def test_what_cannot_be_delivered_in_its_time_is_not_tried_after_it(person, server):
    tell(person, not_after=NOW + timedelta(minutes=4))
    server.mood = "later"
    deliver_outbox(now=NOW + timedelta(minutes=3))
    server.mood = "kind"
    after = NOW + timedelta(minutes=10)

    assert deliver_outbox(now=after) == 0
    settle_notices(actor=WORKER, now=after)

    assert "時機を過ぎた" in Task.objects.get().title


def test_many_of_a_kind_are_one_to_do(person, server):
    for key in ("1", "2", "3"):
        tell(person, key, not_after=NOW + timedelta(days=1))
    tell(person, "4")
    after = NOW + timedelta(days=1)

    assert deliver_outbox(now=after) == 1
    settle_notices(actor=WORKER, now=after)

    assert "3通" in Task.objects.get().title
    assert "佐藤" not in Task.objects.get().title


def test_what_leaves_in_time_leaves(person, server):
    notice = tell(person, not_after=NOW + timedelta(days=1))

    assert deliver_outbox(now=NOW + timedelta(hours=1)) == 1
    settle_notices(actor=WORKER, now=NOW + timedelta(days=2))

    assert settled(notice).state == NoticeState.SENT
    assert not Task.objects.exists()


def test_what_is_told_after_its_time_has_no_limit(person, server):
    tell(person, not_after=NOW - timedelta(days=1))

    assert Email.objects.get().expires_at is None


@pytest.mark.parametrize(
    ("told", "leaving", "leaves"),
    [
        (NOW, {}, False),
        (NOW, {"by_day": True}, False),
        (NOW, {"urgent": True}, True),
        (IN_THE_NIGHT - timedelta(minutes=10), {}, True),
    ],
)
def test_ux8_what_is_late_wakes_nobody_unless_it_is_urgent(person, server, told, leaving, leaves):
    tell(person, now=told, **leaving)

    assert deliver_outbox(now=IN_THE_NIGHT) == int(leaves)
    assert deliver_outbox(now=MORNING) == int(not leaves)
