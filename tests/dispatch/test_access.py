"""Who opens what: every address of dispatch for everybody who might try (rule D6, T29).

The addresses come from the URLconf: a new one without a line in the table fails.
"""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dispatch import urls
from dispatch.actions.care import answer_care
from dispatch.actions.contact import SentNote, send_note
from dispatch.actions.incidents import add_measure, tell_incident
from dispatch.actions.letters import LetterFacts, issue_letter
from dispatch.actions.meetings import record_meeting
from dispatch.cases.models import Case
from dispatch.enums import AssignmentState, InvitationState, LetterKind
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind, NoteKind
from dispatch.facts_records import CareAnswer, IncidentFacts, MeetingFacts
from dispatch.models import ActivityReport
from foundation.adminsite.staff_pages import _pages
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.presets import apply_preset as apply_supporter_preset
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db

OPEN, SHUT = 200, (302, 403, 404)
STAFF_ROWS = {
    "cases_case": "case",
    "cases_familymember": "member",
    "cases_supportconsent": "consent",
    "dispatch_dispatchrequest": "request",
    "dispatch_invitation": "invitation",
    "dispatch_assignment": "assignment",
    "dispatch_visit": "visit",
    "dispatch_activityreport": "report",
    "dispatch_veto": "veto",
    "dispatch_pair": "pair",
    "dispatch_contactnote": "note",
    "dispatch_casemeeting": "meeting",
    "cases_consentrequest": "asked",
    "dispatch_agreementrequest": "plan_asked",
    "dispatch_incident": "incident",
    "dispatch_incidentmeasure": "measure",
    "dispatch_carecheck": "check",
}
# Money by supporter and day: no case stands there (test_money).
WITHOUT_CASES = (
    "dispatch_payment_month", "dispatch_statement_pdf", "dispatch_statement_workbook",
)  # fmt: skip
# Approvers handle every incident, by its number and the case's (rules I).
OVERSEEN = ("dispatch_incident", "dispatch_incidentmeasure")
STAFF_PAGES = {
    "dispatch_candidates": "request",
    "case_consent_paper": "case",
    "visit_report_paper": "visit",
    "dispatch_letter_pdf": "letter",
    "assignment_agreement": "assignment",
    "incident_paper": "assignment",
}


class Everything:
    """One case with everything that may follow from it."""

    def __init__(self, case: Case, coordinator: Any, supporter: Any, doer: dict[str, Any]) -> None:
        self.case = case
        self.supporter = supporter
        self.request = make.request(case, coordinator.user)
        self.assignment = make.assignment(self.request, supporter)
        self.invitation = self.assignment.invitation
        self.visit = make.visit(self.assignment)
        self.member = case.family.get()
        self.consent = case.consents.first()
        self.pair = make.pair(self.request, self.assignment)
        self.asked = make.consent_request(case)
        self.plan_asked = make.agreement_request(self.assignment)
        self.veto = make.veto(case, make_supporters.supporter(case.program))
        self.report = ActivityReport.objects.create(
            visit=make.visit(self.assignment, make.VISIT_AT.replace(month=9)), supporter=supporter,
            starts_at=make.VISIT_AT.replace(month=9), state="submitted", submitted_at=NOW,
            ends_at=make.VISIT_AT.replace(month=9, hour=16), content="内容", policy="continue",
            activity_types=["visit"], reported_on=on_day(NOW),
        )  # fmt: skip
        self.letter = issue_letter(
            self.request, LetterFacts(LetterKind.APPROVAL, on_day(NOW)), **doer
        )
        theirs: dict[str, Any] = {"actor": Actor.supporter(supporter.pk), "now": NOW}
        self.note = send_note(self.assignment, SentNote(NoteKind.CONSULT, "相談"), **theirs)
        self.meeting = record_meeting(case, MeetingFacts(held_on=date(2026, 9, 30)), **doer)
        happened = IncidentFacts(
            IncidentKind.INCIDENT, IncidentCategory.INJURY, Harm.NONE, NOW, "転んだ"
        )
        self.incident = tell_incident(self.assignment, happened, **theirs)
        self.measure = add_measure(self.incident, "明かり", due_on=date(2026, 10, 20), **doer)
        self.check = answer_care(self.report.visit, CareAnswer(5), **theirs)


@pytest.fixture
def all_of_it(case, coordinator, supporter, doer, frozen) -> Everything:
    return Everything(case, coordinator, supporter, doer)


def staff_addresses(things: Everything) -> list[str]:
    """Every staff address with an object of the case: records, history, buttons, pages."""
    found = []
    for prefix, name in STAFF_ROWS.items():
        row = getattr(things, name)
        model_admin: Any = admin.site._registry[type(row)]
        for button in ("change", "history", *model_admin.action_pages()):
            found.append(reverse(f"admin:{prefix}_{button}", args=[row.pk]))
    found += [
        reverse(f"admin:{page}", args=[getattr(things, name).pk])
        for page, name in STAFF_PAGES.items()
    ]
    return found


def test_every_staff_page_of_dispatch_with_an_object_is_in_the_table():
    with_object = {
        name
        for name, page in _pages.items()
        if page.__module__.startswith("dispatch.") and "<" in page.path
    }

    assert with_object == {*STAFF_PAGES, *WITHOUT_CASES, "case_team"}
    registered = {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
        if model._meta.app_label in ("cases", "dispatch")
    }
    assert registered == {
        *STAFF_ROWS, "dispatch_dispatchsettings", "cases_supportconsenttext", "dispatch_rate",
        "dispatch_payment", "dispatch_insurancecover",
    }  # fmt: skip


