"""Both sides agree to purpose, plan and content before the start: the user's by mail (津南町)."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse

from dispatch.actions.agreement_answers import agree_to_plan
from dispatch.actions.agreements import PlanAsk, ask_to_agree, take_agreement_back
from dispatch.actions.assignments import (
    Side,
    end_assignment,
    record_agreement,
    start_assignment,
    write_plan,
)
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AssignmentState
from dispatch.models import AgreementRequest, Assignment
from dispatch.notices_agreements import PLAN_LINK
from dispatch.rules.assignments import plan_hash
from foundation.clock import on_day
from foundation.notices import links
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PLAN = "月2回、一緒に散歩をする"
SOMEBODY = {"actor": Actor.resident("plan"), "now": NOW}


@pytest.fixture
def user(path, case):
    """An assignment in preparation whose client and mother have mail addresses."""
    for person, email in ((case.client, "client@example.jp"), (case.family.get(), "m@example.jp")):
        person.email = email
        person.save()
    assignment = path.active(state=AssignmentState.PREPARING)
    return SimpleNamespace(assignment=assignment, mother=case.family.get())


def opened(request: AgreementRequest) -> Browser:
    browser = Browser()
    address = links.issue_link(PLAN_LINK, request, expires_at=NOW + timedelta(days=30))
    assert browser.get(urlsplit(address).path).status_code == 302
    return browser


def page_of(request: AgreementRequest) -> str:
    return reverse("dispatch:plan", args=["aoba", request.pk])


def answered(browser: Browser, request: AgreementRequest, step: str, **values) -> str:
    data = {"shown_hash": request.plan_hash, "step": step, **values}
    return browser.post(page_of(request), data, follow=True).content.decode()


def now_of(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


class TestByMail:
    def test_the_user_reads_the_plan_and_agrees(self, user, doer):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        browser = opened(request)
        text = browser.get(page_of(request)).content.decode()
        assert PLAN in text
        assert user.assignment.supporter.person.name in text

        said = answered(browser, request, "agree")

        assert "お返事を受け取りました" in said
        assert now_of(user.assignment).agreed_by_user_on == on_day(NOW)
        assert now_of(user.assignment).agreed_by_supporter_on is None

    def test_the_page_shows_nothing_of_the_case(self, user, case, doer):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)

        text = opened(request).get(page_of(request)).content.decode()

        for secret in (make.CLIENT_NAME, case.number_text, "相談の内容", "0559999999", "北町"):
            assert secret not in text

    def test_the_mail_names_neither_case_nor_matter_nor_supporter(self, user, case, doer):
        ask_to_agree(user.assignment, PlanAsk(user.mother), **doer)

        notice = Notice.objects.get(kind="dispatch.plan_asked")
        assert notice.email == "m@example.jp"
        words = f"{notice.subject}{notice.body}"
        secrets = (make.CLIENT_NAME, case.number_text, "ひきこもり", "サポーター", PLAN,
                   user.assignment.supporter.person.name)  # fmt: skip
        for secret in secrets:
            assert secret not in words

    def test_the_work_begins_after_both_agreed_and_the_coordinator_is_told(
        self, user, doer, coordinator
    ):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        answered(opened(request), request, "agree")
        with pytest.raises(Refused) as refused:
            start_assignment(user.assignment, begun_on=on_day(NOW), **doer)
        assert refused.value.code == "supporter_not_agreed"
        assert not Task.objects.filter(kind="dispatch.start_assignment").exists()
        page = reverse("dispatch:assignment", args=["aoba", user.assignment.pk])

        Phone().through(user.assignment.supporter).send(page, shown_hash=plan_hash(PLAN))

        task = Task.objects.get(kind="dispatch.start_assignment")
        assert (task.owner, task.done_at) == (coordinator.user, None)
        start_assignment(user.assignment, begun_on=on_day(NOW), **doer)
        task.refresh_from_db()
        assert task.done_at is not None

    def test_whoever_wants_it_otherwise_is_heard_and_nothing_begins(self, user, doer, coordinator):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)

        said = answered(opened(request), request, "change", wish="午後にしてほしい")

        assert "ご希望を受け取りました" in said
        request.refresh_from_db()
        assert (request.answer, request.wish) == ("change", "午後にしてほしい")
        assert now_of(user.assignment).agreed_by_user_on is None
        task = Task.objects.get(kind="dispatch.plan_to_change")
        assert task.owner == coordinator.user
        assert "午後" not in task.title
        shown = Desk(coordinator).get(
            reverse("admin:dispatch_assignment_change", args=[user.assignment.pk])
        )
        assert "午後にしてほしい" in shown.content.decode()

    @pytest.mark.parametrize(
        ("step", "wish", "sentence"),
        [("change", "", "入力してください"), ("agree", "午後がよい", "空にして")],
    )
    def test_a_wish_is_neither_lost_nor_invented(self, user, doer, step, wish, sentence):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)

        text = answered(opened(request), request, step, wish=wish)

        assert sentence in text
        assert wish in text
        request.refresh_from_db()
        assert request.answer == ""

    def test_all_who_were_asked_agree_before_the_side_has(self, user, doer):
        person = ask_to_agree(user.assignment, PlanAsk(), **doer)
        family = ask_to_agree(user.assignment, PlanAsk(user.mother), **doer)

        answered(opened(person), person, "agree")
        assert now_of(user.assignment).agreed_by_user_on is None
        answered(opened(family), family, "agree")

        assert now_of(user.assignment).agreed_by_user_on == on_day(NOW)

    def test_after_a_change_the_same_person_is_asked_about_the_new_plan(self, user, doer):
        first = ask_to_agree(user.assignment, PlanAsk(), **doer)
        answered(opened(first), first, "change", wish="午後がよい")
        write_plan(user.assignment, "月2回、午後に散歩をする", **doer)
        second = ask_to_agree(now_of(user.assignment), PlanAsk(), **doer)

        answered(opened(second), second, "agree")

        assert now_of(user.assignment).agreed_by_user_on == on_day(NOW)


class TestShownWords:
    """Nobody agrees to words that were not on the page."""

    def test_the_user_does_not_agree_to_a_plan_rewritten_meanwhile(self, user, doer):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        browser = opened(request)
        browser.get(page_of(request))

        write_plan(user.assignment, "週3回、訪問する", **doer)
        text = answered(browser, request, "agree")

        assert "このお願いは終わっています" in text
        assert now_of(user.assignment).agreed_by_user_on is None

    def test_the_supporter_does_not_either(self, user, doer):
        phone = Phone().through(user.assignment.supporter)
        page = reverse("dispatch:assignment", args=["aoba", user.assignment.pk])
        phone.text(page)
        write_plan(user.assignment, "週3回、訪問する", **doer)

        text = phone.send(page, shown_hash=plan_hash(PLAN)).content.decode()

        assert "内容が新しくなりました" in text
        assert "週3回、訪問する" in text
        assert now_of(user.assignment).agreed_by_supporter_on is None
        phone.send(page, shown_hash=plan_hash("週3回、訪問する"))
        assert now_of(user.assignment).agreed_by_supporter_on == on_day(NOW)

    def test_a_page_without_the_words_agrees_to_nothing(self, user):
        phone = Phone().through(user.assignment.supporter)

        phone.send(reverse("dispatch:assignment", args=["aoba", user.assignment.pk]))

        assert now_of(user.assignment).agreed_by_supporter_on is None


ENDS = ["deadline", "taken back", "paper", "ended", "withdrawn consent", "stop use", "closed"]


class TestOver:
    @pytest.mark.parametrize("end", ENDS)
    def test_what_ended_shows_no_plan_and_takes_no_answer(self, user, case, doer, end):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        browser = opened(request)
        if end == "deadline":
            AgreementRequest.objects.update(
                sent_at=NOW - timedelta(days=9), deadline=NOW - timedelta(seconds=1)
            )
        elif end == "taken back":
            take_agreement_back(request, **doer)
        elif end == "paper":
            record_agreement(user.assignment, Side.USER, agreed_on=on_day(NOW), **doer)
        elif end == "ended":
            end_assignment(user.assignment, reason="転居", ended_on=on_day(NOW), **doer)
        elif end == "withdrawn consent":
            withdraw_support_consent(case.consents.first(), **doer)
        elif end == "stop use":
            type(case).objects.update(stop_use=True, stop_use_reason="本人の申出")
        else:
            type(case).objects.update(state="closed", closed_on=on_day(NOW))

        text = browser.get(page_of(request)).content.decode()

        assert "終わっています" in text
        assert PLAN not in text
        answered(browser, request, "agree")
        request.refresh_from_db()
        assert request.answer == ""

    def test_a_second_press_changes_nothing(self, user, doer):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        agree_to_plan(request, shown_hash=plan_hash(PLAN), **SOMEBODY)

        with pytest.raises(Refused) as refused:
            agree_to_plan(request, shown_hash=plan_hash(PLAN), **SOMEBODY)

        assert refused.value.code == "agreement_over"

    def test_without_the_own_link_nothing_opens(self, user, doer):
        mine = ask_to_agree(user.assignment, PlanAsk(), **doer)
        theirs = ask_to_agree(user.assignment, PlanAsk(user.mother), **doer)

        assert Browser().get(page_of(mine)).status_code == 404
        assert opened(theirs).get(page_of(mine)).status_code == 404

    def test_an_old_link_sends_a_new_one_while_it_waits(self, user, doer, at):
        request = ask_to_agree(user.assignment, PlanAsk(), **doer)
        Notice.objects.all().delete()
        old = urlsplit(links.issue_link(PLAN_LINK, request, expires_at=NOW)).path
        at(NOW + timedelta(days=1))
        browser = Browser()
        assert browser.get(old).status_code != 302

        browser.post(old)

        assert Notice.objects.get().email == "client@example.jp"


class TestAsking:
    @pytest.mark.parametrize(
        ("case_of", "code"),
        [
            ("no plan", "plan_missing"),
            ("no mail", "no_email"),
            ("twice", "already_asked"),
            ("begun", "already_begun"),
            ("no consent", "client_consent_missing"),
            ("other family", "other_case"),
        ],
    )
    def test_it_is_refused_with_its_reason(self, user, case, doer, program, case_of, code):
        who = PlanAsk()
        if case_of == "no plan":
            Assignment.objects.update(plan="")
        elif case_of == "no mail":
            type(case.client).objects.update(email="")
        elif case_of == "twice":
            ask_to_agree(user.assignment, who, **doer)
        elif case_of == "begun":
            day = on_day(NOW)
            Assignment.objects.update(state="active", begun_on=day, agreed_by_user_on=day,
                                      agreed_by_supporter_on=day)  # fmt: skip
        elif case_of == "no consent":
            case.consents.filter(client__isnull=False).update(withdrawn_at=NOW)
        else:
            who = PlanAsk(make.case(program).family.get())

        with pytest.raises(Refused) as refused:
            ask_to_agree(now_of(user.assignment), who, **doer)

        assert refused.value.code == code

    def test_an_unanswered_one_is_replaced_after_its_deadline(self, user, doer):
        first = ask_to_agree(user.assignment, PlanAsk(days=3), **doer)
        late = {**doer, "now": NOW + timedelta(days=5)}

        second = ask_to_agree(user.assignment, PlanAsk(), **late)

        first.refresh_from_db()
        assert first.taken_back_at == late["now"]
        assert second.pk != first.pk

    def test_a_body_agrees_for_a_request_without_a_case(self, program, coordinator, doer):
        request = make.place_request(program, coordinator.user)
        request.body.email = "place@example.jp"
        request.body.save()
        assignment = make.assignment(
            request, make_supporters.supporter(program), AssignmentState.PREPARING
        )
        asked = ask_to_agree(assignment, PlanAsk(), **doer)
        assert Notice.objects.get(kind="dispatch.plan_asked").email == "place@example.jp"

        answered(opened(asked), asked, "agree")

        assert now_of(assignment).agreed_by_user_on == on_day(NOW)

    def test_a_coordinator_asks_from_the_page_and_others_do_not(self, user, coordinator, world):
        page = reverse("admin:dispatch_assignment_ask_user", args=[user.assignment.pk])
        assert Desk(world.member(Role.COORDINATOR)).post(page, {}).status_code == 404

        type(user.mother).objects.update(contact_note="役所の名前は出さない")
        desk = Desk(coordinator)
        assert "役所の名前は出さない" in desk.get(page).content.decode()
        desk.post(page, {"whose": str(user.mother.pk), "days": "7"})

        assert AgreementRequest.objects.get().family_member == user.mother

    def test_an_outsider_is_refused_by_the_action_too(self, user, world):
        outsider = {"actor": Actor.staff(world.member(Role.COORDINATOR).user), "now": NOW}

        with pytest.raises(Refused):
            ask_to_agree(user.assignment, PlanAsk(), **outsider)
