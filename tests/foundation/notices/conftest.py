"""Two organizations with a person each, and a mail server of moods."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from post_office.connections import connections

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.people.actions.people import create_person
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from tests.foundation.notices.mail_server import MailServer

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
CLERK = Actor.system("test")

register_kind("test.hello", "あいさつ", "{名前}さん、{日付}にお待ちしています。")


def make_organization(slug: str) -> Organization:
    return Organization.objects.create(
        slug=slug, name="あおば市", kind="municipality", section_name="福祉課", phone="0451234567"
    )


@pytest.fixture
def town(db: None) -> Iterator[Organization]:
    organization = make_organization("notices-a")
    with within(organization):
        yield organization


@pytest.fixture
def person(town: Organization) -> Person:
    return create_person(PersonFacts(name="佐藤 花子"), actor=CLERK, now=NOW)


def tell(person: Person, key: str = "", **where: Any) -> Notice:
    return queue_notice(
        Message("test.hello", {"名前": person.name, "日付": "11月20日"}),
        target=person,
        recipient=Recipient(person.name, **where),
        dedupe_key=key,
        actor=CLERK,
        now=NOW,
    )


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.3
    connections.close()
    yield server
    server.close()
    assert connection.is_usable()
