"""Every address of dispatch × everybody who might try it (rules I, D6; T29).

The addresses come from the URLconf. One without a line in a table below fails, and so does one
that opens for anybody else than the table says.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dispatch.notices_agreements import PLAN_LINK
from dispatch.notices_consents import CONSENT_LINK
from foundation.adminsite.staff_pages import _pages
from foundation.notices import links
from foundation.organizations.permissions import Role
from supporters.models import Registration
from tests.dispatch.phones import Phone
from tests.dispatch.test_access import (
    OVERSEEN,
    STAFF_PAGES,
    WITHOUT_CASES,
    Everything,
    all_of_it,
    others,
    public_addresses,
    staff_addresses,
)
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.addresses import addresses

__all__ = ["all_of_it"]
pytestmark = pytest.mark.django_db
APPS = ("cases", "dispatch")

# ── staff pages without an object: who opens them ───────────────────────────────────────────
TEAM = {"case coordinator", "coordinator", "approver"}  # may work cases; rows of own teams alone
OFFICE = TEAM | {"clerk"}  # or dispatch for places and agencies
OPERATIVE = {"case coordinator", "coordinator", "clerk"}
ADMINISTRATOR = {"administrator"}
STAFF = OFFICE | ADMINISTRATOR | {"viewer", "reception", "contractor"}
LISTS: dict[str, set[str]] = {
    "cases_case": TEAM,
    "cases_familymember": TEAM,
    "cases_supportconsent": TEAM,
    "cases_consentrequest": TEAM,
    "cases_supportconsenttext": ADMINISTRATOR,
    "dispatch_dispatchsettings": ADMINISTRATOR,
    "dispatch_dispatchrequest": OFFICE,
    "dispatch_invitation": OFFICE,
    "dispatch_assignment": OFFICE,
    "dispatch_agreementrequest": OFFICE,
    "dispatch_pair": TEAM,
    "dispatch_visit": OFFICE,
    "dispatch_activityreport": OFFICE,
    "dispatch_veto": TEAM,
    "dispatch_contactnote": OFFICE,
    "dispatch_casemeeting": TEAM,
    "dispatch_carecheck": {"case coordinator", "coordinator"},
    "dispatch_incident": TEAM,
    "dispatch_incidentmeasure": TEAM,
    "dispatch_insurancecover": OFFICE,
    "dispatch_payment": OPERATIVE,
    "dispatch_rate": ADMINISTRATOR,
}
PAGES: dict[str, set[str]] = {
    "case_emergency": TEAM,
    "case_exceptions": TEAM | ADMINISTRATOR,
    "case_exceptions_pdf": TEAM | ADMINISTRATOR,
    "case_teams": ADMINISTRATOR,
    "cases_untaken": TEAM,
    "curtain": STAFF,
    "dispatch_calendar": OFFICE,
    "dispatch_calendar_feed": OFFICE,
    "dispatch_calendar_file": OFFICE,
    "dispatch_payments": OPERATIVE,
    "new_body_request": OPERATIVE,
}
# Those that name a row but are the administrator's: a team is changed unread (rule D6).
UNREAD = {"case_team"}


def desks(world: Any, program: Any, coordinator: Any) -> dict[str, Client]:
    """Everybody who signs in, and nobody; `other town` is asked about rows of あおば市 alone."""
    people = {who: Desk(member) for who, member in others(world, program).items()}
    return {**people, "case coordinator": Desk(coordinator), "anonymous": Client()}


def opened_by(people: dict[str, Client], path: str) -> set[str]:
    return {who for who, client in people.items() if client.get(path).status_code == 200}


def without_object() -> dict[str, set[str]]:
    """Return each address without an object and who opens it by the tables."""
    found: dict[str, set[str]] = {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if model._meta.app_label in APPS:
            found[reverse(f"admin:{name}_changelist")] = LISTS[name]
    for name, page in _pages.items():
        if page.__module__.startswith("dispatch.") and "<" not in page.path:
            found[reverse(f"admin:{name}")] = PAGES[name]
    return found


def test_lists_and_pages_open_for_those_of_the_table(all_of_it, world, program, coordinator):
    people = desks(world, program, coordinator)
    elsewhere = people.pop("other town")  # opens the same pages about its own rows
    number = all_of_it.case.number_text
    wrong = {}
    for path, who in without_object().items():
        opened = opened_by(people, path)
        if opened != who:
            wrong[path] = (sorted(opened - who), sorted(who - opened))
        assert number not in elsewhere.get(path).content.decode(errors="ignore"), path

    assert wrong == {}


def test_a_new_case_and_its_team_are_opened_by_whom_rules_i_name(
    all_of_it, world, program, coordinator
):
    people = desks(world, program, coordinator)
    people.pop("other town")

    assert opened_by(people, reverse("admin:cases_case_add")) == TEAM
    team = reverse("admin:case_team", args=[all_of_it.case.pk])
    assert opened_by(people, team) == ADMINISTRATOR
    text = people["administrator"].get(team).content.decode()
    for secret in (make.CLIENT_NAME, "相談の内容", "北町"):
        assert secret not in text


def test_no_address_of_dispatch_is_outside_of_the_tables():
    """A new address needs a line: here, or in the tables of rows of test_access."""
    known = {
        *(f"admin:{name}" for name in (*PAGES, *STAFF_PAGES, *UNREAD, *WITHOUT_CASES)),
        *(
            f"dispatch:{name}"
            for name in (*SUPPORTERS, "request-form", "request-paper", "request-done")
        ),
        "dispatch:calendar-feed",  # a secret in the address: test_feeds
    }
    missing = []
    for one in addresses():
        if one.model is not None:
            name = f"{one.model._meta.app_label}_{one.model._meta.model_name}"
            if one.model._meta.app_label in APPS and name not in LISTS:
                missing.append(one.name)
        elif _is_ours(one) and one.name not in known:
            missing.append(one.name)

    assert missing == []


def _is_ours(address: Any) -> bool:
    page = _pages.get(address.name.partition(":")[2])
    ours = page is not None and page.__module__.startswith("dispatch.")
    return ours or address.name.startswith("dispatch:")


def handles(who: str, path: str) -> bool:
    """Return whether it is an incident, which approvers handle all of (rules I)."""
    return who == "approver" and any(f"/{name.replace('_', '/')}/" in path for name in OVERSEEN)


def test_rows_are_changed_by_the_team_alone(all_of_it, world, program, coordinator):
    """Who opens them is asked where they are read: test_field_matrix."""
    people = desks(world, program, coordinator)
    people.pop("case coordinator")
    wrong = []
    for path in staff_addresses(all_of_it):
        for who, client in people.items():
            if handles(who, path):
                continue
            answer = client.post(path)
            # 405: the page knows only the other method, whoever asks.
            if answer.status_code not in (302, 403, 404, 405):
                wrong.append((who, path, answer.status_code))
            elif answer.status_code == 302 and who != "anonymous":
                wrong.append((who, path, answer["Location"]))

    assert wrong == []


# ── pages of supporters and of those who consent ─────────────────────────────────────────────
OWN, CLOSED, NONE = {200, 302}, {403}, {404}
SUPPORTERS: dict[str, dict[str, set[int]]] = {
    "home": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "payments": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "invitation": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "assignment": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "contact": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "incident": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "visit": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "cannot-go": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "visit-calendar": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    # Nothing to report before the visit; the page says so.
    "report-form": {"own": CLOSED, "revoked": CLOSED, "suspended": CLOSED},
    "report": {"own": OWN, "revoked": CLOSED, "suspended": CLOSED},
    "consent": {"signer": OWN},
    "plan": {"user's side": OWN},
}
WHO = (
    "anonymous", "own", "invited", "declined", "revoked", "suspended", "other supporter",
    "signer", "user's side", "case coordinator", "clerk", "administrator",
)  # fmt: skip


def phone_of(who: str, things: Everything, world: Any, coordinator: Any) -> Client:
    """Return the browser of somebody, as far as their own links lead."""
    if who == "anonymous":
        return Client()
    if who in ("case coordinator", "clerk", "administrator"):
        roles = {"clerk": Role.CLERK, "administrator": Role.ADMINISTRATOR}
        return Desk(world.member(roles[who]) if who in roles else coordinator)
    if who in ("signer", "user's side"):
        client = Client()
        purpose, row = {
            "signer": (CONSENT_LINK, things.asked), "user's side": (PLAN_LINK, things.plan_asked),
        }[who]  # fmt: skip
        address = links.issue_link(purpose, row, expires_at=NOW.replace(year=2027))
        client.get(urlsplit(address).path)
        return client
    if who in ("own", "revoked", "suspended"):
        phone = Phone().through(things.supporter)
        if who != "own":
            # Opened before it ended: the next request already finds it closed.
            Registration.objects.filter(supporter=things.supporter).update(**ENDED[who])
        return phone
    stranger = make_supporters.supporter(things.case.program)
    if who == "other supporter":
        return Phone().through(stranger)
    state = {"invited": "sent", "declined": "declined"}[who]
    values = {"answered_at": NOW} if who == "declined" else {}
    return Phone().through(make.invitation(things.request, stranger, state=state, **values))


ENDED = {
    "suspended": {"state": "suspended"},
    "revoked": {"state": "revoked"},
}


@pytest.mark.parametrize("who", WHO)
def test_supporters_pages_open_as_the_table_says(all_of_it, world, coordinator, who):
    client = phone_of(who, all_of_it, world, coordinator)

    wrong = {}
    for name, path in public_addresses(all_of_it).items():
        answer = client.get(path)
        expected = SUPPORTERS[name].get(who, NONE)
        shows_facts = make.CLIENT_NAME in answer.content.decode(errors="ignore")
        if answer.status_code not in expected or (shows_facts and who != "own"):
            wrong[name] = answer.status_code

    assert wrong == {}
