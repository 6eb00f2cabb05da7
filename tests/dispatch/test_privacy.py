"""A unique name travels the whole way and is found only where rules allow (issue: need-to-know)."""

import io
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from post_office.models import Email

from dispatch.actions.assignments import end_assignment
from dispatch.actions.invitations import accept_invitation, invite_supporter
from dispatch.actions.reports import answer_report, save_report, submit_report
from dispatch.actions.visits import plan_visits
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AnswerChannel, Policy
from dispatch.facts import InvitationFacts, ReportFacts, Submission
from dispatch.rules.visits import Slot
from foundation.audit.models import AccessLog
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

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
    withdraw_support_consent(path.request.case.consents.first(), **{**doer, "now": after})
    end_assignment(assignment, reason="同意の撤回", ended_on=after.date(), **{**doer, "now": after})
    logging.getLogger().removeHandler(handler)
    assert make.CLIENT_NAME in pages[0].content.decode()
    return heard.getvalue()


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


def test_no_calendar_names_anybody_or_any_place(travelled, case):
    files = [email.context["calendar"] for email in Email.objects.all() if email.context]

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
