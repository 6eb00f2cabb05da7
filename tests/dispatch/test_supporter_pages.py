"""The supporter's pages behind a mailed link: what is shown at which stage, and to whom (T29)."""

import re
from datetime import timedelta

import pytest

from dispatch.actions.assignments import end_assignment, hold_assignment
from dispatch.actions.reports import answer_report, ask_about_report, return_report
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AssignmentState, InvitationState, ReportState, VisitState
from dispatch.models import ActivityReport, Assignment, Visit
from dispatch.rules.assignments import plan_hash
from foundation.clock import on_day
from supporters.actions.moves import suspend_registration
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db

ADDRESS = "みどり県あおば市北町9-9"
AFTER = make.VISIT_AT + timedelta(hours=3)
REPORT = {
    "day_year": "2026",
    "day_month": "10",
    "day_day": "10",
    "starts": "14:00",
    "ends": "15:30",
    "place": "北公民館",
    "activity_types": ["visit", "outing"],
    "content": "公園まで散歩をした",
    "record": "笑顔が見られた",
    "policy": "continue",
    "reported_on_year": "2026",
    "reported_on_month": "10",
    "reported_on_day": "10",
}


@pytest.fixture
def invitation(path, case, coordinator):
    return make.invitation(make.request(case, coordinator.user), path.supporter)


@pytest.fixture
def active(path):
    return path.active()


@pytest.fixture
def visit(active):
    return make.visit(active)


def invitation_url(invitation) -> str:
    return f"/aoba/activity/invitations/{invitation.pk}/"


def test_before_acceptance_only_coarse_facts_are_shown(invitation, frozen):
    text = Phone().through(invitation).text(invitation_url(invitation))

    assert "北部" in text
    assert "土曜日の午後" in text
    for secret in (make.CLIENT_NAME, ADDRESS, "0559999999", invitation.request.case.number_text):
        assert secret not in text


def test_without_the_link_nothing_opens_and_nothing_is_told_apart(invitation, visit, frozen):
    stranger = Phone()
    pages = [
        stranger.get(f"/aoba/activity/{name}{pk}/")
        for name in ("", "invitations/", "assignments/", "visits/", "reports/")
        for pk in (invitation.supporter_id, invitation.pk, visit.pk, 999_999)
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(rb'nonce="[^"]*"', b"", page.content) for page in pages}) == 1


def test_yes_on_the_phone_makes_the_assignment(invitation, frozen):
    phone = Phone().through(invitation)

    page = phone.send(invitation_url(invitation), answer="yes", note="土曜がよいです")

    assignment = Assignment.objects.get(invitation=invitation)
    assert assignment.state == AssignmentState.PREPARING
    assert page.request["PATH_INFO"] == f"/aoba/activity/assignments/{assignment.pk}/"
    assert make.CLIENT_NAME not in page.content.decode()


def test_no_on_the_phone_closes_the_invitation(invitation, frozen):
    phone = Phone().through(invitation)

    page = phone.send(invitation_url(invitation), answer="no", note="")

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED
    assert "北部" not in page.content.decode()


def test_a_second_yes_changes_nothing(invitation, frozen):
    phone = Phone().through(invitation)
    phone.send(invitation_url(invitation), answer="yes", note="")

    phone.send(invitation_url(invitation), answer="yes", note="")

    assert Assignment.objects.count() == 1


def test_after_the_deadline_the_page_asks_to_call(invitation, at):
    at(NOW)
    phone = Phone().through(invitation)
    at(invitation.deadline + timedelta(seconds=1))

    page = phone.send(invitation_url(invitation), answer="yes", note="")

    assert "お返事の期限を過ぎました" in page.content.decode()
    assert not Assignment.objects.exists()


def test_the_plan_is_agreed_to_on_the_phone(path, frozen):
    assignment = path.active(state=AssignmentState.PREPARING)
    phone = Phone().through(path.supporter)
    url = f"/aoba/activity/assignments/{assignment.pk}/"
    assert "この内容で合意する" in phone.text(url)

    phone.send(url, shown_hash=plan_hash(assignment.plan))

    assignment.refresh_from_db()
    assert assignment.agreed_by_supporter_on == on_day(NOW)


