"""The unique name of a client on papers, in file names, lists and feeds after the whole way."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dispatch.actions.cards import issue_card
from dispatch.actions.feeds import make_feed
from dispatch.actions.letters import LetterFacts, issue_letter
from dispatch.enums import LetterKind
from dispatch.models import Assignment, DispatchSettings, Incident, Visit
from foundation.adminsite.staff_pages import _pages
from tests.dispatch.test_privacy import SECRETS, travelled
from tests.factories import dispatch as make
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

__all__ = ["travelled"]
pytestmark = pytest.mark.django_db
# The coordinator's page of a case and a report's print with the name: where the rules allow it.
LISTS = ("index", "notices_notice_changelist", "notices_task_changelist")
PAGES = ("dispatch_calendar", "dispatch_calendar_file", "dispatch_calendar_feed",
         "case_exceptions", "cases_untaken", "case_emergency")  # fmt: skip


@pytest.fixture
def desk(travelled, coordinator, at):
    at(make.VISIT_AT.replace(hour=18))
    return Desk(coordinator)


def clean(answer, *extra: str) -> list[str]:
    """What of the secrets stands in an answer or in the name of its file."""
    assert answer.status_code == 200, answer.status_code
    name = answer.headers.get("Content-Disposition", "")
    if answer["Content-Type"] == "application/pdf":
        text = "".join(pages_of(answer.content)).replace("　", " ")
    else:
        text = answer.content.decode()
    return [secret for secret in (*SECRETS, *extra) if secret in text + name]


def test_no_list_and_no_overview_of_the_own_coordinator_names_the_client(desk):
    lists = [
        f"{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
        if model._meta.app_label in ("cases", "dispatch")
    ]
    found = {}
    for name in (*LISTS, *PAGES, *lists):
        answer = desk.get(reverse(f"admin:{name}"))
        if answer.status_code == 200 and (names := clean(answer)):
            found[name] = names

    assert found == {}
    assert set(PAGES) <= set(_pages)


def test_no_paper_but_the_chosen_one_names_the_client(desk, doer, case, path):
    assignment = Assignment.objects.get()
    late = {**doer, "now": make.VISIT_AT.replace(hour=18)}
    DispatchSettings.objects.update(uses_assignment_card=True)
    Assignment.objects.update(state="active", ended_on=None)
    day = late["now"].date()
    letters = [
        issue_letter(path.request, LetterFacts(LetterKind.APPROVAL, day), **late),
        issue_card(assignment, issued_on=day, **late),
    ]
    visit = Visit.objects.order_by("starts_at").first()
    report = visit.reports.get()
    papers = [
        desk.get(reverse("admin:assignment_agreement", args=[assignment.pk])),
        desk.get(reverse("admin:incident_paper", args=[assignment.pk])),
        desk.get(reverse("admin:visit_report_paper", args=[visit.pk])),
        desk.get(reverse("admin:case_consent_paper", args=[case.pk])),
        desk.post(reverse("admin:dispatch_activityreport_print", args=[report.pk]), {}),
        desk.post(reverse("admin:dispatch_incident_print", args=[Incident.objects.get().pk]), {}),
        desk.post(reverse("admin:dispatch_dispatchrequest_print", args=[path.request.pk]), {}),
    ]

    assert [clean(paper, "秘野 母") for paper in papers] == [[]] * len(papers)
    # A letter names whom it is sent to, the family here, and nobody else.
    sent = [desk.get(reverse("admin:dispatch_letter_pdf", args=[one.pk])) for one in letters]
    assert [clean(paper) for paper in sent] == [[]] * len(sent)
    chosen = desk.post(
        reverse("admin:dispatch_activityreport_print_name", args=[report.pk]),
        {"purpose": "支援会議"},
    )
    assert clean(chosen) == [make.CLIENT_NAME]
    assert make.CLIENT_NAME not in chosen["Content-Disposition"]


def test_no_feed_names_anybody(desk, doer, coordinator, path):
    token = make_feed(coordinator.user, **doer)

    answer = Client().get(reverse("dispatch:calendar-feed", args=["aoba", token]))

    assert b"BEGIN:VEVENT" in answer.content
    assert clean(answer, path.supporter.person.name, path.request.case.number_text) == []
