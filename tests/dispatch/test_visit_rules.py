"""When visits may be planned: D4 (terms, 更新待ち, 猶予), T30 (overlap, travel, cap)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from dispatch.actions.visits import plan_visits, propose_visit, put_visit_back, reschedule_visit
from dispatch.enums import AssignmentState, VisitState
from dispatch.models import DispatchSettings
from dispatch.rules.visits import (
    Permits,
    Slot,
    TermFacts,
    VisitMark,
    days_of,
    mark_of,
    renewal_task_due,
    weekly,
    why_too_close,
)
from foundation.clock import JST
from foundation.notices.models import Notice, Task
from foundation.period import Period
from foundation.refusals import Refused
from tests.factories import dispatch as make

HOUR = timedelta(hours=1)
TERM = Period(date(2026, 4, 1), date(2028, 3, 31))
BEGUN = date(2026, 10, 1)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=JST)


@pytest.mark.parametrize(
    ("day", "grace", "mark"),
    [
        (date(2026, 3, 31), 0, None),
        (date(2026, 4, 1), 0, VisitMark.INSIDE),
        (date(2028, 3, 31), 0, VisitMark.INSIDE),
        (date(2028, 4, 1), 0, VisitMark.AWAITS_RENEWAL),
        (date(2028, 4, 1), 30, VisitMark.GRACE),
        (date(2028, 4, 30), 30, VisitMark.GRACE),
        (date(2028, 5, 1), 30, VisitMark.AWAITS_RENEWAL),
    ],
)
def test_d4_every_day_lies_inside_a_term_or_is_marked(day, grace, mark):
    assert mark_of([day], TermFacts((TERM,), BEGUN, grace)) == mark


def test_d4_grace_is_for_an_assignment_already_begun():
    after = [date(2028, 4, 1)]

    assert mark_of(after, TermFacts((TERM,), None, 30)) == VisitMark.AWAITS_RENEWAL
    begun_late = TermFacts((TERM,), date(2028, 4, 1), 30)
    assert mark_of(after, begun_late) == VisitMark.AWAITS_RENEWAL


def test_d4_a_renewed_term_makes_the_day_ordinary():
    renewed = Period(date(2028, 4, 1), date(2030, 3, 31))

    assert mark_of([date(2028, 4, 1)], TermFacts((TERM, renewed), BEGUN)) == VisitMark.INSIDE


def test_d4_a_visit_across_midnight_at_the_end_of_a_term_touches_both_days():
    days = days_of(at(2028, 3, 31, 23), at(2028, 4, 1, 1))

    assert days == (date(2028, 3, 31), date(2028, 4, 1))
    assert mark_of(days, TermFacts((TERM,), BEGUN)) == VisitMark.AWAITS_RENEWAL


def test_a_visit_that_ends_at_midnight_touches_one_day():
    assert days_of(at(2026, 12, 31, 22), at(2027, 1, 1)) == (date(2026, 12, 31),)


def test_d4_the_task_is_due_fourteen_days_before():
    assert renewal_task_due(date(2028, 4, 20), BEGUN) == date(2028, 4, 6)
    assert renewal_task_due(date(2028, 4, 20), date(2028, 4, 10)) == date(2028, 4, 10)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (at(2026, 10, 10, 12), at(2026, 10, 10, 13, 30), None),
        (at(2026, 10, 10, 12), at(2026, 10, 10, 13, 31), "short_gap"),
        (at(2026, 10, 10, 13), at(2026, 10, 10, 14), "short_gap"),
        (at(2026, 10, 10, 13), at(2026, 10, 10, 14, 1), "overlap"),
        (at(2026, 10, 10, 14, 30), at(2026, 10, 10, 15), "overlap"),
        (at(2026, 10, 10, 13), at(2026, 10, 10, 17), "overlap"),
        (at(2026, 10, 10, 15, 30), at(2026, 10, 10, 16), "short_gap"),
        (at(2026, 10, 10, 16), at(2026, 10, 10, 17), None),
    ],
)
def test_t30_overlap_by_the_hour_with_travel(starts, ends, code):
    other = SimpleNamespace(starts_at=at(2026, 10, 10, 14), ends_at=at(2026, 10, 10, 15, 30))

    refusal = why_too_close([other], starts, ends, timedelta(minutes=30))

    assert (refusal and refusal.code) == code


def test_a_plan_repeats_over_the_year_end():
    slots = list(weekly(Slot(at(2026, 12, 19, 14), at(2026, 12, 19, 15)), every_weeks=2, count=3))

    assert [slot.starts_at for slot in slots] == [
        at(2026, 12, 19, 14), at(2027, 1, 2, 14), at(2027, 1, 16, 14),
    ]  # fmt: skip


@pytest.mark.django_db
class TestPlanning:
    @pytest.fixture
    def active(self, path):
        return path.active()

    def slot(self, starts_at=make.VISIT_AT, hours=1.5) -> Slot:
        return Slot(starts_at, starts_at + timedelta(hours=hours), "北公民館")

    def code_of(self, deed) -> str:
        with pytest.raises(Refused) as refused:
            deed()
        return refused.value.code

    def test_tells_the_supporter_once_a_visit_without_place_or_name(self, active, doer):
        plan_visits(active, [self.slot()], **doer)

        notice = Notice.objects.get()
        assert "令和8年10月10日（土）午後2時〜午後3時30分" in notice.body
        assert "北公民館" not in notice.body
        assert make.CLIENT_NAME not in notice.body

    @pytest.mark.parametrize(
        ("state", "code"),
        [
            (AssignmentState.PREPARING, "not_started"),
            (AssignmentState.ON_HOLD, "on_hold"),
            (AssignmentState.ENDED, "ended"),
        ],
    )
    def test_needs_an_assignment_at_work(self, path, doer, state, code):
        values = {"state_reason": "終了", "ended_on": BEGUN} if state == "ended" else {}
        row = path.active(state=state, **values)

        assert self.code_of(lambda: plan_visits(row, [self.slot()], **doer)) == code

    def test_all_or_none(self, active, doer):
        good, bad = self.slot(), self.slot(make.VISIT_AT + HOUR)

        assert self.code_of(lambda: plan_visits(active, [good, bad], **doer)) == "overlap"
        assert not active.visits.exists()

    def test_d4_beyond_the_term_only_as_awaiting_renewal(self, active, doer):
        late = self.slot(at(2028, 4, 20, 14))

        assert self.code_of(lambda: plan_visits(active, [late], **doer)) == "outside_term"
        (visit,) = plan_visits(active, [late], permits=Permits(awaiting_renewal=True), **doer)
        assert visit.awaits_renewal
        task = Task.objects.get(kind="dispatch.visit_awaits_renewal")
        assert task.due_on == date(2028, 4, 6)

    def test_d4_grace_marks_the_visit(self, active, program, doer):
        DispatchSettings.objects.filter(program=program).update(grace_days=30)

        (visit,) = plan_visits(active, [self.slot(at(2028, 4, 20, 14))], **doer)

        assert (visit.in_grace, visit.awaits_renewal) == (True, False)

    def test_the_consent_has_to_stand_on_the_day_of_the_visit(self, active, case, doer):
        spoken = case.consents.get(client__isnull=False)
        spoken.channel, spoken.witness = "spoken", "立会 太郎"
        spoken.valid_through = date(2026, 10, 9)
        spoken.save()

        code = self.code_of(lambda: plan_visits(active, [self.slot()], **doer))
        assert code == "client_consent_missing"

    def test_the_monthly_cap_may_be_passed_knowingly(self, active, program, doer):
        DispatchSettings.objects.filter(program=program).update(monthly_cap=1)
        plan_visits(active, [self.slot()], **doer)
        second = self.slot(make.VISIT_AT + timedelta(days=7))

        assert self.code_of(lambda: plan_visits(active, [second], **doer)) == "over_cap"
        assert plan_visits(active, [second], permits=Permits(over_cap=True), **doer)

    @pytest.mark.parametrize("state", VisitState)
    def test_the_database_itself_refuses_two_live_visits_at_once(self, active, state):
        make.visit(active)
        live = state in (VisitState.PLANNED, VisitState.DONE, VisitState.NOT_MET)

        try:
            with transaction.atomic():
                make.visit(active, make.VISIT_AT + HOUR, state=state)
            refused = False
        except IntegrityError as error:
            refused = "visit_one_at_a_time" in str(error)

        assert refused == live

    def test_a_moved_visit_raises_the_sequence_of_its_calendar(self, active, doer):
        (visit,) = plan_visits(active, [self.slot()], **doer)

        moved = reschedule_visit(visit, self.slot(make.VISIT_AT + HOUR), **doer)

        assert (moved.starts_at, moved.calendar_sequence) == (make.VISIT_AT + HOUR, 1)

    def test_a_proposal_becomes_a_visit_under_the_same_rules(self, active, doer):
        make.visit(active)
        proposal = propose_visit(active, self.slot(make.VISIT_AT + HOUR), **doer)

        assert self.code_of(lambda: put_visit_back(proposal, **doer)) == "overlap"
        proposal.refresh_from_db()
        assert proposal.state == VisitState.PROPOSED

    def test_a_suspended_supporter_is_not_planned(self, active, doer):
        active.supporter.registration.state = "suspended"
        active.supporter.registration.save()

        code = self.code_of(lambda: plan_visits(active, [self.slot()], **doer))
        assert code == "suspended"
