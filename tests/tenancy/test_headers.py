"""What every answer carries, whichever page it is: the addresses come from the URLconf (D14).

Nothing is loaded from elsewhere, nothing private stays in a cache, and no session cookie leaves
without its flags; for pages that answer, for those that refuse, and for what does not exist.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from foundation.notices import links
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.webforms.receipts import cookie_of, write_receipt
from supporters.views.applying import DONE as REGISTRATION_DONE
from tests.factories.organizations import MembershipFactory, StaffUserFactory
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.addresses import Address, addresses, row_of
from trainings.views.applying import DONE as APPLICATION_DONE

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EVERYTHING = [role.value for role in Role if role not in (Role.CONTRACTOR, Role.RECEPTION)]
LOADED = re.compile(rb"""(?:src|srcset|action|formaction|poster|data)=["']?(?:https?:)?//""")
STYLES = re.compile(rb"<link[^>]+href=[\"']?(?:https?:)?//")
INLINE = re.compile(
    rb"<script(?![^>]*(?:nonce|src)=)[^>]*>|\son[a-z]+=[\"']|\sstyle=[\"']|javascript:"
)


def problems_of(response: Any, address: Address) -> Iterator[str]:
    """Say what is wrong with an answer."""
    yield from _headers(response)
    yield from _caching(response.headers.get("Cache-Control", ""), address)
    for cookie in response.cookies.values():
        if not cookie["samesite"] or (cookie.key == "sessionid" and not cookie["httponly"]):
            yield f"cookie {cookie.key}"
    if "text/html" in response.headers.get("Content-Type", ""):
        for what in (LOADED, STYLES, INLINE):
            if found := what.search(response.content):
                yield f"in the page: {found[0].decode()}"
    if response.status_code >= 500:
        yield "a fault"


def _headers(response: Any) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield "no policy"
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY")):
        if response.headers.get(name) != value:
            yield name
    if response.headers.get("Referrer-Policy") not in {
        "same-origin",
        "no-referrer",
        "strict-origin",
    }:
        yield "tells where it was"
    if not response.headers.get("Content-Disposition", "").isascii():
        yield "a file name outside of ASCII"


def _caching(told: str, address: Address) -> Iterator[str]:
    if address.route.startswith("staff/") and "no-store" not in told:
        yield "a staff page stays in the browser"
    elif not re.search("no-store|private", told):
        yield f"may be cached: {told or 'unsaid'}"


def asked_at(address: Address, towns: list[Organization]) -> tuple[Organization, str, Any]:
    """The town, path and row for an address; the path is empty where no row stands for it."""
    row = row_of(address.label, towns) if address.is_owned else None
    if address.has_object and row is None:
        return towns[0], "", None
    town = towns[0]
    if row is not None and getattr(row, "organization_id", None):
        town = next(one for one in towns if one.pk == row.organization_id)
    with within(town):
        return town, address.path(row, slug=town.slug), row


def claim(client: Any, row: Any, town: Organization) -> None:
    if row is None:
        return
    session = client.session
    for purpose in links.known_purposes():
        links.remember(session, purpose, row.pk, town.pk)
    session.save()
    for kind in (APPLICATION_DONE, REGISTRATION_DONE):
        client.cookies[cookie_of(kind)] = write_receipt(kind, town.pk, row.pk)


def test_every_answer_keeps_to_the_policy_and_out_of_caches(demo):
    towns = [Organization.objects.get(slug=slug) for slug in ("aoba", "wakaba", "midori")]
    desks = {}
    for town in towns:
        member = MembershipFactory(user=StaffUserFactory(), organization=town, roles=EVERYTHING)
        desks[town.pk] = Desk(member)
    strangers = Client(raise_request_exception=False)
    wrong, answered = [], 0
    for address in addresses():
        town, path, row = asked_at(address, towns)
        if not path:
            continue
        is_staff = address.route.startswith("staff/")
        client: Any = desks[town.pk] if is_staff else Client()
        claim(client, row, town)
        for one in (client.get(path), strangers.get(path), strangers.delete(path)):
            answered += one.status_code == 200
            found = problems_of(one, address)
            wrong += [f"{problem} {one.status_code} {address.name} {path}" for problem in found]

    assert "\n".join(sorted(set(wrong))) == ""
    assert answered > 150


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/aoba/nowhere/", None),
        ("/no-such-town/", None),
        ("/aoba/l/" + "x" * 32 + "/", None),
        ("/aoba/courses/%00/", None),
        ("/staff/nowhere/", None),
        ("/accounts/login/?next=https://elsewhere.example/", None),
        ("/aoba/registration/programs/1/", {"x": "y"}),
    ],
)
def test_what_does_not_exist_keeps_to_it_too(demo, path, data):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.get(path) if data is None else client.post(path, data)

    assert response.status_code < 500
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "elsewhere.example" not in re.sub(
        r'name="next" value="[^"]*"', "", response.content.decode()
    )
