"""Mails through the real worker: killed in the middle, or with a mail server in trouble."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email import message_from_string
from multiprocessing.process import BaseProcess

import pytest
from django.conf import settings
from post_office.models import STATUS, Email

from foundation import clock
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.delivery import WORKER, settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from tests.conftest import World
from tests.crash.conftest import until
from tests.crash.workers import died, start_worker
from tests.factories.people import PersonFactory
from tests.foundation.notices.mail_server import MailServer
from tests.programs import PATIENCE_SECONDS, stop

pytestmark = pytest.mark.slow
PEOPLE = 6
EVERYBODY = {f"hanako{number}@example.jp": 1 for number in range(PEOPLE)}
register_kind("test.crash", "あいさつ", "{名前}さん、お待ちしています。")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with closing(MailServer()) as server:
        yield server


@pytest.fixture
def notices(transactional_db: None, world: World) -> Iterator[list[Notice]]:
    """A due mail for each of a few people, committed."""
    with within(world.aoba):
        yield [
            queue_notice(
                Message("test.crash", {"名前": address}),
                target=PersonFactory(email=address),
                recipient=Recipient("佐藤 花子", email=address),
                dedupe_key="1",
                actor=Actor.system("test"),
                # Due, and not late: at night what is late would wait for the morning.
                now=clock.now() - timedelta(minutes=10),
            )
            for address in EVERYBODY
        ]


def arrived(server: MailServer) -> Counter[str]:
    return Counter(message_from_string(mail)["To"] for mail in server.received)


def mailing(server: MailServer, kill: str = "", patience: float = PATIENCE_SECONDS) -> BaseProcess:
    """A worker that hands mails to the server, and waits so many seconds for its answers."""
    return start_worker(
        "--interval=0.05",
        kill=kill,
        POST_OFFICE={
            **settings.POST_OFFICE,
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
        },
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=server.port,
        EMAIL_TIMEOUT=patience,
    )


def run_until_sent(server: MailServer) -> None:
    """A healthy worker runs until every mail has left."""
    worker = mailing(server)
    try:
        until(lambda: not Email.objects.exclude(status=STATUS.sent).exists(), "mails leave")
    finally:
        stop(worker)


@pytest.mark.parametrize("call", [1, 3])
def test_a_worker_killed_before_handing_a_mail_over_loses_and_doubles_nothing(
    notices, server, call
):
    kill = f"before:django.core.mail.message:EmailMessage.send:{call}"
    assert died(mailing(server, kill))
    assert len(server.received) == call - 1

    run_until_sent(server)

    assert arrived(server) == EVERYBODY


def test_a_mail_in_flight_at_the_kill_comes_again_and_no_other(notices, server):
    """Only the one whose receipt could not be written down, under the name mail systems know."""
    kill = "after:django.core.mail.message:EmailMessage.send:3"
    assert died(mailing(server, kill))

    run_until_sent(server)

    assert set(arrived(server)) == set(EVERYBODY)
    assert sorted(arrived(server).values()) == [1] * (PEOPLE - 1) + [2]
    assert len({message_from_string(mail)["Message-ID"] for mail in server.received}) == PEOPLE


@pytest.mark.parametrize("mood", ["silent", "later"])
def test_a_server_that_hangs_or_puts_off_and_then_returns_gets_every_mail_once(
    notices, server, mood
):
    server.mood = mood
    worker = mailing(server, patience=0.2)
    try:
        until(lambda: Email.objects.filter(status=STATUS.requeued).exists(), "one was tried")
    finally:
        stop(worker)
    assert server.received == []

    server.mood = "kind"
    # Instead of waiting: the time for the next try has come.
    Email.objects.update(scheduled_time=clock.now() - timedelta(minutes=1))
    run_until_sent(server)

    assert arrived(server) == EVERYBODY


def test_addresses_that_are_refused_are_given_up_at_once(notices, server):
    server.mood = "refuse"
    worker = mailing(server)
    try:
        until(
            lambda: Email.objects.filter(status=STATUS.failed).count() == PEOPLE, "all are refused"
        )
    finally:
        stop(worker)

    assert server.received == []
    settle_notices(actor=WORKER, now=clock.now())
    assert Notice.objects.filter(state=NoticeState.FAILED).count() == PEOPLE
    assert Task.objects.count() == PEOPLE
