"""A paper is keyed over a draft: staff learn that there is one and nothing of it; all is kept."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.keyed_reports import key_report
from dispatch.actions.reports import return_report, save_report, submit_report
from dispatch.facts import ReportFacts, Submission
from dispatch.models import ActivityReport
from dispatch.queries.case_page import case_page
from foundation.audit.queries.history import history_of
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.people.disclosure import sections_of
from foundation.refusals import Refused
from reports.asking import Ask
from reports.figures.activity import LATE_REPORTS, MINUTES
from reports.figures.dispatch import REPORTS
from reports.figures.parts import POLICY
from reports.queries.composition import divide
from tests.dispatch.phones import Phone
from tests.dispatch.test_staff_pages import change, press
from tests.factories import dispatch as make
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db

AFTER = make.VISIT_AT + timedelta(days=1)
PAPER = {
    "day_year": "2026", "day_month": "10", "day_day": "10", "starts": "14:00", "ends": "15:20",
    "activity_types": ["visit"], "content": "紙の内容", "policy": "continue",
    "reported_on_year": "2026", "reported_on_month": "10", "reported_on_day": "11",
}  # fmt: skip


@pytest.fixture
def visit(path, at):
    row = make.visit(path.active())
    at(AFTER)
    return row


@pytest.fixture
def writer(visit):
    """Keywords of what the supporter does on the phone."""
    return {"actor": Actor.supporter(visit.supporter_id), "now": AFTER}


@pytest.fixture
def desk(coordinator, visit):
    return Desk(coordinator)


def facts(visit, **words) -> ReportFacts:
    filled = {"activity_types": ("visit",), "policy": "continue", **words}
    return ReportFacts(visit.starts_at, visit.ends_at, "北公民館", **filled)


@pytest.fixture
def draft(visit, writer) -> ActivityReport:
    words = {"content": "迷いながら書いた", "record": "消した言葉", "remarks": "秘めた備考"}
    return save_report(visit, facts(visit, **words), **writer)


SECRETS = ("迷いながら", "消した言葉", "秘めた備考")


def test_the_coordinator_reads_that_there_is_one_and_since_when(desk, visit, draft):
    url = reverse("admin:dispatch_visit_key_report", args=[visit.pk])
    begun = AFTER - timedelta(hours=20)  # 令和8年10月10日（土）18:00
    ActivityReport.objects.update(created_at=begun)

    page = desk.get(url).content.decode()

    assert "サポーターの下書き" in page
    assert "令和8年10月10日（土）午後6時から書きかけ" in page
    assert "北公民館" in page  # of the plan of the visit
    assert [word for word in SECRETS if word in page] == []


def test_without_a_draft_nothing_is_said_of_one(desk, visit):
    url = reverse("admin:dispatch_visit_key_report", args=[visit.pk])

    assert "下書き" not in desk.get(url).content.decode()


def test_the_paper_is_sent_and_the_draft_is_the_writers_alone(desk, visit, draft):
    press(desk, visit, "key_report", **PAPER)

    report = ActivityReport.objects.get()
    assert (report.pk, report.state, report.content) == (draft.pk, "submitted", "紙の内容")
    staff = desk.get(change(report)).content.decode()
    past = desk.get(reverse("admin:dispatch_activityreport_history", args=[report.pk]))
    printed = str([entry.changes for entry in history_of(report)])
    phone = Phone().through(visit.supporter)
    own = phone.text(reverse("dispatch:report", args=["aoba", report.pk]))
    for word in SECRETS:
        assert word not in staff + past.content.decode() + printed
        assert word in own
    assert "紙の内容" in past.content.decode()


@pytest.mark.parametrize("wrong", ["too_early", "incomplete"])
def test_what_is_refused_leaves_the_draft_as_it_was(visit, draft, doer, wrong):
    day = on_day(visit.starts_at) - timedelta(days=wrong == "too_early")
    typed = facts(visit, content="" if wrong == "incomplete" else "紙の内容")

    with pytest.raises(Refused):
        key_report(visit, typed, day, **{**doer, "now": AFTER})

    row = ActivityReport.objects.get()
    assert (row.state, row.content, row.set_aside) == ("draft", "迷いながら書いた", "")


def test_words_that_the_paper_has_too_are_not_set_aside(visit, draft, doer):
    typed = facts(visit, content="迷いながら書いた", record="紙の記録", remarks="秘めた備考")

    row = key_report(visit, typed, on_day(AFTER), **{**doer, "now": AFTER})

    assert row.set_aside == "記録：消した言葉"


class TestRewriting:
    """A returned report is being rewritten: staff read what was sent until it is sent again."""

    @pytest.fixture
    def rewriting(self, visit, writer, doer) -> ActivityReport:
        sent = save_report(visit, facts(visit, content="最初に送った"), **writer)
        submit_report(sent, Submission(on_day(AFTER)), **writer)
        return_report(sent, reason="もう少し詳しく", **{**doer, "now": AFTER})
        words = {"content": "迷いながら書いた", "policy": "other", "other_policy": "迷っている"}
        return save_report(visit, facts(visit, **words), **writer)

    def test_staff_read_what_was_sent(self, desk, visit, rewriting):
        pages = "".join(
            desk.get(url).content.decode()
            for url in (
                change(rewriting),
                reverse("admin:dispatch_activityreport_history", args=[rewriting.pk]),
                reverse("admin:dispatch_visit_key_report", args=[visit.pk]),
                reverse("admin:dispatch_activityreport_changelist"),
                change(visit.assignment.request.case),
            )
        )

        assert "最初に送った" in pages
        assert "迷っている" not in pages
        assert '<td class="field-sent_policy">継続' in pages
        assert "迷いながら" not in pages

    def test_lists_show_what_was_sent(self, desk, visit, rewriting):
        # The other day and policy that the writer is trying out show in no list either.
        ActivityReport.objects.update(
            policy="end", starts_at=AFTER + timedelta(days=2), ends_at=AFTER + timedelta(days=3)
        )
        case = visit.assignment.request.case
        for url in (
            reverse("admin:dispatch_activityreport_changelist"),
            reverse("admin:cases_case_change", args=[case.pk]),
        ):
            page = desk.get(url).content.decode()
            assert "令和8年10月10日（土）" in page
            assert "令和8年10月13日" not in page
            assert "終了</td>" not in page

    # sent last: 継続, on 10 October; tried out: 終了, on 12 October
    @pytest.mark.parametrize(
        ("policy", "found"), [("", True), ("continue", True), ("end", False), ("other", False)]
    )
    def test_the_list_is_narrowed_by_what_was_sent(self, desk, rewriting, policy, found):
        ActivityReport.objects.update(policy="end")
        url = reverse("admin:dispatch_activityreport_changelist")

        page = desk.get(url, {"policy": policy} if policy else {}).content.decode()

        assert (change(rewriting) in page) == found

    @pytest.fixture
    def of_the_evening(self, visit, rewriting) -> ActivityReport:
        """A report of five hours later; the writer tries out a day after it for the other one."""
        later = make.visit(visit.assignment, visit.starts_at + timedelta(hours=5),
                           ends_at=visit.starts_at + timedelta(hours=6))  # fmt: skip
        ActivityReport.objects.filter(pk=rewriting.pk).update(
            starts_at=AFTER + timedelta(days=2), ends_at=AFTER + timedelta(days=3)
        )
        row: ActivityReport = ActivityReport.objects.create(
            visit=later, supporter=later.supporter, starts_at=later.starts_at,
            ends_at=later.ends_at, content="後の訪問", policy="continue", state="submitted",
            submitted_at=AFTER, reported_on=on_day(AFTER),
        )  # fmt: skip
        return row

    def test_the_list_is_sorted_by_what_was_sent(self, desk, rewriting, of_the_evening):
        url = reverse("admin:dispatch_activityreport_changelist")

        for asked in ({}, {"o": "-1"}):
            page = desk.get(url, asked).content.decode()
            assert page.index(change(of_the_evening)) < page.index(change(rewriting))

    def test_a_case_is_sorted_by_what_was_sent(self, case, rewriting, of_the_evening):
        shown = case_page(case, AFTER).reports
        printed = next(one for one in sections_of(case) if one.title == "活動報告").rows

        assert shown == [of_the_evening, rewriting]
        assert [row[2] for row in printed] == ["最初に送った", "後の訪問"]

    def test_figures_count_what_was_sent(self, visit, rewriting):
        ActivityReport.objects.update(
            policy="end", starts_at=AFTER + timedelta(days=365),
            ends_at=AFTER + timedelta(days=365, hours=9),
        )  # fmt: skip
        this_year, next_year = (Ask(year, year, date(2027, 12, 1)) for year in (2026, 2027))
        minutes = int((visit.ends_at - visit.starts_at).total_seconds()) // 60

        assert dict(divide(REPORTS, POLICY, this_year).counts) == {
            (visit.supporter.program_id, 2026, "continue"): 1
        }
        assert list(REPORTS.rows(next_year)) == []
        assert [row.minutes for row in MINUTES.rows(this_year)] == [minutes]
        assert list(LATE_REPORTS.rows(this_year)) == []

    def test_sent_again_the_new_words_are_read(self, desk, rewriting, writer):
        submit_report(rewriting, Submission(on_day(AFTER)), **writer)

        page = desk.get(change(rewriting)).content.decode()
        past = desk.get(reverse("admin:dispatch_activityreport_history", args=[rewriting.pk]))

        assert "迷いながら書いた" in page
        assert "最初に送った → 迷いながら書いた" in past.content.decode()

    def test_a_paper_sets_the_new_words_aside(self, visit, rewriting, doer):
        row = key_report(
            visit, facts(visit, content="紙の内容"), on_day(AFTER), **{**doer, "now": AFTER}
        )

        assert row.set_aside == "具体的活動内容：迷いながら書いた\nその他の方針：迷っている"
