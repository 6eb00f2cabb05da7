"""Reports: dates and completeness (D7), what a policy sets going (D5), who may be asked twice."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from dispatch.actions.reports import (
    answer_report,
    ask_about_report,
    save_report,
    submit_report,
)
from dispatch.enums import AssignmentState, Policy, ReportState, VisitState
from dispatch.facts import ReportFacts, Submission
from dispatch.models import ActivityReport, Guidance, Visit
from dispatch.rules.reports import why_cannot_submit
from foundation.clock import JST
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from foundation.states import IllegalTransition
from tests.factories import dispatch as make

STARTS = make.VISIT_AT
AFTER = STARTS + timedelta(hours=3)


def draft(**values) -> SimpleNamespace:
    filled = {
        "state": "draft", "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=1),
        "activity_types": ["visit"], "other_type": "", "content": "散歩", "policy": "continue",
        "other_policy": "", **values,
    }  # fmt: skip
    return SimpleNamespace(**filled)


@pytest.mark.parametrize(
    ("values", "reported_on", "now", "code"),
    [
        ({}, date(2026, 10, 10), AFTER, None),
        # T31: today at half past midnight in Japan, still yesterday in UTC
        ({}, date(2026, 10, 11), datetime(2026, 10, 11, 0, 30, tzinfo=JST), None),
        ({}, date(2026, 10, 11), AFTER, "report_in_future"),
        ({}, date(2026, 10, 9), AFTER, "report_before_visit"),
        ({}, date(2026, 10, 10), STARTS - timedelta(seconds=1), "visit_not_begun"),
        ({"state": "submitted"}, date(2026, 10, 10), AFTER, "already_submitted"),
        ({"state": "answered"}, date(2026, 10, 10), AFTER, "already_submitted"),
        ({"state": "returned"}, date(2026, 10, 10), AFTER, None),
        ({"activity_types": []}, date(2026, 10, 10), AFTER, "type_missing"),
        ({"activity_types": [], "other_type": "手芸"}, date(2026, 10, 10), AFTER, None),
        ({"content": "  "}, date(2026, 10, 10), AFTER, "content_missing"),
        ({"policy": ""}, date(2026, 10, 10), AFTER, "policy_missing"),
        ({"policy": "other"}, date(2026, 10, 10), AFTER, "other_policy_missing"),
        ({"policy": "other", "other_policy": "相談"}, date(2026, 10, 10), AFTER, None),
    ],
)
def test_d7_when_a_report_may_be_sent(values, reported_on, now, code):
    refusal = why_cannot_submit(draft(**values), reported_on, now)

    assert (refusal and refusal.code) == code


@pytest.mark.django_db
class TestSent:
    @pytest.fixture
    def visit(self, path) -> Visit:
        return make.visit(path.active())

    @pytest.fixture
    def theirs(self, visit):
        return {"actor": Actor.supporter(visit.supporter_id), "now": AFTER}

    def send(self, visit, theirs, **values) -> ActivityReport:
        filled = {
            "starts_at": visit.starts_at, "ends_at": visit.ends_at, "activity_types": ("visit",),
            "content": "散歩", "policy": Policy.CONTINUE, **values,
        }  # fmt: skip
        report = save_report(visit, ReportFacts(**filled), **theirs)
        return submit_report(report, Submission(date(2026, 10, 10)), **theirs)

    def test_the_visit_counts_as_held_and_the_coordinator_has_a_week(
        self, visit, theirs, coordinator
    ):
        self.send(visit, theirs)

        visit.refresh_from_db()
        task = Task.objects.get(kind="dispatch.answer_report")
        assert visit.state == VisitState.DONE
        assert (task.due_on, task.owner) == (date(2026, 10, 17), coordinator.user)
        assert make.CLIENT_NAME not in task.title

    @pytest.mark.parametrize(
        ("policy", "assignment_state", "visit_state", "task"),
        [
            (Policy.CONTINUE, AssignmentState.ACTIVE, VisitState.PLANNED, None),
            (Policy.PAUSE, AssignmentState.ON_HOLD, VisitState.ON_HOLD,
             "dispatch.decide_resumption"),
            (Policy.END, AssignmentState.ACTIVE, VisitState.PLANNED, "dispatch.decide_policy"),
            (Policy.OTHER, AssignmentState.ACTIVE, VisitState.PLANNED, "dispatch.decide_policy"),
        ],
    )  # fmt: skip
    def test_d5_what_each_policy_sets_going(
        self, visit, theirs, policy, assignment_state, visit_state, task
    ):
        coming = make.visit(visit.assignment, STARTS + timedelta(days=7))

        self.send(visit, theirs, policy=policy, other_policy="相談したい")

        coming.refresh_from_db()
        coming.assignment.refresh_from_db()
        assert coming.assignment.state == assignment_state
        assert coming.state == visit_state
        kinds = {"dispatch.decide_resumption", "dispatch.decide_policy"}
        found = Task.objects.filter(kind__in=kinds).values_list("kind", flat=True)
        assert set(found) == ({task} if task else set())

    def test_d5_the_next_promise_proposes_a_visit_once(self, visit, theirs, doer):
        next_on = STARTS + timedelta(days=14)
        report = self.send(visit, theirs, next_on=next_on)

        proposal = Visit.objects.get(state=VisitState.PROPOSED)
        assert (proposal.starts_at, proposal.ends_at - proposal.starts_at) == (
            next_on, timedelta(minutes=90),
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            submit_report(report, Submission(date(2026, 10, 10)), **theirs)
        assert refused.value.code == "already_submitted"
        assert Visit.objects.filter(state=VisitState.PROPOSED).count() == 1

    def test_d7_answered_needs_guidance(self, visit, theirs, doer):
        report = self.send(visit, theirs)
        with pytest.raises(Refused) as refused:
            answer_report(report, text=" ", **doer)
        assert refused.value.code == "text_missing"

        answer_report(report, text="ありがとうございます。", **doer)

        report.refresh_from_db()
        assert report.state == ReportState.ANSWERED
        assert Guidance.objects.get().given_by_id == doer["actor"].user_id

    def test_at_most_one_question_is_open(self, visit, theirs, doer):
        report = self.send(visit, theirs)
        ask_about_report(report, text="体調は。", **doer)

        with pytest.raises(Refused) as refused:
            ask_about_report(report, text="天気は。", **doer)

        assert refused.value.code == "question_open"

    def test_a_cancelled_visit_is_not_reported(self, visit, theirs):
        visit.state = VisitState.CANCELLED
        visit.save()

        with pytest.raises(Refused) as refused:
            self.send(visit, theirs)

        assert refused.value.code == "visit_not_held"

    def test_an_answered_report_is_not_answered_again(self, visit, theirs, doer):
        report = self.send(visit, theirs)
        answer_report(report, text="はい。", **doer)

        with pytest.raises((Refused, IllegalTransition)):
            answer_report(report, text="もう一度。", **doer)

        assert Guidance.objects.count() == 1