def test_the_consented_facts_are_shown_after_the_start(visit, path, frozen):
    text = Phone().through(path.supporter).text(f"/aoba/activity/visits/{visit.pk}/")

    assert make.CLIENT_NAME in text
    assert ADDRESS in text


def test_only_what_the_scope_names_is_shown(path, case, visit, frozen):
    consent = case.consents.get(client__isnull=False)
    consent.scope = {"sex": ["supporter"], "address": ["agency"]}
    consent.save()
    case.consents.filter(client__isnull=True).update(scope={})

    text = Phone().through(path.supporter).text(f"/aoba/activity/visits/{visit.pk}/")

    assert make.CLIENT_NAME not in text
    assert ADDRESS not in text


def hidden_by(deed):
    """Return a test that opens a visit, lets `deed` happen, and reloads the open page."""

    def test(path, case, visit, doer, frozen):
        phone = Phone().through(path.supporter)
        url = f"/aoba/activity/visits/{visit.pk}/"
        assert make.CLIENT_NAME in phone.text(url)

        deed(path, case, visit.assignment, doer)

        for page in (url, f"/aoba/activity/assignments/{visit.assignment_id}/",
                     f"/aoba/activity/{path.supporter.pk}/"):  # fmt: skip
            text = phone.text(page)
            assert make.CLIENT_NAME not in text
            assert ADDRESS not in text
            assert "北公民館" not in text

    return test


test_a_withdrawn_consent_hides_the_facts_the_same_second = hidden_by(
    lambda path, case, assignment, doer: withdraw_support_consent(
        case.consents.get(client__isnull=False), **doer
    )
)
test_a_suspension_hides_the_facts_the_same_second = hidden_by(
    lambda path, case, assignment, doer: suspend_registration(
        path.supporter.registration, reason="調査のため", **doer
    )
)
test_a_pause_hides_the_facts_the_same_second = hidden_by(
    lambda path, case, assignment, doer: hold_assignment(assignment, reason="入院", **doer)
)
test_the_end_hides_the_facts_the_same_second = hidden_by(
    lambda path, case, assignment, doer: end_assignment(
        assignment, reason="終了", ended_on=on_day(NOW), **doer
    )
)


def test_another_supporter_opens_none_of_it(program, invitation, visit, frozen):
    other = Phone().through(make_supporters.supporter(program))

    for page in (
        invitation_url(invitation),
        f"/aoba/activity/visits/{visit.pk}/",
        f"/aoba/activity/visits/{visit.pk}/report/",
        f"/aoba/activity/visits/{visit.pk}/calendar.ics",
        f"/aoba/activity/{invitation.supporter_id}/",
    ):
        assert other.get(page).status_code == 404


def test_the_calendar_file_is_neutral(visit, path, frozen):
    text = Phone().through(path.supporter).text(f"/aoba/activity/visits/{visit.pk}/calendar.ics")

    assert "SUMMARY:活動のお知らせ" in text
    assert "北公民館" not in text
    assert visit.assignment.request.case.number_text not in text


def test_start_and_end_are_tapped(visit, path, at):
    at(NOW)
    phone = Phone().through(path.supporter)
    url = f"/aoba/activity/visits/{visit.pk}/"
    at(visit.starts_at)
    phone.send(url, step="begin")
    at(visit.ends_at)
    phone.send(url, step="finish")

    visit.refresh_from_db()
    assert (visit.began_at, visit.finished_at) == (visit.starts_at, visit.ends_at)


def test_cannot_go_today_reaches_the_coordinator(visit, path, frozen):
    phone = Phone().through(path.supporter)

    phone.send(f"/aoba/activity/visits/{visit.pk}/cannot-go/", step="excuse", reason="発熱")

    visit.refresh_from_db()
    assert visit.state == VisitState.EXCUSED


