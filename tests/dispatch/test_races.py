"""Two people at the same moment, on two connections; each with the race shown without its lock."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from dispatch.actions import invitations, loading, money, visits
from dispatch.actions.invitations import accept_invitation, invite_supporter
from dispatch.actions.reports import submit_report
from dispatch.actions.visits import plan_visits
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AnswerChannel, InvitationState
from dispatch.facts import InvitationFacts, Submission
from dispatch.models import Assignment, DispatchSettings, Invitation, Payment, Rate, Visit
from dispatch.presets import apply_preset
from dispatch.rules.visits import Slot
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions.moves import suspend_registration
from supporters.models import Supporter
from supporters.presets import apply_preset as apply_supporter_preset
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.races import Meeting, at_once, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COARSE = InvitationFacts(area="北部", when="土曜日の午後", outline="話し相手")


class Town:
    """One case for one supporter, and two coordinators who both work it."""

    def __init__(self, world) -> None:
        self.organization = world.aoba
        first, second = (world.member(Role.COORDINATOR).user for _ in range(2))
        self.doers = [{"actor": Actor.staff(user), "now": NOW} for user in (first, second)]
        with within(world.aoba):
            program = ProgramFactory()
            apply_supporter_preset(program, **self.doers[0])
            make_supporters.publish_texts(program)
            apply_preset(program, **self.doers[0])
            self.program = program
            self.supporter = make_supporters.supporter(program)
            self.case = make.consented_case(program, first)
            make.on_team(self.case, second)
            self.request = make.request(self.case, first)


@pytest.fixture
def town(world) -> Town:
    return Town(world)


def codes(raised) -> list[str]:
    return [error.code if isinstance(error, Refused) else repr(error) for error in raised]


def test_two_coordinators_ask_the_same_supporter_once(town):
    raised = at_once(
        town.organization,
        *(
            lambda doer=doer: invite_supporter(town.request, town.supporter, COARSE, **doer)
            for doer in town.doers
        ),
    )

    assert codes(raised) == ["already_asked"]
    with within(town.organization):
        assert Invitation.objects.count() == 1


def test_two_coordinators_plan_the_same_hour_once(town):
    with within(town.organization):
        assignment = make.assignment(town.request, town.supporter)
    slots = [Slot(make.VISIT_AT, make.VISIT_AT + timedelta(hours=1))]

    raised = at_once(
        town.organization,
        *(lambda doer=doer: plan_visits(assignment, slots, **doer) for doer in town.doers),
    )

    assert codes(raised) == ["overlap"]
    with within(town.organization):
        assert Visit.objects.count() == 1


def test_without_locks_the_database_still_refuses_the_overlap(town, monkeypatch):
    """Positive control: without the locks both pass the rule, and the constraint stops one."""
    with within(town.organization):
        assignment = make.assignment(town.request, town.supporter)
    unlock(monkeypatch, visits)
    monkeypatch.setattr(visits, "_refuse_crowding", lambda *a: None)
    slots = [Slot(make.VISIT_AT, make.VISIT_AT + timedelta(hours=1))]

    raised = at_once(
        town.organization,
        *(lambda doer=doer: plan_visits(assignment, slots, **doer) for doer in town.doers),
    )

    # Two rows checked at the very same moment wait for each other: PostgreSQL then ends one.
    (error,) = raised
    assert isinstance(error.__cause__, IntegrityError) or "deadlock detected" in str(error)
    with within(town.organization):
        assert Visit.objects.count() == 1


@pytest.fixture
def two_invited(town) -> list[Invitation]:
    with within(town.organization):
        others = [town.supporter, make_supporters.supporter(town.program)]
        return [make.invitation(town.request, supporter) for supporter in others]


def accept_both(town, two_invited) -> list[BaseException]:
    return at_once(
        town.organization,
        *(
            lambda one=one: accept_invitation(
                one, through=AnswerChannel.WEB, actor=Actor.supporter(one.supporter_id), now=NOW
            )
            for one in two_invited
        ),
    )


def test_two_supporters_never_take_the_last_place(town, two_invited):
    raised = accept_both(town, two_invited)

    assert len(raised) == 1
    with within(town.organization):
        assert Assignment.objects.count() == 1
        assert sorted(Invitation.objects.values_list("state", flat=True)) == [
            InvitationState.ACCEPTED, InvitationState.WITHDRAWN,
        ]  # fmt: skip


def test_without_the_lock_both_would_take_it(town, two_invited, monkeypatch):
    """Positive control: the race is real."""
    unlock(monkeypatch, invitations)
    monkeypatch.setattr(invitations, "withdraw_invitation", lambda *a, **k: None)
    meet(monkeypatch, invitations, "invite_facts")

    raised = accept_both(town, two_invited)

    assert raised == []
    with within(town.organization):
        assert Assignment.objects.count() == 2


def test_a_report_sent_twice_takes_effect_once(town):
    with within(town.organization):
        visit = make.visit(make.assignment(town.request, town.supporter))
        report = visit.reports.create(
            supporter=town.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
            activity_types=["visit"], content="散歩", policy="continue",
            next_on=make.VISIT_AT + timedelta(days=14),
        )  # fmt: skip
    after = make.VISIT_AT + timedelta(hours=3)
    theirs = {"actor": Actor.supporter(town.supporter.pk), "now": after}

    raised = at_once(
        town.organization,
        *(
            lambda: submit_report(report, Submission(make.VISIT_AT.date()), **theirs)
            for _ in range(2)
        ),
    )

    assert codes(raised) == ["already_submitted"]
    with within(town.organization):
        assert Visit.objects.filter(state="proposed").count() == 1


@pytest.fixture
def held(town) -> Visit:
    """A visit that was held and reported, in a programme that pays by the visit."""
    with within(town.organization):
        DispatchSettings.objects.update(payment_mode="per_visit")
        Rate.objects.create(
            program=town.program, unit="per_visit", amount=2000, valid_from=date(2026, 4, 1)
        )
        visit = make.visit(make.assignment(town.request, town.supporter), state="done")
        visit.reports.create(
            supporter=town.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
            activity_types=["visit"], content="散歩", policy="continue", state="submitted",
            submitted_at=visit.ends_at, reported_on=date(2026, 10, 10),
        )  # fmt: skip
    return visit


def settle_both(town, visit) -> list[BaseException]:
    return at_once(
        town.organization, *(lambda doer=doer: money.settle_visit(visit, **doer)
                             for doer in town.doers)
    )  # fmt: skip


def test_two_clerks_settle_a_visit_once(town, held):
    assert codes(settle_both(town, held)) == ["settled_already"]

    with within(town.organization):
        assert [payment.amount for payment in Payment.objects.all()] == [2000]


def test_without_the_lock_the_database_still_refuses_a_second_payment(town, held, monkeypatch):
    """Positive control: both had seen an unpaid visit."""
    monkeypatch.setattr(
        money,
        "locked_held_visit",
        lambda visit: Visit.objects.select_related("supporter").get(pk=visit.pk),
    )
    meet(monkeypatch, money, "owed_for")

    raised = settle_both(town, held)

    assert codes(raised) == ["settled_already"]
    assert isinstance(raised[0].__cause__, IntegrityError)


def pay_both(town, payment) -> list[BaseException]:
    later = NOW + timedelta(days=30)
    return at_once(
        town.organization,
        *(lambda doer=doer: money.pay([payment], later.date(), **{**doer, "now": later})
          for doer in town.doers),
    )  # fmt: skip


def test_two_clerks_pay_once(town, held):
    with within(town.organization):
        payment = money.settle_visit(held, **town.doers[0])

    assert codes(pay_both(town, payment)) == ["paid_already"]


def test_without_the_lock_both_would_pay(town, held, monkeypatch):
    """Positive control: the race is real."""
    with within(town.organization):
        payment = money.settle_visit(held, **town.doers[0])
    monkeypatch.setattr(
        money, "locked_payments", lambda ids: list(Payment.objects.filter(pk__in=ids))
    )
    meet(monkeypatch, money, "why_cannot_pay")

    assert pay_both(town, payment) == []


def unlock(monkeypatch, module) -> None:
    """Replace the locks of a module by plain reads."""

    def plain(model):
        return lambda row, **keywords: model.objects.select_related().get(pk=row.pk)

    if hasattr(module, "locked_invitation"):
        monkeypatch.setattr(module, "locked_invitation", plain(loading.Invitation))
    if hasattr(module, "locked_assignment"):
        monkeypatch.setattr(module, "locked_assignment", plain(loading.Assignment))
    if hasattr(module, "locked_supporter"):
        monkeypatch.setattr(module, "locked_supporter", lambda pk: Supporter.objects.get(pk=pk))


def meet(monkeypatch, module, name: str) -> None:
    """Let both wait for each other after `name` has read, as an unlucky moment would."""
    monkeypatch.setattr(module, name, Meeting().after(getattr(module, name)))


@pytest.mark.parametrize("end", ["consent", "suspension"])
def test_an_answer_at_the_same_moment_stops_no_withdrawal_and_no_suspension(town, monkeypatch, end):
    """The supporter accepts while the consent, or the registration, ends (C5, D3)."""
    with within(town.organization):
        invitation = make.invitation(town.request, town.supporter)
        consent = town.case.consents.get(client__isnull=False)
    looked, done = threading.Event(), threading.Event()
    tell = invitations.notices.tell_accepted

    def telling_slowly(*args, **kwargs):
        looked.set()
        wait_for(done)  # the other waits for the lock on the request, or has gone past it
        return tell(*args, **kwargs)

    monkeypatch.setattr(invitations.notices, "tell_accepted", telling_slowly)
    doer = town.doers[1]

    def accept():
        accept_invitation(invitation, through=AnswerChannel.WEB,
                          actor=Actor.supporter(town.supporter.pk), now=NOW)  # fmt: skip

    def finish():
        assert looked.wait(60)
        if end == "consent":
            withdraw_support_consent(consent, **doer)
        else:
            suspend_registration(town.supporter.registration, reason="調査のため", **doer)
        done.set()

    assert codes(at_once(town.organization, accept, finish)) == []

    with within(town.organization):
        consent.refresh_from_db()
        town.supporter.registration.refresh_from_db()
        ended = consent.withdrawn_at == NOW or town.supporter.registration.state == "suspended"
        assert ended
        kind = "dispatch.consent_ended" if end == "consent" else "dispatch.standing_ended"
        assert Task.objects.filter(kind=kind, target_id=Assignment.objects.get().pk).exists()
