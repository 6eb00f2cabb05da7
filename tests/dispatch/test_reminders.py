"""What the clock brings to mind: missing reports, and visits whose term was not renewed (D4)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from dispatch.enums import VisitState
from dispatch.jobs import hold_unrenewed_visits, remind_of_reports
from dispatch.models import ActivityReport, DispatchSettings, Visit
from dispatch.queries.overdue import reports_overdue
from foundation.clock import JST
from foundation.notices.models import Notice
from supporters.models import Registration
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
START = make.VISIT_AT  # 10 October, 14:00 to 15:30; the report is due on the 13th
ON_14TH = datetime(2026, 10, 14, 9, 20, tzinfo=JST)


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def report_of(visit: Visit, state: str = "submitted", **values) -> ActivityReport:
    sent = {} if state == "draft" else {
        "submitted_at": NOW, "reported_on": date(2026, 10, 10), "policy": "continue",
        "content": "散歩",
    }  # fmt: skip
    row: ActivityReport = ActivityReport.objects.create(
        visit=visit, supporter=visit.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        state=state, **(sent | values),
    )  # fmt: skip
    return row


class TestMissingReports:
    @pytest.fixture
    def visit(self, path):
        return make.visit(path.active())

    @pytest.mark.parametrize(
        ("now", "asked"),
        [
            (datetime(2026, 10, 13, 23, 59, tzinfo=JST), 0),
            (datetime(2026, 10, 14, 0, 0, tzinfo=JST), 1),
            (START + timedelta(days=59), 1),
            (START + timedelta(days=70), 0),
        ],
    )
    def test_the_day_of_the_settings_counts(self, visit, now, asked):
        assert remind_of_reports(now) == asked
        assert told("dispatch.report_missing") == asked

    def test_the_programmes_own_days_count(self, visit):
        DispatchSettings.objects.update(report_days=10)

        assert remind_of_reports(ON_14TH) == 0

    def test_it_is_asked_once_and_names_nobody(self, visit, case):
        remind_of_reports(ON_14TH)
        remind_of_reports(ON_14TH + timedelta(days=1))

        notice = Notice.objects.get(kind="dispatch.report_missing")
        for secret in (make.CLIENT_NAME, case.number_text, "北公民館"):
            assert secret not in notice.subject + notice.body

    @pytest.mark.parametrize("state", ["submitted", "answered", "returned"])
    def test_a_report_that_came_is_not_asked_for(self, visit, state):
        report_of(visit, state)

        assert remind_of_reports(ON_14TH) == 0

    def test_a_draft_is(self, visit):
        report_of(visit, "draft")

        assert remind_of_reports(ON_14TH) == 1

    @pytest.mark.parametrize("state", ["excused", "cancelled", "not_met", "on_hold", "proposed"])
    def test_a_visit_that_was_not_held_is_not(self, visit, state):
        Visit.objects.update(state=state)

        assert remind_of_reports(ON_14TH) == 0

    def test_the_other_of_a_pair_is_not_asked_after_a_joint_report(self, path):
        first = path.active()
        pair = make.pair(path.request, first)
        mine = make.visit(first, pair=pair)
        make.visit(pair.second, pair=pair)
        report_of(mine, is_joint=True)

        assert remind_of_reports(ON_14TH) == 0

    @pytest.mark.parametrize("end", ["suspended", "consent"])
    def test_whoever_can_open_nothing_is_not_written_to(self, visit, case, end):
        if end == "suspended":
            Registration.objects.update(state="suspended")
        else:
            case.consents.update(withdrawn_at=NOW)

        assert remind_of_reports(ON_14TH) == 0
        assert told("dispatch.report_missing") == 0

    def test_the_coordinator_sees_them_with_their_day(self, visit, coordinator, at, world):
        at(ON_14TH)
        text = Desk(coordinator).get(reverse("admin:index")).content.decode()
        assert "届いていない活動報告" in text
        assert "10月13日" in text.partition("届いていない活動報告")[2]

    def test_the_number_of_queries_does_not_grow(
        self, visit, path, program, coordinator, django_assert_num_queries
    ):
        with django_assert_num_queries(2):
            assert len(reports_overdue(Visit.objects.all(), ON_14TH)) == 1
        for _ in range(2):
            case = make.consented_case(program, coordinator.user)
            request = make.request(case, coordinator.user)
            make.visit(make.assignment(request, make_supporters.supporter(program)))
        with django_assert_num_queries(2):
            assert len(reports_overdue(Visit.objects.all(), ON_14TH)) == 3


class TestNotRenewed:
    """D4: a visit beyond the term is planned only as 更新待ち; without a renewal it is held."""

    MORNING = datetime(2026, 10, 9, 8, 0, tzinfo=JST)

    @pytest.mark.parametrize(
        ("starts_at", "awaits", "state"),
        [
            (START, True, VisitState.ON_HOLD),  # tomorrow
            (datetime(2026, 10, 9, 10, 0, tzinfo=JST), True, VisitState.ON_HOLD),  # today
            (START + timedelta(days=1), True, VisitState.PLANNED),  # the day after tomorrow
            (START, False, VisitState.PLANNED),
        ],
    )
    def test_it_is_held_the_day_before(self, path, starts_at, awaits, state):
        visit = make.visit(path.active(), starts_at, awaits_renewal=awaits)

        hold_unrenewed_visits(self.MORNING)

        visit.refresh_from_db()
        assert visit.state == state
        assert told("dispatch.visit_held") == (state == VisitState.ON_HOLD)

    def test_a_second_run_changes_nothing(self, path):
        make.visit(path.active(), awaits_renewal=True)

        assert [hold_unrenewed_visits(self.MORNING) for _ in range(2)] == [1, 0]
