"""Mails that come back hours later become call tasks too (rule B6, RFC 3464)."""

import io
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from post_office.models import STATUS, Email

from foundation.notices import bounces
from foundation.notices.bounces import Outcome, read_report, take_report
from foundation.notices.delivery import WORKER, deliver_outbox, settle_notices
from foundation.notices.management.commands import read_bounces
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.outbox import message_of
from foundation.organizations.tenancy import within
from tests.foundation.notices import returned as shapes
from tests.foundation.notices.conftest import NOW, make_organization, tell
from tests.foundation.notices.returned import ID, returned

LATER = NOW + timedelta(minutes=5)
HOURS_LATER = NOW + timedelta(hours=7)


@pytest.mark.parametrize("shape", ["POSTFIX", "EXCHANGE", "CARRIER", "GIVEN_UP"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_report_of_failure_names_its_mail(shape, ending):
    raw = returned(getattr(shapes, shape)).replace(b"\n", ending)

    report = read_report(raw)

    assert report is not None
    assert report.message_ids == (ID,)


@pytest.mark.parametrize(
    "raw",
    [
        *(returned(one) for one in (shapes.DELAYED, shapes.DELIVERED, shapes.ABSENT, shapes.READ)),
        b"",
        b"\x00\xff\xfe",
        returned(shapes.POSTFIX)[:700],  # cut off before the report
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n)
                 for n in range(3000)),
    ],
)  # fmt: skip
def test_every_other_mail_says_nothing_about_an_arrival(raw):
    assert read_report(raw) is None


@pytest.mark.parametrize(
    "named", ["<somebody@elsewhere.example>", "<a\x00b@sasae.invalid>", "", "壊れた"]
)
def test_ids_that_are_not_ours_name_nothing(db, named):
    report = read_report(returned(shapes.POSTFIX, named))

    assert report is not None
    assert report.message_ids == ()
    assert take_report(returned(shapes.POSTFIX, named)) == Outcome.UNKNOWN


def sent(person, server, key="", **where):
    """Queue a mail and let the server take it; returns its notice and its Message-ID."""
    notice = tell(person, key=key, **where)
    deliver_outbox(now=LATER)
    settle_notices(actor=WORKER, now=LATER)
    notice = Notice.objects.get(pk=notice.pk)
    assert notice.state == NoticeState.SENT
    return notice, Email.objects.get(pk=notice.outbox_id).message_id


def test_rule_b6_a_mail_that_comes_back_is_told_by_telephone(person, server):
    notice, message_id = sent(person, server, email="hanako@example.jp", phone="0312345678")
    other, _ = sent(person, server, key="other", email="taro@example.jp", phone="0390000000")
    mail = returned(shapes.POSTFIX, message_id)

    outcomes = [take_report(mail), take_report(mail)]
    for _ in range(2):
        settle_notices(actor=WORKER, now=HOURS_LATER)

    assert outcomes == [Outcome.RECORDED, Outcome.KNOWN]
    lost = Notice.objects.get(pk=notice.pk)
    assert (lost.state, lost.settled_at) == (NoticeState.FAILED, HOURS_LATER)
    task = Task.objects.get()
    assert (task.phone, task.target_id, task.done_at) == ("0312345678", notice.pk, None)
    assert Notice.objects.get(pk=other.pk).state == NoticeState.SENT
    # Nothing that the strange mail says is kept.
    assert "unknown user" not in f"{task.title}{lost.body}{Email.objects.values_list()}"
    assert deliver_outbox(now=HOURS_LATER) == 0


def test_the_call_belongs_to_the_organization_that_wrote(person, server):
    _, message_id = sent(person, server, email="hanako@example.jp")
    neighbour = make_organization("notices-b")

    take_report(returned(shapes.EXCHANGE, message_id))
    with within(neighbour):
        assert settle_notices(actor=WORKER, now=HOURS_LATER) == 0
        assert not Task.objects.exists()

    settle_notices(actor=WORKER, now=HOURS_LATER)
    assert Task.objects.count() == 1


def test_a_mail_that_waits_for_another_try_is_not_sent_again(person, server):
    """The worker died after sending and before recording; the report comes first."""
    tell(person, email="hanako@example.jp")
    message_id = Email.objects.get().message_id

    assert take_report(returned(shapes.POSTFIX, message_id)) == Outcome.RECORDED
    assert deliver_outbox(now=LATER) == 0
    settle_notices(actor=WORKER, now=LATER)

    assert Notice.objects.get().state == NoticeState.FAILED
    assert server.received == []


def piped(monkeypatch, raw: bytes) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("read_bounces", stdout=out)
    return out.getvalue()


def test_one_mail_from_a_pipe(person, server, monkeypatch):
    _, message_id = sent(person, server, email="hanako@example.jp")

    # Postfix writes the line of a mailbox before the mail.
    raw = b"From MAILER-DAEMON Fri Nov 20 10:05:11 2026\n" + returned(shapes.POSTFIX, message_id)

    assert piped(monkeypatch, raw) == "1 did not arrive\n"
    assert piped(monkeypatch, raw) == "1 known already\n"
    assert piped(monkeypatch, b"Subject: hello\n\nhello") == "1 not a report of failure\n"
    assert Email.objects.get().status == STATUS.failed


def test_a_maildir_is_read_once_and_kept(person, server, tmp_path):
    _, message_id = sent(person, server, email="hanako@example.jp")
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    mails = [returned(shapes.POSTFIX, message_id), returned(shapes.POSTFIX), b"\xff\x00"]
    for number, raw in enumerate(mails):
        (tmp_path / "new" / f"176360071{number}.M1.mx").write_bytes(raw)
    out = io.StringIO()

    call_command("read_bounces", maildir=tmp_path, stdout=out)
    call_command("read_bounces", maildir=tmp_path, stdout=out)

    assert out.getvalue().splitlines() == [
        "1 did not arrive", "1 about no mail of ours", "1 not a report of failure",
    ]  # fmt: skip
    assert list((tmp_path / "new").iterdir()) == []
    kept = sorted((tmp_path / "cur").iterdir())
    assert [path.read_bytes() for path in kept] == mails
    assert all(path.name.endswith(":2,S") for path in kept)


def test_without_the_database_the_mail_is_kept_for_another_try(db, monkeypatch, tmp_path):
    def broken(raw):
        raise OperationalError

    monkeypatch.setattr(read_bounces, "take_report", broken)
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(returned(shapes.POSTFIX))

    with pytest.raises(CommandError) as from_pipe:
        piped(monkeypatch, returned(shapes.POSTFIX))
    with pytest.raises(CommandError) as from_folder:
        call_command("read_bounces", maildir=tmp_path)

    assert from_pipe.value.returncode == from_folder.value.returncode == 75  # EX_TEMPFAIL
    assert (tmp_path / "new" / "1").exists()
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("read_bounces", maildir=tmp_path / "missing")


def test_a_returned_mail_goes_to_its_own_address_where_one_is_set(person, settings):
    tell(person, email="hanako@example.jp")
    settings.BOUNCE_ADDRESS = "returned@aoba.example.jp"

    message = message_of(Email.objects.get())

    assert message.from_email == "returned@aoba.example.jp"
    assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_only_so_much_of_a_mail_is_read(monkeypatch):
    raw = returned(shapes.POSTFIX)
    assert read_report(raw) is not None

    monkeypatch.setattr(bounces, "MOST_BYTES", 700)

    assert read_report(raw) is None
