"""The state tables as one machine: whatever people do, in any order, the rules of dispatch hold."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dispatch.actions import assignments, invitations, reports, requests, taps, visit_moves, visits
from dispatch.actions.assignments import Side
from dispatch.cases.actions.consents import give_support_consent, withdraw_support_consent
from dispatch.enums import (
    ASSIGNMENT_MOVES,
    INVITATION_MOVES,
    REPORT_MOVES,
    REQUEST_MOVES,
    VISIT_MOVES,
    AnswerChannel,
    Policy,
)
from dispatch.facts import InvitationFacts, PurposeCheck, ReportFacts, Submission
from dispatch.models import (
    ActivityReport,
    Assignment,
    DispatchRequest,
    Guidance,
    Invitation,
    Visit,
)
from dispatch.queries.standing import why_consent_is_missing
from dispatch.rules.visits import Slot
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from foundation.states import TransitionTable
from tests.dispatch.test_path import paper
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLES: dict[type, TransitionTable] = {
    DispatchRequest: REQUEST_MOVES,
    Invitation: INVITATION_MOVES,
    Assignment: ASSIGNMENT_MOVES,
    Visit: VISIT_MOVES,
    ActivityReport: REPORT_MOVES,
}
CONFIRMED = PurposeCheck(effective=True, wished=True)
COARSE = InvitationFacts("北部", "土曜日の午後", "話し相手")
LIVE = ("planned", "done", "not_met")
PICK = st.integers(0, 5)
LONGEST = timedelta(days=90)


class DispatchMachine(RuleBasedStateMachine):
    """One case that asks for one supporter, two supporters, one coordinator; time goes forward."""

    seen: set[tuple[type, str, str]] = set()

    def __init__(self, program: Any, user: Any) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = NOW
        self.user = user
        self.case = make.consented_case(program, user)
        self.supporters = [make_supporters.supporter(program) for _ in range(2)]
        self.request = make.request(
            self.case, user, state="received", decided_on=None, decided_by=None
        )
        self.states: dict[type, dict[int, str]] = {model: {} for model in TABLES}
        self.every_move_is_in_its_table()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    # ── the people ──────────────────────────────────────────────────────────────────────
    @property
    def office(self) -> dict[str, Any]:
        return {"actor": Actor.staff(self.user), "now": self.now}

    def theirs(self, row: Any) -> dict[str, Any]:
        return {"actor": Actor.supporter(row.supporter_id), "now": self.now}

    def some(self, model: Any, index: int) -> Any:
        rows = list(model.objects.order_by("id"))
        return rows[index % len(rows)] if rows else None

    def attempt(self, deed: Any, row: Any, *args: Any, **kwargs: Any) -> None:
        """Do it, or be refused and change nothing."""
        if row is None:
            return
        try:
            with transaction.atomic():
                deed(row, *args, **kwargs)
        except Refused:
            pass

    @precondition(lambda self: self.now < NOW + LONGEST)
    @rule(hours=st.sampled_from([1, 3, 24, 24 * 9, 24 * 30]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @initialize(steps=st.integers(0, 6))
    def come_far(self, steps: int) -> None:
        """Begin somewhere on the ordinary way: chance alone seldom gets to a report."""
        for _ in range(min(steps, 4)):
            self.go_on()
            self.every_move_is_in_its_table()
        if steps > 4:
            self.wait(24)
            self.report(0, Policy.CONTINUE, True)
            self.every_move_is_in_its_table()
        if steps > 5:
            self.advise(0, "answer")

    @rule()
    def go_on(self) -> None:
        """Take the next ordinary step, so that the machine gets somewhere."""
        running = Assignment.objects.exclude(state="ended").first()
        if running is None and not Invitation.objects.filter(state="sent").exists():
            self.attempt(requests.approve_request, self.request, CONFIRMED, **self.office)
            self.invite(Invitation.objects.count() % 2)
        elif running is None:
            row = Invitation.objects.filter(state="sent").first()
            assert row is not None
            self.attempt(
                invitations.accept_invitation, row, through=AnswerChannel.WEB, **self.theirs(row)
            )
        elif running.state == "preparing":
            self.prepare(running)
        else:
            start = self.now + timedelta(hours=2)
            slot = Slot(start, start + timedelta(minutes=90), "北公民館")
            self.attempt(visits.plan_visits, running, [slot], **self.office)

    def prepare(self, row: Assignment) -> None:
        self.attempt(assignments.write_plan, row, "散歩", **self.office)
        for side in Side:
            self.attempt(
                assignments.record_agreement, row, side, agreed_on=on_day(self.now), **self.office
            )
        self.attempt(assignments.start_assignment, row, begun_on=on_day(self.now), **self.office)

    @precondition(lambda self: Invitation.objects.count() > 1 or self.now > NOW)
    @rule(deed=st.sampled_from(["approve", "decline", "withdraw", "close"]))
    def decide(self, deed: str) -> None:
        if deed == "approve":
            self.attempt(requests.approve_request, self.request, CONFIRMED, **self.office)
        elif deed == "decline":
            self.attempt(requests.decline_request, self.request, reason="対象外", **self.office)
        elif deed == "withdraw":
            self.attempt(requests.withdraw_request, self.request, **self.office)
        else:
            self.attempt(
                requests.close_request, self.request, closed_on=on_day(self.now), **self.office
            )

    @rule(who=st.integers(0, 1))
    def invite(self, who: int) -> None:
        self.attempt(
            invitations.invite_supporter, self.request, self.supporters[who], COARSE, **self.office
        )

    @precondition(lambda self: Invitation.objects.exists())
    @rule(which=PICK, yes=st.sampled_from([True, True, False]))
    def answer(self, which: int, yes: bool) -> None:
        row = self.some(Invitation, which)
        deed = invitations.accept_invitation if yes else invitations.decline_invitation
        if row is not None:
            self.attempt(deed, row, through=AnswerChannel.WEB, **self.theirs(row))

    @precondition(lambda self: Invitation.objects.exists())
    @rule(which=PICK)
    def take_invitation_back(self, which: int) -> None:
        self.attempt(invitations.withdraw_invitation, self.some(Invitation, which), **self.office)

    @precondition(lambda self: Assignment.objects.exists())
    @rule(which=PICK, deed=st.sampled_from(["hold", "resume", "resume", "end", "start"]))
    def move_assignment(self, which: int, deed: str) -> None:
        row = self.some(Assignment, which)
        if deed == "hold":
            self.attempt(assignments.hold_assignment, row, reason="休み", **self.office)
        elif deed == "resume":
            self.attempt(assignments.resume_assignment, row, **self.office)
        elif deed == "start":
            self.attempt(
                assignments.start_assignment, row, begun_on=on_day(self.now), **self.office
            )
        else:
            self.attempt(
                assignments.end_assignment, row, reason="終了", ended_on=on_day(self.now),
                **self.office,
            )  # fmt: skip

    @precondition(lambda self: Assignment.objects.exists())
    @rule(which=PICK, hours=st.sampled_from([0, 1, 2, 48]))
    def plan(self, which: int, hours: int) -> None:
        start = self.now + timedelta(hours=hours)
        slot = Slot(start, start + timedelta(minutes=90), "北公民館")
        self.attempt(visits.plan_visits, self.some(Assignment, which), [slot], **self.office)

    @precondition(lambda self: Visit.objects.exists())
    @rule(which=PICK, deed=st.sampled_from(
        ["hold", "back", "back", "cancel", "excuse", "not_met", "begin", "finish", "move"]
    ))  # fmt: skip
    def move_visit(self, which: int, deed: str) -> None:
        row = self.some(Visit, which)
        if row is None:
            return
        later = row.starts_at + timedelta(hours=5)
        deeds: dict[str, Any] = {
            "hold": lambda: visit_moves.hold_visit(row, reason="調整", **self.office),
            "back": lambda: visits.put_visit_back(row, **self.office),
            "cancel": lambda: visit_moves.cancel_visit(row, reason="中止", **self.office),
            "excuse": lambda: visit_moves.excuse_visit(row, **self.theirs(row)),
            "not_met": lambda: visit_moves.record_not_met(row, **self.theirs(row)),
            "begin": lambda: taps.begin_visit(row, **self.theirs(row)),
            "finish": lambda: taps.finish_visit(row, **self.theirs(row)),
            "move": lambda: visits.reschedule_visit(
                row, Slot(later, later + timedelta(minutes=90), "公園"), **self.office
            ),
        }
        self.attempt(lambda _: deeds[deed](), row)

    @precondition(lambda self: Visit.objects.exists())
    @rule(which=PICK, policy=st.sampled_from(list(Policy)), promises=st.booleans())
    def report(self, which: int, policy: Policy, promises: bool) -> None:
        visit = self.some(Visit, which)
        if visit is None:
            return
        facts = ReportFacts(
            visit.starts_at, visit.ends_at, activity_types=("visit",), content="散歩",
            policy=policy, other_policy="相談する",
            next_on=self.now + timedelta(days=7) if promises else None,
        )  # fmt: skip
        self.attempt(reports.save_report, visit, facts, **self.theirs(visit))
        row = ActivityReport.objects.filter(visit=visit).first()
        self.attempt(reports.submit_report, row, Submission(on_day(self.now)),
                     **self.theirs(visit))  # fmt: skip

    @precondition(lambda self: ActivityReport.objects.exists())
    @rule(which=PICK, deed=st.sampled_from(["return", "answer", "ask"]))
    def advise(self, which: int, deed: str) -> None:
        row = self.some(ActivityReport, which)
        if deed == "return":
            self.attempt(reports.return_report, row, reason="書き直し", **self.office)
        elif deed == "answer":
            self.attempt(reports.answer_report, row, text="ありがとう", **self.office)
        else:
            self.attempt(reports.ask_about_report, row, text="体調は", **self.office)

    @rule(gives=st.booleans())
    def consent(self, gives: bool) -> None:
        standing = self.case.consents.filter(withdrawn_at__isnull=True, client__isnull=False)
        if gives:
            facts = paper(given_on=on_day(self.now))
            self.attempt(
                give_support_consent, self.case, make.text_of(self.case.program), facts,
                **self.office,
            )  # fmt: skip
        else:
            self.attempt(withdraw_support_consent, standing.first(), **self.office)

    # ── what holds whatever they did ────────────────────────────────────────────────────
    @invariant()
    def every_move_is_in_its_table(self) -> None:
        for model, table in TABLES.items():
            now = dict(model.objects.values_list("id", "state"))
            for key, state in now.items():
                before = self.states[model].get(key)
                if before is None:
                    assert _reachable(table, list(table.initial), state), (model, state)
                elif before != state:
                    assert _reachable(table, [before], state), (model, before, state)
                    self.seen.add((model, str(before), str(state)))
            self.states[model] = now

    @invariant()
    def a_supporter_is_at_one_place_at_a_time(self) -> None:
        for supporter in self.supporters:
            live = Visit.objects.filter(supporter=supporter, state__in=LIVE).order_by("starts_at")
            rows = list(live)
            assert all(a.ends_at <= b.starts_at for a, b in pairwise(rows))

    @invariant()
    def nobody_works_without_both_agreements_and_no_more_than_asked_for(self) -> None:
        working = Assignment.objects.filter(state__in=["active", "on_hold"])
        assert not working.filter(agreed_by_user_on__isnull=True).exists()
        assert not working.filter(agreed_by_supporter_on__isnull=True).exists()
        assert Assignment.objects.exclude(state="ended").count() <= 1

    @invariant()
    def d5_c5_nothing_is_planned_while_the_work_rests(self) -> None:
        coming = Visit.objects.filter(state="planned", starts_at__gt=self.now)
        assert not coming.exclude(assignment__state="active").exists()
        if why_consent_is_missing(self.request, on_day(self.now)):
            assert not coming.exists()
            assert not Invitation.objects.filter(state="sent").exists()

    @invariant()
    def d7_an_answered_report_has_its_guidance_and_one_question_is_open(self) -> None:
        for report in ActivityReport.objects.filter(state="answered"):
            assert report.guidance.filter(kind="answer").count() == 1
        open_ones = Guidance.objects.filter(kind="question", answered_at__isnull=True)
        reports_asked = list(open_ones.values_list("report", flat=True))
        assert len(reports_asked) == len(set(reports_asked))

    @invariant()
    def d7_a_report_that_was_sent_means_the_visit_was_held(self) -> None:
        sent = ActivityReport.objects.filter(state__in=["submitted", "answered"])
        assert not sent.exclude(visit__state__in=["done", "not_met"]).exists()


def _reachable(table: TransitionTable, origins: list[str], to: str) -> bool:
    """One step of the machine may do several moves."""
    seen, edge = set(origins), set(origins)
    while edge:
        edge = {target for state in edge for target in table.targets(state)} - seen
        seen |= edge
    return to in seen


def test_the_tables_of_dispatch_hold_in_any_order(program, coordinator):
    DispatchMachine.seen = set()

    run_state_machine_as_test(
        lambda: DispatchMachine(program, coordinator.user),
        settings=settings(
            max_examples=18,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # The machine went somewhere: each table was walked, not only looked at.
    walked = {model: {(a, b) for m, a, b in DispatchMachine.seen if m is model} for model in TABLES}
    # How many moves it sees depends on hypothesis: it draws constants from the loaded modules.
    assert all(walked.values()), walked


def test_the_machine_notices_a_move_that_is_not_in_the_table(program, coordinator):
    machine = DispatchMachine(program, coordinator.user)
    try:
        DispatchRequest.objects.update(
            state="declined", decided_on=on_day(NOW), decided_by=coordinator.user,
            decision_reason="対象外",
        )  # fmt: skip
        machine.every_move_is_in_its_table()
        DispatchRequest.objects.update(state="approved")

        with pytest.raises(AssertionError):
            machine.every_move_is_in_its_table()
    finally:
        machine.teardown()
