"""What happens on bad days: expired links, lost connections, revocation, midnight, year end."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from post_office.models import Email

from dispatch.documents.office import office_for
from dispatch.documents.report_form import ReportPaper, report_form
from dispatch.models import ActivityReport, CareCheck, Visit
from dispatch.notices import HOME_LINK, INVITATION_LINK
from foundation.clock import JST
from foundation.notices import links
from foundation.notices.models import Task
from supporters.actions.moves import suspend_registration
from tests.dispatch.phones import Phone
from tests.dispatch.test_supporter_pages import REPORT
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.django_db
AFTER = make.VISIT_AT + timedelta(hours=3)


@pytest.fixture
def visit(path) -> Visit:
    return make.visit(path.active())


@pytest.fixture
def phone(visit, frozen) -> Phone:
    return Phone().through(visit.supporter)


def report_url(visit: Visit) -> str:
    return f"/aoba/activity/visits/{visit.pk}/report/"


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


class TestExpiredLink:
    @pytest.mark.parametrize("purpose", [HOME_LINK, INVITATION_LINK])
    def test_one_tap_sends_a_new_one_that_works(self, path, at, purpose):
        target = path.supporter
        if purpose == INVITATION_LINK:
            target = make.invitation(path.request, path.supporter)
        old = path_in(links.issue_link(purpose, target, expires_at=NOW + timedelta(days=1)))
        at(NOW + timedelta(days=2))
        phone = Client()
        closed = phone.get(old)
        assert closed.status_code == 410
        assert "新しいリンク" in closed.content.decode()
        before = Email.objects.count()

        phone.post(old)

        assert Email.objects.count() == before + 1
        mail = Email.objects.latest("id")
        assert mail.to == [path.supporter.person.email]
        new = path_in(mail.message)
        assert new != old
        assert phone.get(new, follow=True).status_code == 200

    def test_after_a_suspension_no_new_one_is_sent(self, path, doer, at):
        make.invitation(path.request, path.supporter)
        old = path_in(links.issue_link(HOME_LINK, path.supporter, expires_at=NOW))
        suspend_registration(path.supporter.registration, reason="確認のため", **doer)
        at(NOW + timedelta(days=2))
        before = Email.objects.filter(message__contains="新しいリンク").count()

        Client().post(old)

        assert Email.objects.filter(message__contains="新しいリンク").count() == before


class TestReport:
    def test_sent_twice_has_each_effect_once(self, phone, visit, at):
        at(AFTER)
        promise = {"next_day_year": "2026", "next_day_month": "10", "next_day_day": "24",
                   "next_time": "14:00", "strain": "5"}  # fmt: skip

        for _ in range(3):
            phone.send(report_url(visit), step="send", **REPORT, **promise)

        assert ActivityReport.objects.count() == 1
        assert Visit.objects.filter(state="proposed").count() == 1
        assert CareCheck.objects.count() == 1
        kinds = list(Task.objects.order_by("kind").values_list("kind", flat=True))
        assert kinds == sorted(set(kinds))

    def test_a_connection_lost_between_keeping_and_sending_loses_nothing(self, phone, visit, at):
        at(AFTER)
        phone.post(report_url(visit), {**REPORT, "step": "save"},
                   headers={"X-Sasae-Draft": "1"})  # fmt: skip
        # The answer never arrived: the phone opens the page anew and sends what it finds.
        page = phone.get(report_url(visit)).content.decode()
        assert "公園まで散歩をした" in page

        phone.send(report_url(visit), step="send", **REPORT)

        assert ActivityReport.objects.get().content == "公園まで散歩をした"
        # A late repetition of the draft by the script changes nothing any more.
        late = phone.post(report_url(visit), {**REPORT, "step": "save", "content": "古い"},
                          headers={"X-Sasae-Draft": "1"})  # fmt: skip
        assert late.status_code == 302
        assert ActivityReport.objects.get().content == "公園まで散歩をした"

    @pytest.mark.parametrize("step", ["save", "send"])
    def test_with_the_page_open_while_access_ends_keeps_nothing(self, phone, visit, doer, at, step):
        at(AFTER)
        assert phone.get(report_url(visit)).status_code == 200
        registration = visit.supporter.registration
        suspend_registration(registration, reason="確認のため", **{**doer, "now": AFTER})

        answer = phone.post(report_url(visit), {**REPORT, "step": step})

        assert answer.status_code in (403, 404)
        assert not ActivityReport.objects.exists()

    def test_t31_just_after_midnight_today_is_today(self, path, at):
        evening = datetime(2026, 10, 10, 22, 0, tzinfo=JST)
        visit = make.visit(path.active(), evening)
        at(datetime(2026, 10, 11, 0, 30, tzinfo=JST))
        told = {**REPORT, "starts": "22:00", "ends": "23:30", "reported_on_day": "11"}

        Phone().through(path.supporter).send(report_url(visit), step="send", **told)

        assert str(ActivityReport.objects.get().reported_on) == "2026-10-11"

    def test_a_night_over_the_year_end_is_told_and_printed_whole(self, path, program, aoba, at):
        start = datetime(2026, 12, 31, 23, 0, tzinfo=JST)
        visit = make.visit(path.active(), start, ends_at=start + timedelta(hours=2))
        at(datetime(2027, 1, 1, 9, 0, tzinfo=JST))
        told = {**REPORT, "day_month": "12", "day_day": "31", "starts": "23:00", "ends": "01:00",
                "reported_on_year": "2027", "reported_on_month": "1",
                "reported_on_day": "1"}  # fmt: skip

        Phone().through(path.supporter).send(report_url(visit), step="send", **told)

        report = ActivityReport.objects.get()
        assert (report.starts_at, report.ends_at) == (start, start + timedelta(hours=2))
        office = office_for(program.pk, aoba, on=report.reported_on, now=NOW)
        paper = ReportPaper(
            "山田 花子", "K7PX4M", report.starts_at, report.ends_at, report.place, report
        )
        (page,) = pages_of(report_form(office, paper))
        words = ["令和9年1月1日（金）", "令和8年12月31日（木）", "23時00分",
                 "令和9年1月1日（金）1時00分"]  # fmt: skip
        assert in_order(page, words) == []
