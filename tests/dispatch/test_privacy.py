"""A unique name travels the whole way and is found only where rules allow (issue: need-to-know)."""

import io
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook
from post_office.models import Email

from dispatch.actions.assignments import end_assignment
from dispatch.actions.care import answer_care
from dispatch.actions.contact import SentNote, answer_note, send_note
from dispatch.actions.incidents import add_measure, add_report, tell_incident
from dispatch.actions.invitations import accept_invitation, invite_supporter
from dispatch.actions.meetings import record_meeting
from dispatch.actions.money import settle_visit
from dispatch.actions.reports import answer_report, save_report, submit_report
from dispatch.actions.visits import plan_visits
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AnswerChannel, Policy
from dispatch.enums_records import (
    ClientPart,
    Harm,
    IncidentCategory,
    IncidentKind,
    IncidentStep,
    NoteKind,
)
from dispatch.facts import InvitationFacts, ReportFacts, Submission
from dispatch.facts_records import CareAnswer, IncidentFacts, MeetingFacts, StepFacts
from dispatch.jobs import watch_visits
from dispatch.models import DispatchSettings
from dispatch.rules.visits import Slot
from foundation.audit.models import AccessLog
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

pytestmark = pytest.mark.django_db

# Tables that may hold the name: the record itself and its history.
MAY_HOLD = {"cases_client", "cases_clientevent"}
SECRETS = (make.CLIENT_NAME, "ひみの とくこ", "みどり県あおば市北町9-9", "0559999999")


