"""Every address asked with another organization's object answers 404 (design D8).

The addresses come from the URLconf: a new one without an example fails. The objects come from the
demo data, in which あおば市 and わかば町 are look-alikes.
"""

from typing import Any

import pytest

from foundation.notices import links
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.webforms.receipts import cookie_of, write_receipt
from supporters.views.applying import DONE as REGISTRATION_DONE
from tests.factories.organizations import MembershipFactory, StaffUserFactory
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.addresses import Address, addresses, owner_of, row_of, without_example
from trainings.views.applying import DONE as APPLICATION_DONE

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EVERYTHING = [role.value for role in Role if role not in (Role.CONTRACTOR, Role.RECEPTION)]


@pytest.fixture
def aoba(demo: None) -> Organization:
    return Organization.objects.get(slug="aoba")


@pytest.fixture
def others(demo: None) -> list[Organization]:
    """The other town first: it looks like ours."""
    return [Organization.objects.get(slug=slug) for slug in ("wakaba", "midori")]


def desk_of(organization: Organization) -> Desk:
    """Somebody who may do everything in the organization."""
    membership: Membership = MembershipFactory(
        user=StaffUserFactory(), organization=organization, roles=EVERYTHING
    )
    return Desk(membership)


def claim(desk: Desk, row: Any, organization: Organization) -> None:
    """Let the session say that every kind of link was opened for the row, in our town."""
    session = desk.session
    for purpose in links.known_purposes():
        links.remember(session, purpose, row.pk, organization.pk)
    session.save()
    for kind in (APPLICATION_DONE, REGISTRATION_DONE):
        desk.cookies[cookie_of(kind)] = write_receipt(kind, organization.pk, row.pk)


def test_every_address_with_an_object_has_an_example():
    assert [f"{one.name} {one.route}" for one in without_example()] == []


def test_every_address_answers_404_for_the_objects_of_others(aoba, others):
    towns = {aoba.pk: others[0], **{other.pk: aoba for other in others}}
    desks = {town.pk: desk_of(town) for town in (aoba, others[0])}
    wrong, without_rows, asked = [], set(), 0
    for address in addresses():
        if not (address.has_object and address.is_owned):
            continue
        row = row_of(address.label, [*others, aoba])
        if row is None:
            without_rows.add(address.label)
            continue
        stranger = towns[owner_of(row)]
        desk = desks[stranger.pk]
        claim(desk, row, stranger)
        with within(owner_of(row)):
            path = address.path(row, slug=stranger.slug)
        asked += 1
        statuses = (desk.get(path).status_code, desk.post(path).status_code)
        # 405: the page knows only the other method, whoever's row it is.
        if 404 not in statuses or set(statuses) > {404, 405}:
            wrong.append(f"{statuses} {path}")

    assert wrong == []
    assert without_rows == set()
    assert asked > 200


def test_no_action_on_several_rows_takes_those_of_others(aoba, others):
    desk = desk_of(aoba)
    wrong, asked = [], 0
    for address in addresses():
        if not address.is_bulk:
            continue
        table = next(
            one for one in addresses() if one.model and address.name.startswith(_base(one))
        )
        row = row_of(table.label, others) if table.is_owned else None
        if row is None:
            continue
        asked += 1
        status = desk.post(address.path(None), {"ids": str(row.pk)}).status_code
        if status != 404:
            wrong.append(f"{status} {address.name}")

    assert wrong == []
    assert asked > 5


def _base(address: Address) -> str:
    return f"admin:{address.model._meta.app_label}_{address.model._meta.model_name}_bulk_"


def test_the_same_addresses_answer_their_own_people(aoba, others):
    """The positive control: what was asked for above exists."""
    desks = {one.pk: desk_of(one) for one in others}
    refused, answered = [], 0
    for address in addresses():
        if not address.name.endswith("_change") or not address.is_owned:
            continue
        row = row_of(address.label, others)
        if row is None:
            continue
        with within(owner_of(row)):
            path = address.path(row)
        status = desks[owner_of(row)].get(path).status_code
        answered += status == 200
        if status != 200:
            refused.append(f"{status} {path}")

    assert answered >= 15, refused