def test_the_coordinator_of_the_case_opens_all_of_it(all_of_it, coordinator):
    desk = Desk(coordinator)
    shut = {
        path: status
        for path in staff_addresses(all_of_it)
        # Proposing an erasure is the clerks' (rules I).
        if "propose_erasure" not in path
        # A button that does not fit the state leads back with a word about it.
        if (status := desk.get(path).status_code) not in (200, 302)
    }

    assert shut == {}
    rows = [reverse(f"admin:{p}_change", args=[getattr(all_of_it, n).pk])
            for p, n in STAFF_ROWS.items()]  # fmt: skip
    assert {desk.get(path).status_code for path in rows} == {OPEN}


def others(world, program) -> dict[str, Any]:
    """Everybody else of the town, and the look-alike town's coordinator."""
    people = {role.value: world.member(role) for role in Role if role != Role.CONTRACTOR}
    people["contractor"] = MembershipFactory(
        user=StaffUserFactory(), organization=world.aoba, roles=[Role.CONTRACTOR.value],
        program_ids=[program.pk], valid_through="2030-03-31",
    )  # fmt: skip
    people["other town"] = world.member(Role.COORDINATOR, organization=world.wakaba)
    return people


def test_nobody_else_finds_the_case_in_a_list(all_of_it, world, program):
    number = all_of_it.case.number_text
    seen = []
    for who, member in others(world, program).items():
        desk = Desk(member)
        for prefix in STAFF_ROWS:
            if who == Role.APPROVER and prefix in OVERSEEN:
                continue
            answer = desk.get(reverse(f"admin:{prefix}_changelist"))
            if answer.status_code == OPEN and number in answer.content.decode():
                seen.append((who, prefix))

    assert seen == []


def test_a_contractor_needs_the_grant_and_the_team(all_of_it, world, program):
    member = others(world, program)["contractor"]
    make.on_team(all_of_it.case, member.user)
    path = reverse("admin:cases_case_change", args=[all_of_it.case.pk])
    assert Desk(member).get(path).status_code == 403

    program.contractor_permissions = ["work_cases"]
    program.save()

    assert Desk(member).get(path).status_code == OPEN


def public_addresses(things: Everything) -> dict[str, str]:
    """Every public address of dispatch, by the name of its pattern."""
    rows = {
        "home": things.supporter,
        "payments": things.supporter,
        "invitation": things.invitation,
        "assignment": things.assignment,
        "contact": things.assignment,
        "incident": things.assignment,
        "visit": things.visit,
        "cannot-go": things.visit,
        "visit-calendar": things.visit,
        "report-form": things.visit,
        "report": things.report,
        "consent": things.asked,
        "plan": things.plan_asked,
    }
    return {name: reverse(f"dispatch:{name}", args=["aoba", row.pk]) for name, row in rows.items()}


def test_every_public_address_is_in_the_table(all_of_it):
    named = {pattern.name for pattern in urls.urlpatterns}

    assert named == {
        *public_addresses(all_of_it), "request-form", "request-paper", "request-done",
        "calendar-feed",
    }  # fmt: skip


def statuses(client: Client, things: Everything) -> dict[str, int]:
    return {name: client.get(path).status_code for name, path in public_addresses(things).items()}


ALL_SHUT = 404
STRANGERS = ["anonymous", "other supporter", "clerk", "coordinator", "other town's supporter"]


@pytest.mark.parametrize("who", STRANGERS)
def test_without_their_own_link_nobody_opens_a_supporters_page(
    all_of_it, world, program, coordinator, who
):
    client: Client = Client()
    if who == "other supporter":
        client = Phone().through(make_supporters.supporter(program))
    elif who == "clerk":
        client = Desk(world.member(Role.CLERK))
    elif who == "coordinator":
        client = Desk(coordinator)
    elif who == "other town's supporter":
        with within(world.wakaba):
            theirs = ProgramFactory()
            apply_supporter_preset(theirs, actor=Actor.system("test"), now=NOW)
            supporter = make_supporters.supporter(theirs)
            client = Phone().through(supporter)

    assert set(statuses(client, all_of_it).values()) == {ALL_SHUT}


STAGES = {
    "invited": (InvitationState.SENT, None, False),
    "declined": (InvitationState.DECLINED, None, False),
    "preparing": (InvitationState.ACCEPTED, AssignmentState.PREPARING, False),
    "active": (InvitationState.ACCEPTED, AssignmentState.ACTIVE, True),
    "on hold": (InvitationState.ACCEPTED, AssignmentState.ON_HOLD, False),
    "ended": (InvitationState.ACCEPTED, AssignmentState.ENDED, False),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_facts_are_shown_at_one_stage_only(path, stage, frozen):
    invited, worked, shown = STAGES[stage]
    if worked is None:
        asked = make.invitation(path.request, path.supporter, state=invited, answered_at=NOW)
        pages = [reverse("dispatch:invitation", args=["aoba", asked.pk])]
    else:
        values = {"ended_on": on_day(NOW), "state_reason": "終了"} if worked == "ended" else {}
        row = path.active(state=worked, **values)
        visit = make.visit(row)
        pages = [
            reverse("dispatch:assignment", args=["aoba", row.pk]),
            reverse("dispatch:visit", args=["aoba", visit.pk]),
        ]
    phone = Phone().through(path.supporter)

    texts = [phone.text(page) for page in pages]

    for secret in (make.CLIENT_NAME, "みどり県あおば市北町9-9", "0559999999"):
        assert any(secret in text for text in texts) == shown, (stage, secret)
