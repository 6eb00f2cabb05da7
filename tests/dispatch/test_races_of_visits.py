"""A visit at whose moment two things happen, and a process that dies while a report is stored."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dispatch.actions import money, reports
from dispatch.actions.reports import submit_report
from dispatch.actions.visit_moves import cancel_visit, excuse_visit
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import ReportState, VisitState
from dispatch.facts import Submission
from dispatch.models import ActivityReport, DispatchSettings, Payment, Rate, Visit
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from foundation.states import IllegalTransition
from tests.dispatch.test_races import Town, town
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.races import at_once

__all__ = ["town"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AFTER = make.VISIT_AT + timedelta(hours=3)


@pytest.fixture
def visit(town: Town) -> Visit:
    with within(town.organization):
        return make.visit(make.assignment(town.request, town.supporter))


@pytest.fixture
def report(town: Town, visit: Visit) -> ActivityReport:
    """A report ready to be sent, with a date for the next visit."""
    with within(town.organization):
        return visit.reports.create(
            supporter=town.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
            activity_types=["visit"], content="散歩", policy="continue",
            next_on=make.VISIT_AT + timedelta(days=14),
        )  # fmt: skip


def theirs(town: Town, now: Any = NOW) -> dict[str, Any]:
    return {"actor": Actor.supporter(town.supporter.pk), "now": now}


def kinds(raised: list[BaseException]) -> set[type]:
    return {type(error) for error in raised}


def test_excused_at_the_same_moment_as_a_consent_is_withdrawn(town, visit):
    """Whichever is first: the withdrawal takes its effect, and the other visit is held."""
    with within(town.organization):
        other = make.visit(visit.assignment, make.VISIT_AT + timedelta(days=14))
        consent = town.case.consents.get(client__isnull=False)

    raised = at_once(
        town.organization,
        lambda: excuse_visit(visit, reason="熱が出た", **theirs(town)),
        lambda: withdraw_support_consent(consent, **town.doers[0]),
    )

    # A visit that was held before the supporter's word came is told so; nothing else fails.
    assert kinds(raised) <= {Refused, IllegalTransition}
    with within(town.organization):
        consent.refresh_from_db()
        visit.refresh_from_db()
        other.refresh_from_db()
        assert consent.withdrawn_at == NOW
        assert visit.state == (VisitState.ON_HOLD if raised else VisitState.EXCUSED)
        assert other.state == VisitState.ON_HOLD


def test_excused_at_the_same_moment_as_the_office_cancels_it_ends_one_way(town, visit):
    raised = at_once(
        town.organization,
        lambda: excuse_visit(visit, reason="熱が出た", **theirs(town)),
        lambda: cancel_visit(visit, reason="本人の都合", **town.doers[0]),
    )

    assert kinds(raised) == {IllegalTransition}
    with within(town.organization):
        visit.refresh_from_db()
        excused = visit.state == VisitState.EXCUSED
        assert visit.state in (VisitState.EXCUSED, VisitState.CANCELLED)
        assert Task.objects.filter(kind="dispatch.visit_excused").exists() == excused
        assert Notice.objects.filter(kind="dispatch.visit_cancelled").exists() != excused


def test_excused_at_the_same_moment_as_its_report_is_sent_ends_one_way(town, visit, report):
    late = theirs(town, AFTER)

    raised = at_once(
        town.organization,
        lambda: excuse_visit(visit, reason="行けなかった", **late),
        lambda: submit_report(report, Submission(make.VISIT_AT.date()), **late),
    )

    assert kinds(raised) <= {Refused, IllegalTransition}
    assert len(raised) == 1
    with within(town.organization):
        visit.refresh_from_db()
        report.refresh_from_db()
        ends = (visit.state, report.state)
        assert ends in (
            (VisitState.EXCUSED, ReportState.DRAFT), (VisitState.DONE, ReportState.SUBMITTED),
        )  # fmt: skip


def test_two_clerks_settle_two_visits_of_a_day_within_its_most(town):
    """T32: each would see a day without payment and pay two hours of it."""
    with within(town.organization):
        DispatchSettings.objects.update(payment_mode="per_hour")
        Rate.objects.create(
            program=town.program, unit="per_hour", amount=1200, day_most_minutes=180,
            valid_from=make.VISIT_AT.date(),
        )  # fmt: skip
        assignment = make.assignment(town.request, town.supporter)
        held = [
            make.visit(assignment, start, ends_at=start + timedelta(hours=2), state=VisitState.DONE)
            for start in (make.VISIT_AT, make.VISIT_AT + timedelta(hours=3))
        ]
        for one in held:
            one.reports.create(
                supporter=town.supporter, starts_at=one.starts_at, ends_at=one.ends_at,
                activity_types=["visit"], content="散歩", policy="continue", state="submitted",
                submitted_at=AFTER, reported_on=make.VISIT_AT.date(),
            )  # fmt: skip

    raised = at_once(
        town.organization,
        *(
            lambda one=one, doer=doer: money.settle_visit(one, **doer)
            for one, doer in zip(held, town.doers, strict=True)
        ),
    )

    assert raised == []
    with within(town.organization):
        assert sorted(payment.amount for payment in Payment.objects.all()) == [1200, 2400]


# ── kill -9 ──────────────────────────────────────────────────────────────────────────────────


def killed_while(organization: Any, deed: Callable[[], object], step: str) -> None:
    """Run the deed in a process of its own that is killed as soon as `step` has written."""
    connection.close()  # two processes must not share it
    child = os.fork()
    if child == 0:
        write = getattr(reports, step)

        def once(*args: Any, **keywords: Any) -> None:
            write(*args, **keywords)
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            setattr(reports, step, once)
            with within(organization):
                deed()
        finally:
            os._exit(1)  # never reached: the test below would see it
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


# The rows a sent report is stored in, in their order.
STEPS = ("write", "move_visit", "create_task", "propose_visit")


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_the_rows_of_a_report_nothing_or_everything_is_stored(
    town, visit, report, step
):
    def send() -> None:
        submit_report(report, Submission(make.VISIT_AT.date()), **theirs(town, AFTER))

    killed_while(town.organization, send, step)

    with within(town.organization):
        visit.refresh_from_db()
        report.refresh_from_db()
        assert (report.state, visit.state) == (ReportState.DRAFT, VisitState.PLANNED)
        assert report.content == "散歩"  # what was kept while typing stays
        assert not Task.objects.exists()
        assert not Visit.objects.filter(state=VisitState.PROPOSED).exists()

        send()  # the same tap once more

        visit.refresh_from_db()
        report.refresh_from_db()
        assert (report.state, visit.state) == (ReportState.SUBMITTED, VisitState.DONE)
        assert Task.objects.filter(kind=reports.ANSWER_TASK).count() == 1
        assert Visit.objects.filter(state=VisitState.PROPOSED).count() == 1
