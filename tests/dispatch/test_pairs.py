"""Two supporters for one case: one active pair, common visits, two reports or one 連名 (D7)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.actions.assignments import end_assignment
from dispatch.actions.keyed_reports import key_report
from dispatch.actions.pairs import end_pair, form_pair, plan_pair_visits, reschedule_together
from dispatch.actions.reports import return_report, save_report, submit_report
from dispatch.actions.visits import plan_visits
from dispatch.enums import AssignmentState, VisitState
from dispatch.facts import ReportFacts, Submission
from dispatch.models import Pair, Visit
from dispatch.queries.pairs import names_on
from dispatch.queries.sharing import own_page
from dispatch.rules.visits import Slot, weekly
from foundation.clock import JST
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 10, 1)
AT = make.VISIT_AT
SLOT = Slot(AT, AT + timedelta(minutes=90), "北公民館")
AFTER = AT + timedelta(hours=3)


@pytest.fixture
def other(path, program):
    partner = make_supporters.supporter(program, make_supporters.person("相棒 花子"))
    return make.assignment(path.request, partner)


@pytest.fixture
def pair(path, other, doer) -> Pair:
    return form_pair(path.active(), other, begun_on=BEGUN, **doer)


@pytest.fixture
def visits(pair, doer) -> tuple[Visit, Visit]:
    first, second = plan_pair_visits(pair, [SLOT], **doer)
    return first, second


def facts_of(visit: Visit, **values) -> ReportFacts:
    facts = ReportFacts(
        visit.starts_at, visit.ends_at, activity_types=("visit",), content="散歩", policy="continue"
    )
    return replace(facts, **values)


def sent(visit: Visit, **values):
    doer = {"actor": Actor.supporter(visit.supporter_id), "now": AFTER}
    report = save_report(visit, facts_of(visit, **values), **doer)
    return submit_report(report, Submission(AFTER.date()), **doer)


class TestForming:
    def test_one_active_pair_a_case(self, pair, path, program, doer):
        third = make.assignment(path.request, make_supporters.supporter(program))

        with pytest.raises(Refused) as refused:
            form_pair(pair.first, third, begun_on=BEGUN, **doer)

        assert refused.value.code == "pair_exists"
        end_pair(pair, ended_on=BEGUN, **doer)
        assert form_pair(pair.first, third, begun_on=BEGUN, **doer).ended_on is None

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ("preparing", "not_active"),
            ("same", "same_supporter"),
            ("other case", "not_one_case"),
            ("place", "not_one_case"),
            ("future", "begun_in_future"),
            ("early", "before_start"),
        ],
    )
    def test_what_is_no_pair_is_refused(self, path, other, program, coordinator, doer, wrong, code):
        first, second, day = path.active(), other, BEGUN
        if wrong == "preparing":
            second.state = AssignmentState.PREPARING
            second.save()
        elif wrong == "same":
            second = make.assignment(
                make.request(path.request.case, coordinator.user), path.supporter
            )
        elif wrong == "other case":
            case = make.consented_case(program, coordinator.user)
            second = make.assignment(make.request(case, coordinator.user), other.supporter)
        elif wrong == "place":
            place = make.place_request(program, coordinator.user)
            first = make.assignment(place, path.supporter)
            second = make.assignment(place, other.supporter)
        else:
            day = BEGUN + timedelta(days=1 if wrong == "future" else -1)

        with pytest.raises(Refused) as refused:
            form_pair(first, second, begun_on=day, **doer)

        assert refused.value.code == code

    def test_the_end_of_one_assignment_ends_the_pair(self, pair, visits, doer):
        end_assignment(pair.first, reason="転居", ended_on=BEGUN, **doer)

        pair.refresh_from_db()
        left = Visit.objects.get(assignment=pair.second)
        assert pair.ended_on == BEGUN
        assert (left.state, left.pair_id) == (VisitState.PLANNED, None)


class TestPlanning:
    def test_both_have_each_time_of_a_repeating_plan(self, pair, doer):
        plan_pair_visits(pair, weekly(SLOT, every_weeks=2, count=3), **doer)

        for assignment in (pair.first, pair.second):
            days = [v.starts_at for v in assignment.visits.order_by("starts_at")]
            assert days == [AT + timedelta(weeks=2 * n) for n in range(3)]

    def test_all_or_none_when_one_of_them_is_busy(self, pair, program, coordinator, doer):
        place = make.place_request(program, coordinator.user)
        elsewhere = make.assignment(place, pair.second.supporter)
        plan_visits(elsewhere, [SLOT], **doer)

        with pytest.raises(Refused, match="予定"):
            plan_pair_visits(pair, [SLOT], **doer)

        assert not Visit.objects.filter(pair=pair).exists()

    def test_they_move_together(self, visits, doer):
        later = Slot(AT + timedelta(days=1), AT + timedelta(days=1, hours=1), "南公民館")

        reschedule_together(visits[0], later, **doer)

        starts = {v.starts_at for v in Visit.objects.filter(pair=visits[0].pair)}
        assert starts == {later.starts_at}

    def test_an_ended_pair_plans_nothing(self, pair, doer):
        end_pair(pair, ended_on=BEGUN, **doer)

        with pytest.raises(Refused, match="終わっています"):
            plan_pair_visits(pair, [SLOT], **doer)


class TestD7Reports:
    def test_d7_each_may_report(self, visits):
        assert {sent(visit).supporter_id for visit in visits} == {v.supporter_id for v in visits}

    def test_d7_one_joint_report_holds_both_visits(self, visits):
        report = sent(visits[0], is_joint=True)

        assert {v.state for v in Visit.objects.filter(pair=visits[0].pair)} == {VisitState.DONE}
        assert set(names_on(report).split("・")) == {v.supporter.person.name for v in visits}

    def test_d7_the_partner_then_owes_no_report_and_sends_none(self, visits):
        sent(visits[0], is_joint=True)

        assert own_page(visits[1].supporter, AFTER).to_report == []
        with pytest.raises(Refused) as refused:
            sent(visits[1])
        assert refused.value.code == "joint_exists"

    def test_d7_a_returned_joint_report_covers_nobody(self, visits, doer):
        report = sent(visits[0], is_joint=True)
        return_report(report, reason="もう少しくわしく", actor=doer["actor"], now=AFTER)

        assert [v.pk for v in own_page(visits[1].supporter, AFTER).to_report] == [visits[1].pk]

    def test_a_paper_is_keyed_with_the_locks_in_the_order_of_sending(self, visits, doer):
        """Else it and the partner, who sends at that moment, would wait for each other."""
        with CaptureQueriesContext(connection) as asked:
            key_report(visits[0], facts_of(visits[0]), AFTER.date(), **{**doer, "now": AFTER})

        locks = [one["sql"] for one in asked if " FOR UPDATE" in one["sql"]]
        assert 'FOR UPDATE OF "dispatch_pair"' in locks[0]
        assert len(locks) > 1

    def test_d7_joint_after_the_partner_reported_is_refused(self, visits):
        sent(visits[1])

        with pytest.raises(Refused) as refused:
            sent(visits[0], is_joint=True)

        assert refused.value.code == "twin_reported"

    def test_d7_alone_nobody_reports_jointly(self, path):
        visit = make.visit(path.active())

        with pytest.raises(Refused) as refused:
            sent(visit, is_joint=True)

        assert refused.value.code == "no_twin"

    def test_d7_the_phone_offers_it_and_the_partner_reads_why_nothing_is_asked(
        self, visits, at, frozen
    ):
        at(datetime(2026, 10, 10, 18, 0, tzinfo=JST))
        first = Phone().through(visits[0].supporter)
        address = reverse("dispatch:report-form", args=["aoba", visits[0].pk])
        assert "連名の報告にする" in first.text(address)
        sent(visits[0], is_joint=True)

        partner = Phone().through(visits[1].supporter)
        page = partner.get(reverse("dispatch:report-form", args=["aoba", visits[1].pk]))

        assert "あなたの報告は要りません" in page.content.decode()


def test_a_pair_is_formed_planned_and_ended_on_the_pages(path, other, case, coordinator, frozen):
    desk, first = Desk(coordinator), path.active()
    answer = desk.post(
        reverse("admin:cases_case_pair", args=[case.pk]),
        {"first": first.pk, "second": other.pk, "day": "令和8年10月1日"},
    )
    pair = Pair.objects.get()
    assert answer["Location"] == reverse("admin:dispatch_pair_change", args=[pair.pk])
    page = desk.get(answer["Location"]).content.decode()
    assert "相棒 花子" in page
    assert make.CLIENT_NAME not in page

    desk.post(
        reverse("admin:dispatch_pair_visits", args=[pair.pk]),
        {"day": "令和8年10月10日", "starts": "14:00", "ends": "15:00", "place": "公園",
         "every_weeks": 1, "count": 2},
    )  # fmt: skip
    desk.post(reverse("admin:dispatch_pair_end", args=[pair.pk]), {"day": "令和8年10月1日"})

    pair.refresh_from_db()
    assert Visit.objects.count() == 4
    assert pair.ended_on == BEGUN
