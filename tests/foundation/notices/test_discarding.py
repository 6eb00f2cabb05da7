"""Copies of mails that left do not stay in the outbox for ever; the messages do."""

from datetime import datetime, timedelta

import pytest
from post_office.models import STATUS, Email, Log

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.discarding import MAIL_KEPT, discard_mails, discard_staff_mails
from foundation.notices.models import Notice, NoticeState
from foundation.notices.outbox import Letterhead, put_mail
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.people import PersonFactory

BODY = "杜の丘の会場でお待ちします。"


@pytest.fixture
def kind() -> str:
    register_kind("notices.discarding", "試験", BODY)
    return "notices.discarding"


def told(kind: str, clerk: Actor, state: str, settled_at: datetime | None) -> Notice:
    way = Recipient(name="青葉 花子", email="hanako@example.jp")
    notice = queue_notice(
        Message(kind, {}), target=PersonFactory(), recipient=way, actor=clerk, now=NOW
    )
    Notice.objects.filter(pk=notice.pk).update(state=state, settled_at=settled_at)
    Email.objects.filter(pk=notice.outbox_id).update(status=STATUS.sent)
    return Notice.objects.get(pk=notice.pk)


def test_copies_go_after_their_time_and_the_message_stays(world, clerk, kind):
    early, late = NOW - MAIL_KEPT - timedelta(seconds=1), NOW - MAIL_KEPT
    with within(world.aoba):
        gone = told(kind, clerk, NoticeState.SENT, early)
        Log.objects.create(email_id=gone.outbox_id, status=STATUS.sent)
        kept = [
            told(kind, clerk, NoticeState.SENT, late),
            told(kind, clerk, NoticeState.QUEUED, None),
        ]
    with within(world.wakaba):
        theirs = told(kind, clerk, NoticeState.SENT, early)
    with within(world.aoba):
        assert discard_mails(NOW) == 1
        gone.refresh_from_db()
        assert (gone.outbox_id, BODY in gone.body) == (None, True)
    left = set(Email.objects.values_list("pk", flat=True))
    assert left == {one.outbox_id for one in (*kept, theirs)}


@pytest.mark.django_db
def test_mails_of_no_message_go_too(world, clerk, kind):
    old, new = (put_mail("staff@example.jp", "s", "t", head=Letterhead()) for _ in range(2))
    waiting = put_mail("staff@example.jp", "s", "t", head=Letterhead())
    long_ago = NOW - 2 * MAIL_KEPT - timedelta(days=1)
    Email.objects.filter(pk=old.pk).update(status=STATUS.sent, last_updated=long_ago)
    Email.objects.filter(pk=new.pk).update(status=STATUS.sent, last_updated=NOW)
    Email.objects.filter(pk=waiting.pk).update(status=STATUS.queued, last_updated=long_ago)

    assert discard_staff_mails(NOW) == 1
    assert set(Email.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}
