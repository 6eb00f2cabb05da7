"""Field by field: who reads which personal column of a case, and on which page.

Every personal column of cases and dispatch holds a mark of its own; every address is fetched as
everybody who might try; what is found must be exactly what the tables say. A new column, a new
address and a new place where a column is shown fail until they stand here.
"""

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dispatch.actions.feeds import make_feed
from dispatch.actions.letters import LetterFacts, issue_letter
from dispatch.cases.models import CaseTeam, FamilyException
from dispatch.enums import LetterKind
from dispatch.models import (
    AgreementRequest,
    CareCheck,
    CaseMeeting,
    ContactNote,
    Guidance,
    IncidentReport,
    Payment,
)
from dispatch.rules.assignments import plan_hash
from foundation.adminsite.staff_pages import _pages
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from supporters.models import Supporter
from tests.dispatch.field_table import NEAR, NOWHERE, PHONES, READ_BY, STAFF, UNMARKED
from tests.dispatch.marks import (
    is_marked,
    mark_everything,
    personal_columns,
    seen_in,
    text_of,
)
from tests.dispatch.test_access import (
    STAFF_PAGES,
    STAFF_ROWS,
    Everything,
    all_of_it,
    public_addresses,
    staff_addresses,
)
from tests.dispatch.test_access_matrix import LISTS, PAGES, desks, handles, phone_of
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.tenancy.addresses import addresses

__all__ = ["all_of_it"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(all_of_it, coordinator, doer) -> Everything:
    """The case with everything, every personal column of it marked."""
    things = all_of_it
    day, user = date(2026, 10, 1), coordinator.user
    about = {"supporter": things.supporter, "visit": things.report.visit}
    make.agreement_request(
        things.assignment, things.member, answer="change", answered_at=NOW, wish="x"
    )
    CareCheck.objects.update(talked_on=day, talked_by=user)
    CaseMeeting.objects.update(client_part="present", people="x")
    ContactNote.objects.update(answered_at=NOW, answered_by=user)
    CaseTeam.objects.create(
        case=things.case, user=user, role="break_glass", reason="x",
        starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1),
    )  # fmt: skip
    FamilyException.objects.create(
        case=things.case, reason_kind="not_asked", reason="x", decided_on=day, decided_by=user
    )
    Guidance.objects.create(
        report=things.report, kind="question", text="x", answer="x", given_at=NOW, answered_at=NOW,
        given_by_id=user.pk,
    )  # fmt: skip
    IncidentReport.objects.create(
        incident=things.incident, step="full", reported_at=NOW, told="x", text="x",
        cause="x", prevention="x", reported_by=user,
    )  # fmt: skip
    Payment.objects.create(
        program=things.case.program, mode="actual_cost", amount=420, cost_note="x", settled_at=NOW,
        settled_by=user, voided_at=NOW, void_reason="x", **about,
    )  # fmt: skip
    assert mark_everything() == []
    things.assignment.refresh_from_db()
    AgreementRequest.objects.update(plan_hash=plan_hash(things.assignment.plan))
    # What is printed is frozen: a letter written now carries the marks.
    things.request.refresh_from_db()
    things.letter = issue_letter(things.request, LetterFacts(LetterKind.APPROVAL, day), **doer)
    return things


# ── where: each address of staff and of supporters by the name of its place ──────────────────


def staff_places(things: Everything, *, forms: bool) -> list[tuple[str, str]]:
    """Return place and path of every staff page that could show something of the case, with or
    without the forms to add something of the other apps."""
    found = [(f"list {one}", reverse(f"admin:{one}_changelist")) for one in LISTS]
    found += [(f"page {one}", reverse(f"admin:{one}")) for one in PAGES]
    for prefix, name in STAFF_ROWS.items():
        row = getattr(things, name)
        model_admin: Any = admin.site._registry[type(row)]
        for kind in ("change", "history", *model_admin.action_pages()):
            place = kind if kind in ("change", "history") else "button"
            found.append((f"{place} {prefix}", reverse(f"admin:{prefix}_{kind}", args=[row.pk])))
    found += [
        (f"page {page}", reverse(f"admin:{page}", args=[getattr(things, name).pk]))
        for page, name in {**STAFF_PAGES, "case_team": "case"}.items()
    ]
    found += [
        (f"elsewhere {one.name.partition(':')[2]}", reverse(one.name))
        for one in addresses()
        if one.route.startswith("staff/") and not one.has_object and not _is_ours(one)
        if one.name.partition(":")[2] not in LEAVES
        if forms or not one.route.endswith("/add/")
    ]
    rows = [things.supporter.person, things.supporter, *Notice.objects.order_by("kind", "pk")]
    told: dict[Any, Any] = {getattr(row, "kind", type(row)): row for row in rows}
    found += [
        (f"elsewhere {row._meta.model_name}", reverse(f"admin:{name}_{page}", args=[row.pk]))
        for row in told.values()
        for name in [f"{row._meta.app_label}_{row._meta.model_name}"]
        for page in ("change", "history")
    ]
    return found


