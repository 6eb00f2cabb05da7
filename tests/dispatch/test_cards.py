"""The サポーター証 of an assignment and the paper both sides sign (まんのう町, 津南町 第7条)."""

import pytest
from django.urls import reverse

from dispatch.actions.assignments import end_assignment
from dispatch.actions.cards import issue_card, record_cards_returned
from dispatch.documents.letters import letter_pdf
from dispatch.enums import AssignmentState
from dispatch.models import DispatchLetter, DispatchSettings
from foundation.audit.models import AccessLog
from foundation.clock import on_day
from foundation.notices.models import Task
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def assignment(path):
    DispatchSettings.objects.update(uses_assignment_card=True)
    return path.active()


@pytest.fixture
def card(assignment, doer) -> DispatchLetter:
    return issue_card(assignment, issued_on=on_day(NOW), **doer)


def test_the_card_names_the_supporter_and_nothing_of_the_case(card, assignment):
    pages = pages_of(letter_pdf(card), "assignment-card")

    supporter = assignment.supporter
    words = ["ひきこもりサポーター証", supporter.person.name, card.number_text,
             supporter.registration.number_text, "令和8年10月1日から派遣が終わるまで"]  # fmt: skip
    assert in_order(pages[0], words) == []
    assert "派遣が終わったときは、返してください" in pages[1]
    for secret in (make.CLIENT_NAME, assignment.request.case.number_text, "北町"):
        assert secret not in "".join(pages)


@pytest.mark.parametrize(("wrong", "code"), [("not used", "no_cards"), ("held", "not_active")])
def test_a_card_needs_its_programme_and_running_work(assignment, doer, wrong, code):
    if wrong == "held":
        assignment.state = AssignmentState.ON_HOLD
        assignment.save()
    else:
        DispatchSettings.objects.update(uses_assignment_card=False)

    with pytest.raises(Refused) as refused:
        issue_card(assignment, issued_on=on_day(NOW), **doer)

    assert refused.value.code == code


def test_a_number_is_used_once(card, assignment, doer):
    with pytest.raises(Refused, match="すでに使われています"):
        issue_card(assignment, issued_on=on_day(NOW), number_text=card.number_text, **doer)


def test_the_end_of_the_work_asks_for_the_card(card, assignment, doer, coordinator):
    end_assignment(assignment, reason="転居", ended_on=on_day(NOW), **doer)
    task = Task.objects.get(kind="dispatch.card_back")
    assert task.owner == coordinator.user

    assert record_cards_returned(assignment, **doer) == 1

    task.refresh_from_db()
    card.refresh_from_db()
    assert task.done_at is not None
    assert card.returned_at == NOW
    with pytest.raises(Refused, match="ありません"):
        record_cards_returned(assignment, **doer)


def test_without_a_card_the_end_asks_for_nothing(assignment, doer):
    end_assignment(assignment, reason="転居", ended_on=on_day(NOW), **doer)

    assert not Task.objects.filter(kind="dispatch.card_back").exists()


def test_it_is_made_on_the_page_of_the_assignment(assignment, coordinator):
    desk = Desk(coordinator)
    button = reverse("admin:dispatch_assignment_card", args=[assignment.pk])
    assert desk.get(button).status_code == 200

    answer = desk.post(button, {"number_text": "証第1号", "issued_on": "令和8年10月1日"})

    card = DispatchLetter.objects.get()
    assert answer["Location"] == reverse("admin:dispatch_letter_pdf", args=[card.pk])
    assert desk.get(answer["Location"])["Content-Type"] == "application/pdf"


def test_both_sides_sign_purpose_plan_and_content(assignment, coordinator):
    answer = Desk(coordinator).get(reverse("admin:assignment_agreement", args=[assignment.pk]))

    text = "".join(pages_of(answer.content, "agreement"))
    words = ["確認書", assignment.supporter.person.name, "月2回、一緒に散歩をする", "利用者署名",
             "サポーター署名"]  # fmt: skip
    assert in_order(text, words) == []
    assert make.CLIENT_NAME not in text
    assert AccessLog.objects.filter(object_type="dispatch.Assignment", action="print").exists()
