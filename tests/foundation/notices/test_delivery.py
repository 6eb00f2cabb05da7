"""Whatever the mail server does, every notice arrives once (issue of a dead mail server)."""

from datetime import timedelta
from email import message_from_string

import pytest
from django.core.mail import send_mail
from post_office.models import Email

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.delivery import MAX_TRIES, WORKER, deliver_outbox, settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.outbox import message_of
from tests.foundation.notices.conftest import CLERK, NOW, tell

LATER = NOW + timedelta(minutes=5)


def body_of(mail: str) -> str:
    payload = message_from_string(mail).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


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


def test_what_people_typed_is_never_a_template_and_arrives_as_typed(person, server):
    person.name = "{{ settings.SECRET_KEY }}{% now 'Y' %} <&> {% include 'x' %}"
    tell(person, email="hanako@example.jp")

    assert deliver_outbox(now=LATER) == 1

    text = body_of(server.received[0])
    assert "{{ settings.SECRET_KEY }}{% now 'Y' %} <&> {% include 'x' %}" in text


def test_a_calendar_travels_with_its_mail(person, server):
    queue_notice(
        Message("test.hello", {}, calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        target=person,
        recipient=Recipient(person.name, email="hanako@example.jp"),
        actor=CLERK,
        now=NOW,
    )

    deliver_outbox(now=LATER)

    parts = [part.get_content_type() for part in message_from_string(server.received[0]).walk()]
    assert parts == ["multipart/mixed", "text/plain", "text/calendar"]


def test_a_mail_tried_again_keeps_its_message_id(person, server):
    tell(person, email="hanako@example.jp")
    row = Email.objects.get()

    assert message_of(row).message()["Message-ID"] == message_of(row).message()["Message-ID"]
    assert str(message_of(row).message()["Message-ID"]).endswith("@sasae.invalid>")


def test_mails_of_libraries_join_the_outbox_unrendered(db, settings):
    settings.EMAIL_BACKEND = "foundation.notices.mail_backend.OutboxBackend"

    send_mail("件名 {{ x }}", "本文 {{ x }} <&>", None, ["a@example.jp", "b@example.jp"])

    assert sorted((row.to[0], row.subject, row.message) for row in Email.objects.all()) == [
        (to, "件名 {{ x }}", "本文 {{ x }} <&>") for to in ("a@example.jp", "b@example.jp")
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_no_name_writes_a_header_of_its_own(person, server, ending):
    """What people and offices typed goes into subjects; a line break in it adds no recipient."""
    evil = f"{ending}Bcc: everybody@example.jp"
    organization = person.organization
    organization.name = f"あおば市{evil}"
    organization.save()
    person.name = f"花子{evil}"
    tell(person, email="hanako@example.jp")
    tell(person, key="other", email="taro@example.jp")

    deliver_outbox(now=LATER)
    settle_notices(actor=WORKER, now=LATER)

    for mail in map(message_from_string, server.received):
        assert mail["Bcc"] is None
        assert "everybody@example.jp" not in f"{mail['To']}{mail['Cc']}"
    assert not Notice.objects.filter(state=NoticeState.QUEUED).exists()