# The way out, and what is no page.
LEAVES = {"logout", "jsi18n", "autocomplete"}


def _is_ours(address: Any) -> bool:
    short = address.name.partition(":")[2]
    page = _pages.get(short)
    return short.startswith(("cases_", "dispatch_")) or (
        page is not None and page.__module__.startswith("dispatch.")
    )


def supporters_places(things: Everything, own: Supporter | None) -> list[tuple[str, str]]:
    """Return place and path of every page outside of the staff's, and those of `own`."""
    program = things.case.program_id
    found = [(f"phone {name}", path) for name, path in public_addresses(things).items()]
    found += [
        (f"phone {name}", reverse(f"dispatch:{name}", args=["aoba", program]))
        for name in ("request-form", "request-paper", "request-done")
    ]
    if own is not None:
        found.append(("phone own home", reverse("dispatch:home", args=["aoba", own.pk])))
        found += [
            ("phone own invitation", reverse("dispatch:invitation", args=["aoba", one.pk]))
            for one in own.invitations.all()
        ]
    return found


def found_by(client: Client, places: list[tuple[str, str]]) -> tuple[dict[str, set[str]], set[str]]:
    """Return what somebody reads, the marked columns by place, of any answer whatever its status;
    and the paths that were not refused.

    File names, redirects and titles count as places of their own, where nothing may stand.
    """
    found: dict[str, set[str]] = defaultdict(set)
    opened = set()
    for place, path in places:
        answer = client.get(path)
        if answer.status_code not in REFUSED:
            opened.add(path)
        text = text_of(answer)
        found[place] |= seen_in(text)
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        heads = [answer.get("Content-Disposition", ""), answer.get("Location", "")]
        found["titles and file names"] |= seen_in(" ".join([title[1] if title else "", *heads]))
    return {place: labels for place, labels in found.items() if labels}, opened


# 405: the page knows only the other method, whoever asks.
REFUSED = (403, 404, 405)


# ── who reads what ───────────────────────────────────────────────────────────────────────────
def differences(who: str, found: dict[str, set[str]]) -> list[str]:
    """Return where somebody reads more or less than the table says."""
    expected = READ_BY.get(who, {})
    return [
        f"{place}: more {sorted(more)}, less {sorted(less)}"
        for place in sorted({*found, *expected})
        if (more := found.get(place, set()) - expected.get(place, set()))
        | (less := expected.get(place, set()) - found.get(place, set()))
    ]


def test_every_personal_column_of_a_case_is_in_the_table():
    columns = personal_columns()
    read = set().union(*(labels for places in READ_BY.values() for labels in places.values()))

    assert {label for label, column in columns.items() if not is_marked(column)} == UNMARKED
    assert set(columns) - UNMARKED - NOWHERE == read
    assert {*READ_BY} <= {*STAFF, *PHONES}


@pytest.mark.parametrize("who", STAFF)
def test_staff_read_what_the_table_says_and_nothing_else(marked, world, program, coordinator, who):
    """And of the rows of the case the others of the staff open none, whatever stands on it."""
    client = desks(world, program, coordinator)[who]
    places = [*staff_places(marked, forms=who in NEAR), *supporters_places(marked, None)]

    found, opened = found_by(client, places)

    assert differences(who, found) == []
    rows = {path for path in staff_addresses(marked) if not handles(who, path)}
    assert bool(opened & rows) == (who == "case coordinator")


@pytest.mark.parametrize("who", PHONES)
def test_everybody_else_reads_what_the_table_says_and_nothing_else(marked, world, coordinator, who):
    if who == "user's side":  # asked before the start
        waiting = make.assignment(
            marked.request, make_supporters.supporter(marked.case.program), state="preparing"
        )
        mark_everything()
        waiting.refresh_from_db()
        marked.plan_asked = make.agreement_request(waiting)
    client = phone_of(who, marked, world, coordinator)
    own = Supporter.objects.order_by("-pk").first() if who in ("invited", "declined") else None
    mark_everything()  # an invitation made just now as well

    found, _ = found_by(client, supporters_places(marked, own))
    assert differences(who, found) == []


def test_a_subscribed_calendar_shows_no_column(marked, coordinator):
    secret = make_feed(coordinator.user, actor=Actor.staff(coordinator.user), now=NOW)

    text = text_of(Client().get(f"/aoba/calendar/{secret}.ics"))

    assert "BEGIN:VEVENT" in text
    assert seen_in(text) == set()
