"""Rule B2 as a machine: whatever people and clerks do, in any order, the seats stay fair."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.courses import change_capacity
from trainings.actions.decisions import promote_by_hand
from trainings.actions.offers import accept_offer, decline_offer, rejoin_queue, settle_due_courses
from trainings.enums import APPLICATION_STATES, ApplicationState
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course, Offer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
S = ApplicationState
PERSON, CLERK = Actor.resident("machine"), Actor("staff", user_id=None, label="machine")
STEP = timedelta(hours=5)


class SeatMachine(RuleBasedStateMachine):
    """One course of three seats; time only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.course: Course = CourseFactory(capacity=3, waiting_capacity=4)
        self.now = NOW
        self.people = 0
        self.states: dict[int, str] = {}
        self.capacity = 3

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def some(self, index: int, *states: str) -> Application | None:
        found = list(Application.objects.filter(state__in=states).order_by("id"))
        return found[index % len(found)] if found else None

    def try_to(self, deed, *args, **kwargs) -> None:
        # A refusal is an answer; a savepoint keeps what came before.
        try:
            with transaction.atomic():
                deed(*args, now=self.now, **kwargs)
        except Refused:
            pass

    @rule(size=st.integers(1, 3), may_split=st.booleans())
    def apply(self, size: int, may_split: bool) -> None:
        before = Application.objects.filter(state__in=[S.WAITING, S.OFFERED]).exists()
        people = [
            Applicant(name=f"人{self.people + n}", phone=f"09{self.people + n:08d}")
            for n in range(size)
        ]
        self.people += size
        newest = Application.objects.order_by("-id").values_list("id", flat=True).first() or 0
        act = ApplyingAct(may_split=may_split)
        self.try_to(submit_application, self.course, people, act, actor=PERSON)
        made = list(Application.objects.filter(id__gt=newest))
        still_queued = Application.objects.filter(
            id__lte=newest, state__in=[S.WAITING, S.OFFERED]
        ).exists()
        if before and still_queued:  # B3: nobody jumps the queue
            assert all(one.state == S.WAITING for one in made)

    @rule(index=st.integers(0, 9))
    def cancel(self, index: int) -> None:
        if one := self.some(index, S.ACCEPTED, S.WAITING, S.OFFERED):
            self.try_to(cancel_application, one, actor=PERSON)

    @rule(index=st.integers(0, 9), yes=st.booleans())
    def answer(self, index: int, yes: bool) -> None:
        if one := self.some(index, S.OFFERED):
            self.try_to(accept_offer if yes else decline_offer, one, actor=PERSON)

    @rule(index=st.integers(0, 9))
    def rejoin(self, index: int) -> None:
        if one := self.some(index, S.LAPSED, S.DECLINED_OFFER):
            self.try_to(rejoin_queue, one, actor=PERSON)

    @rule(index=st.integers(0, 9))
    def promote(self, index: int) -> None:
        if one := self.some(index, S.WAITING):
            self.try_to(promote_by_hand, one, reason="電話で確認", actor=CLERK)

    @rule(capacity=st.integers(0, 5))
    def resize(self, capacity: int) -> None:
        self.capacity = capacity
        self.try_to(
            change_capacity, self.course, capacity=capacity, waiting_capacity=4, actor=CLERK
        )

    @precondition(lambda self: self.now < NOW + timedelta(days=20))
    @rule(steps=st.integers(1, 12))
    def wait(self, steps: int) -> None:
        self.now += steps * STEP
        settle_due_courses(actor=Actor.system("run_due"), now=self.now)

    @invariant()
    def every_move_is_in_the_table(self) -> None:
        now = dict(Application.objects.values_list("id", "state"))
        for key, state in now.items():
            before = self.states.get(key)
            if before is not None and before != state:
                # One step of the machine may take a seat through several moves.
                assert _reachable(before, state), (before, state)
        self.states = now

    @invariant()
    def an_open_offer_and_the_state_offered_go_together(self) -> None:
        offered = set(Application.objects.filter(state=S.OFFERED).values_list("id", flat=True))
        open_ = set(Offer.objects.filter(outcome="").values_list("application_id", flat=True))
        assert offered == open_

    @invariant()
    def nobody_sits_above_the_capacity_without_a_reason(self) -> None:
        taken = Application.objects.filter(state__in=[S.ACCEPTED, S.OFFERED])
        plain = taken.filter(over_capacity_reason="").count()
        assert plain <= max(self.capacity, 5)

    @invariant()
    def no_seat_lies_idle_while_people_wait(self) -> None:
        waiting = list(Application.objects.in_waiting_order())
        taken = Application.objects.filter(state__in=[S.ACCEPTED, S.OFFERED]).count()
        if waiting and taken < self.capacity:
            first = waiting[0]
            group = [one for one in waiting if one.submission_id == first.submission_id]
            together = 1 if first.submission.may_split else len(group)
            assert together > self.capacity - taken


def _reachable(before: str, after: str) -> bool:
    seen, edge = {before}, {before}
    while edge:
        edge = {to for state in edge for to in APPLICATION_STATES.targets(state)} - seen
        seen |= edge
    return after in seen


def test_rule_b2_machine(aoba):
    run_state_machine_as_test(
        SeatMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=18,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
