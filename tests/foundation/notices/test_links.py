"""A mailed link opens one row for one purpose, until it expires, and only in its organization."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from foundation.notices import links
from foundation.notices.models import MailedLink
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.foundation.notices.conftest import NOW, make_organization

links.register_purpose(links.LinkPurpose("test", "people.Person", "open-link"))


def issue(person) -> str:
    address = links.issue_link("test", person, expires_at=NOW + timedelta(days=1))
    return address.rstrip("/").rsplit("/", 1)[1]


def test_a_link_opens_its_target_and_nothing_else(town, person):
    session: dict = {}

    address = links.open_link(issue(person), session=session, now=NOW)

    assert address == reverse("open-link", args=[town.slug, person.pk])
    assert links.has_opened(session, "test", person.pk, town.pk)
    assert not links.has_opened(session, "test", person.pk + 1, town.pk)
    assert not links.has_opened(session, "other", person.pk, town.pk)


def test_the_token_itself_is_not_stored(person):
    token = issue(person)

    assert token not in str(MailedLink.objects.values().get())


@pytest.mark.parametrize("days", [1.001, 30])
def test_an_expired_link_is_closed(person, days):
    token = issue(person)

    with pytest.raises(Refused):
        links.open_link(token, session={}, now=NOW + timedelta(days=days))


def test_a_revoked_link_is_closed_and_not_renewed(person):
    token = issue(person)
    links.revoke_links("test", person.pk, now=NOW)

    with pytest.raises(Refused):
        links.open_link(token, session={}, now=NOW)
    assert links.renew_link(token, now=NOW) is False


def test_another_organizations_link_is_unknown(person):
    token = issue(person)

    with within(make_organization("notices-b")), pytest.raises(Refused):
        links.open_link(token, session={}, now=NOW)


def test_every_purpose_names_the_model_that_an_erasure_looks_for():
    targets = links.purposes_by_target()

    assert {"trainings.Application", "supporters.Supporter"} <= set(targets)
    for label in targets:
        assert apps.get_model(label)._meta.label == label


def test_pressing_on_mails_a_new_link_once_in_a_while(person, client, monkeypatch, at):
    """Who holds an expired link can not fill the mailbox it went to."""
    sent = []
    known = links._purposes["test"]
    renewing = replace(known, renew=lambda target_id, now: sent.append(target_id))
    monkeypatch.setitem(links._purposes, "test", renewing)
    at(NOW + timedelta(days=30))
    address = reverse("open-link", args=[person.organization.slug, issue(person)])

    pages = [client.post(address) for _ in range(5)]
    assert sent == [person.pk]
    assert {(page.status_code, page.templates[0].name) for page in pages} == {
        (200, "notices/link_sent.html")
    }
    at(NOW + timedelta(days=30, minutes=20))
    client.post(address)
    assert sent == [person.pk] * 2