class TestReport:
    @pytest.fixture
    def phone(self, path, frozen):
        return Phone().through(path.supporter)

    @pytest.fixture
    def url(self, visit) -> str:
        return f"/aoba/activity/visits/{visit.pk}/report/"

    def test_waits_until_the_visit_begins(self, phone, url, visit, at):
        at(visit.starts_at - timedelta(minutes=1))
        assert phone.get(url).status_code == 403
        at(visit.starts_at)
        assert phone.get(url).status_code == 200

    def test_is_prefilled_from_the_visit(self, phone, url, at):
        at(AFTER)
        text = phone.text(url)

        assert 'value="14:00"' in text
        assert 'value="北公民館"' in text

    def test_a_draft_keeps_everything_typed(self, phone, url, at):
        at(AFTER)
        phone.send(url, step="save", content="途中まで")

        assert ActivityReport.objects.get().state == ReportState.DRAFT
        assert "途中まで" in phone.text(url)

    def test_the_script_gets_the_time_of_saving(self, phone, url, at):
        at(AFTER)
        answer = phone.post(
            url, {"step": "save", "content": "途中"}, headers={"X-Sasae-Draft": "1"}
        )

        assert answer.json() == {"saved": "17:00"}

    def test_a_broken_time_keeps_the_rest(self, phone, url, at):
        at(AFTER)
        page = phone.send(url, step="save", **{**REPORT, "ends": "99:99"})

        assert page.status_code == 200
        assert ActivityReport.objects.get().content == REPORT["content"]

    def test_is_checked_and_sent(self, phone, url, visit, at):
        at(AFTER)
        check = phone.send(url, step="check", **REPORT)
        assert "この内容で報告する" in check.content.decode()

        phone.send(url, step="send", **REPORT)

        report = ActivityReport.objects.get()
        assert report.state == ReportState.SUBMITTED
        assert report.activity_types == ["visit", "outing"]
        assert Visit.objects.get(pk=visit.pk).state == VisitState.DONE

    def test_sent_twice_is_one_report(self, phone, url, at):
        at(AFTER)
        phone.send(url, step="send", **REPORT)
        again = phone.send(url, step="send", **REPORT)

        assert ActivityReport.objects.count() == 1
        assert "送った内容" in again.content.decode()

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [
            ({"activity_types": []}, "活動種別を選んでください。"),
            ({"content": ""}, "具体的活動内容を入力してください。"),
            ({"policy": ""}, "今後の方針を選んでください。"),
            ({"policy": "other"}, "今後の方針の「その他」の内容を入力してください。"),
        ],
    )
    def test_what_is_missing_is_named_beside_its_field(self, phone, url, at, missing, sentence):
        at(AFTER)
        page = phone.send(url, step="check", **{**REPORT, **missing})

        assert sentence in page.content.decode()
        assert not ActivityReport.objects.exclude(state=ReportState.DRAFT).exists()

    def test_the_kind_of_activity_is_marked_as_needed(self, phone, url, at):
        at(AFTER)

        text = phone.text(url)

        legend = re.search(r"<legend[^>]*>活動種別(.*?)</legend>", text, re.DOTALL)
        assert legend is not None
        assert "※必須" in legend[1]

    def test_another_kind_in_words_need_not_be_ticked_as_well(self, phone, url, at):
        at(AFTER)

        phone.send(url, step="send", **{**REPORT, "activity_types": [], "other_type": "手芸"})

        report = ActivityReport.objects.get()
        assert (report.state, report.activity_types) == (ReportState.SUBMITTED, ["other"])

    def test_goes_back_and_forth_with_the_coordinator(self, phone, url, doer, at):
        at(AFTER)
        phone.send(url, step="send", **REPORT)
        report = ActivityReport.objects.get()
        now = {**doer, "now": AFTER}
        return_report(report, reason="時間を確かめてください。", **now)
        assert "時間を確かめてください。" in phone.text(url)
        phone.send(url, step="send", **REPORT)
        ask_about_report(report, text="体調はいかがでしたか。", **now)
        own = f"/aoba/activity/reports/{report.pk}/"
        phone.send(own, answer="落ち着いていました。")
        answer_report(report, text="ありがとうございました。", **now)

        text = phone.text(own)
        assert "落ち着いていました。" in text
        assert "ありがとうございました。" in text

    def test_is_refused_after_a_revocation(self, phone, url, path, doer, at):
        at(AFTER)
        suspend_registration(
            path.supporter.registration, reason="調査のため", **{**doer, "now": AFTER}
        )

        assert phone.send(url, step="send", **REPORT).status_code == 403
        assert not ActivityReport.objects.exists()
