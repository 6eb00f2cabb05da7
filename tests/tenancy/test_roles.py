"""Who may open what: every staff address asked by every role (rules I).

The table is made from the URLconf: the permission an address declares against the permissions of
the role. What is declared and what is enforced must be the same.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.adminsite.access import MEMBER, SIGNED_IN, permissions_of
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import ROLE_PERMISSIONS, Role
from foundation.organizations.tenancy import within
from foundation.programs.models import Program
from tests.factories.organizations import MembershipFactory, StaffUserFactory
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.addresses import Address, addresses, row_of
from tests.tenancy.examples import HARMLESS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LIMITED = (Role.CONTRACTOR, Role.RECEPTION)
SIGN_IN_PAGES = {"admin:login", "admin:logout"}
# Refused to a town, or without the words of a search, whoever asks.
NOT_FOR_ALL = {
    *("admin:autocomplete", "admin:report_linked", "admin:report_linked_workbook"),
    "admin:report_linked_pdf",
    # Open for whoever may import something; a batch, for whoever may import its kind.
    *("admin:import_columns", "admin:import_batch", "admin:import_errors"),
}


@pytest.fixture
def aoba(demo: None) -> Organization:
    return Organization.objects.get(slug="aoba")


@pytest.fixture
def pages(aoba: Organization) -> list[tuple[Address, str]]:
    """Every staff address with its path for a row of あおば市."""
    found = []
    for address in addresses():
        if not address.route.startswith("staff/") or address.name in SIGN_IN_PAGES | HARMLESS:
            continue
        row: Any = None
        if address.has_object:
            row = row_of(address.label, [aoba]) if address.is_owned else None
            if row is None:
                continue
        with within(aoba):
            found.append((address, address.path(row)))
    return found


def declared(address: Address) -> Any:
    return address.callback.permission


def holds(role: Role, address: Address) -> bool:
    need = declared(address)
    if need in (MEMBER, SIGNED_IN):
        return True
    return bool(set(permissions_of(need)) & ROLE_PERMISSIONS[role])


def is_for_everybody(address: Address) -> bool:
    return address.name not in NOT_FOR_ALL and not address.name.endswith("_add")


def desk_of(role: Role, aoba: Organization) -> Desk:
    limited: dict[str, Any] = {}
    if role == Role.CONTRACTOR:
        with within(aoba):
            limited = {"program_ids": list(Program.objects.values_list("pk", flat=True)[:1])}
        limited["valid_through"] = "2099-03-31"
    return Desk(
        MembershipFactory(user=StaffUserFactory(), organization=aoba, roles=[role.value], **limited)
    )


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(role, aoba, pages):
    desk = desk_of(role, aoba)
    let_in, kept_out = [], []
    for address, path in pages:
        status = desk.get(path).status_code
        assert status < 500, path
        if holds(role, address):
            # A row of another programme or a case of somebody else's is 404, never 403; many
            # tables grow through actions only, so nobody may add to them by hand.
            if status == 403 and is_for_everybody(address) and role not in LIMITED:
                kept_out.append(f"{status} {address.name}")
        elif status not in (403, 404):
            let_in.append(f"{status} {address.name}")

    assert let_in == []
    assert kept_out == []
    assert len(pages) > 150


def test_nobody_comes_in_without_signing_in(pages):
    visitor = Client()
    door = reverse("account_login")
    wrong = []
    for address, path in pages:
        for answer in (visitor.get(path), visitor.post(path)):
            if answer.status_code != 302 or not answer.headers["Location"].startswith(door):
                wrong.append(f"{answer.status_code} {address.name}")

    assert wrong == []


def test_an_account_without_a_membership_sees_nothing(aoba, pages):
    desk = desk_of(Role.CLERK, aoba)
    Membership.objects.filter(pk=desk.membership.pk).update(valid_through="2020-05-01")
    wrong = [
        address.name
        for address, path in pages
        if declared(address) != SIGNED_IN and desk.get(path).status_code == 200
    ]

    assert wrong == []