def tables_with(secret: str) -> set[str]:
    """Return the tables in which any row, written out as text, holds the secret."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{secret}%"]
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


@pytest.fixture
def travelled(path, coordinator, doer, at):
    """The whole way: asked, accepted, planned, visited, reported, answered, withdrawn, ended."""
    at(NOW)
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger().addHandler(handler)
    coarse = InvitationFacts("北部", "土曜日の午後", "話し相手")
    invitation = invite_supporter(path.request, path.supporter, coarse, **doer)
    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NOW}
    assignment = accept_invitation(invitation, through=AnswerChannel.WEB, **theirs)
    assignment.plan = "散歩"
    assignment.agreed_by_user_on = assignment.agreed_by_supporter_on = NOW.date()
    assignment.begun_on, assignment.state = NOW.date(), "active"
    assignment.save()
    slots = [
        Slot(start, start + timedelta(minutes=90), "北公民館")
        for start in (make.VISIT_AT, make.VISIT_AT + timedelta(days=14))
    ]
    visit, _ = plan_visits(assignment, slots, **doer)
    phone = Phone().through(path.supporter)
    pages = [phone.get(f"/aoba/activity/visits/{visit.pk}/")]
    after = make.VISIT_AT + timedelta(hours=3)
    facts = ReportFacts(visit.starts_at, visit.ends_at, activity_types=("visit",), content="散歩",
                        policy=Policy.CONTINUE)  # fmt: skip
    report = save_report(visit, facts, **{**theirs, "now": after})
    submit_report(report, Submission(make.VISIT_AT.date()), **{**theirs, "now": after})
    answer_report(report, text="ありがとうございます。", **{**doer, "now": after})
    _written_beside(path, assignment, visit, doer, after)
    withdraw_support_consent(path.request.case.consents.first(), **{**doer, "now": after})
    end_assignment(assignment, reason="同意の撤回", ended_on=after.date(), **{**doer, "now": after})
    logging.getLogger().removeHandler(handler)
    assert make.CLIENT_NAME in pages[0].content.decode()
    return heard.getvalue()


def _written_beside(path, assignment, visit, doer, after) -> None:
    """Notes, a meeting, an incident, strain, a quiet visit and a payment."""
    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": after}
    late = {**doer, "now": after}
    note = send_note(assignment, SentNote(NoteKind.CONSULT, "次の予定の相談"), **theirs)
    answer_note(note, text="電話します", **late)
    held = MeetingFacts(after.date(), people="福祉課", client_part=ClientPart.PRESENT,
                        decisions="続ける", next_on=after.date() + timedelta(days=30))  # fmt: skip
    record_meeting(path.request.case, held, **late)
    facts = IncidentFacts(IncidentKind.INCIDENT, IncidentCategory.TRAFFIC, Harm.SLIGHT, after,
                          "自転車で転んだ")  # fmt: skip
    incident = tell_incident(assignment, facts, **theirs)
    add_report(incident, StepFacts(IncidentStep.FIRST, after, "課長", "手当て済み"), **late)
    add_measure(incident, "別の道を通る", due_on=after.date(), **late)
    answer_care(visit, CareAnswer(5, wants_talk=True), **theirs)
    watch_visits(make.VISIT_AT + timedelta(days=14, hours=1))
    DispatchSettings.objects.update(payment_mode="actual_cost")
    settle_visit(visit, cost=420, cost_note="バス代", **late)


@pytest.mark.parametrize("secret", SECRETS)
def test_the_name_lies_in_its_own_record_only(travelled, secret):
    assert tables_with(secret) <= MAY_HOLD


def test_no_message_task_or_log_names_anybody_of_the_case(travelled, case):
    words = "\n".join(
        [
            *Email.objects.values_list("message", flat=True),
            *Email.objects.values_list("subject", flat=True),
            *Notice.objects.values_list("body", flat=True),
            *Notice.objects.values_list("subject", flat=True),
            *Task.objects.values_list("title", flat=True),
            travelled,
        ]
    )

    assert Email.objects.count() >= 5
    assert Task.objects.exists()
    for secret in (*SECRETS, "秘野 母", "北公民館"):
        assert secret not in words
    messages = [*Email.objects.values_list("message", flat=True)]
    assert not any(case.number_text in message for message in messages)


def test_every_kind_of_message_and_task_of_dispatch_was_looked_at(travelled):
    told = set(Notice.objects.values_list("kind", flat=True))
    asked = set(Task.objects.values_list("kind", flat=True))

    assert {"dispatch.note_answered", "dispatch.incident_told", "dispatch.visit_quiet"} <= told
    assert {"dispatch.read_note", "dispatch.prepare_meeting", "dispatch.incident_first",
            "dispatch.incident_measure", "dispatch.care_for_supporter",
            "dispatch.visit_not_begun"} <= asked  # fmt: skip


def test_no_statement_and_no_file_name_tells_of_the_case(travelled, case, program, coordinator, at):
    at(make.VISIT_AT + timedelta(hours=4))
    desk = Desk(coordinator)
    files = [
        desk.get(reverse(f"admin:dispatch_statement_{kind}", args=[program.pk, "2026-10"]))
        for kind in ("pdf", "workbook")
    ]

    text = "".join(pages_of(files[0].content))
    book = load_workbook(io.BytesIO(files[1].content))
    text += "".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert "420円" in text
    names = "".join(file["Content-Disposition"] for file in files)
    for secret in (*SECRETS, case.number_text, "北公民館", "秘野"):
        assert secret not in text + names


def test_no_calendar_names_anybody_or_any_place(travelled, case):
    contexts = [email.context or {} for email in Email.objects.all()]
    files = [context["calendar"] for context in contexts if "calendar" in context]

    assert files
    for secret in (*SECRETS, "北公民館", case.number_text):
        assert not any(secret in content for content in files)


def test_every_reading_of_the_supporter_is_logged(travelled, case, path):
    read = AccessLog.objects.filter(actor=f"supporter:{path.supporter.pk}")

    assert [(entry.object_type, entry.object_ids) for entry in read] == [("cases.Case", [case.pk])]


def test_no_page_of_other_staff_names_anybody(travelled, world, path, at):
    at(NOW)
    for role in (Role.CLERK, Role.COORDINATOR, Role.APPROVER, Role.ADMINISTRATOR, Role.VIEWER):
        desk = Desk(world.member(role))
        for name in ("index", "notices_notice_changelist", "notices_task_changelist",
                     "cases_case_changelist", "dispatch_visit_changelist"):  # fmt: skip
            text = desk.get(reverse(f"admin:{name}")).content.decode()
            for secret in SECRETS:
                assert secret not in text, (role, name)
