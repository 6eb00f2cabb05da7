"""A report is sent again after its visit was settled: whoever pays learns what differs (T32)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.differences import settle_difference
from dispatch.actions.money import pay, settle_visit, visits_to_settle, void_payment
from dispatch.actions.reports import return_report, save_report, submit_report
from dispatch.enums import PaymentMode, VisitState
from dispatch.facts import ReportFacts, Submission
from dispatch.models import DispatchSettings, Payment, Rate, Visit
from dispatch.queries.changed_payments import CHANGED_TASK, change_of, changes_of_month
from foundation.clock import JST
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.dispatch.test_staff_pages import press
from tests.factories import dispatch as make
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
LATER = datetime(2026, 11, 2, 10, 0, tzinfo=JST)
TITLE = "確定したあとで活動報告の時間が変わった支払い"


@pytest.fixture
def late(doer):
    return {**doer, "now": LATER}


@pytest.fixture(autouse=True)
def per_hour(program) -> None:
    """1,200 yen an hour, 2,000 yen a visit."""
    for unit, amount in (("per_hour", 1200), ("per_visit", 2000)):
        Rate.objects.create(program=program, unit=unit, amount=amount, valid_from=date(2026, 4, 1))
    DispatchSettings.objects.update(payment_mode=PaymentMode.PER_HOUR)


@pytest.fixture
def assignment(path):
    return path.active()


def tell(visit: Visit, hours: int, late, **more) -> None:
    """Let the supporter send a report of so many hours, the first time or again."""
    theirs = {"actor": Actor.supporter(visit.supporter_id), "now": LATER}
    report = visit.reports.first()
    if report is not None:
        return_report(report, reason="時間を確かめてください。", **late)
    told = ReportFacts(
        visit.starts_at, visit.starts_at + timedelta(hours=hours), "公民館",
        activity_types=("visit",), content="散歩", policy="continue", **more,
    )  # fmt: skip
    submit_report(save_report(visit, told, **theirs), Submission(LATER.date()), **theirs)


@pytest.fixture
def visit(assignment, late) -> Visit:
    """Held, and reported as one hour."""
    row = make.visit(assignment, ends_at=make.VISIT_AT + timedelta(hours=1), state=VisitState.DONE)
    tell(row, 1, late)
    return row


def tasks():
    return Task.objects.filter(kind=CHANGED_TASK, done_at__isnull=True)


@pytest.mark.parametrize(
    ("mode", "hours", "difference"),
    [
        (PaymentMode.PER_HOUR, 3, 2400),
        (PaymentMode.PER_HOUR, 1, None),
        (PaymentMode.PER_VISIT, 3, None),
        (PaymentMode.ACTUAL_COST, 3, None),
    ],
)
def test_another_sum_is_a_task(program, visit, late, mode, hours, difference):
    DispatchSettings.objects.update(payment_mode=mode)
    cost = {"cost": 800, "cost_note": "バス代"} if mode == PaymentMode.ACTUAL_COST else {}
    payment = settle_visit(visit, **cost, **late)

    tell(visit, hours, late)

    change = change_of(payment)
    assert (change and change.difference) == difference
    assert [task.target_id for task in tasks()] == ([payment.pk] if difference else [])
    assert [row for row, _ in changes_of_month(program.pk, OCTOBER)] == (
        [payment] if difference else []
    )


def test_less_is_a_difference_too(visit, late):
    tell(visit, 3, late)
    payment = settle_visit(visit, **late)

    tell(visit, 1, late)

    assert change_of(payment).hours_text == "180分 → 60分（－120分）"
    assert change_of(payment).amount_text == "3,600円 → 1,200円（差額 －2,400円）"


def test_a_day_without_a_price_is_said(visit, late):
    payment = settle_visit(visit, **late)
    Rate.objects.update(valid_through=date(2026, 10, 9))

    tell(visit, 3, late)

    assert change_of(payment).difference is None
    assert "単価がありません" in change_of(payment).amount_text


def test_what_waits_is_taken_back_and_settled_anew(program, visit, late):
    payment = settle_visit(visit, **late)
    tell(visit, 3, late)
    with pytest.raises(Refused) as refused:
        pay([payment], LATER.date(), **late)
    assert refused.value.code == "report_changed"
    with pytest.raises(Refused) as refused:
        settle_difference(payment, how="追加で支払った", **late)
    assert refused.value.code == "not_paid_yet"

    void_payment(payment, reason="活動報告の時間が変わった", **late)

    assert not tasks().exists()
    assert visits_to_settle(program.pk, OCTOBER) == [visit]
    anew = settle_visit(visit, **late)
    assert anew.amount == 3600
    assert pay([anew], LATER.date(), **late)


def test_the_hours_of_before_close_the_task(visit, late):
    payment = settle_visit(visit, **late)
    tell(visit, 3, late)

    tell(visit, 1, late)

    assert not tasks().exists()
    assert pay([payment], LATER.date(), **late)


def test_what_was_paid_stays_and_its_difference_is_recorded(visit, late):
    payment = settle_visit(visit, **late)
    pay([payment], LATER.date(), **late)
    with pytest.raises(Refused) as refused:
        settle_difference(payment, how="追加で支払った", **late)
    assert refused.value.code == "nothing_changed"
    tell(visit, 3, late)
    with pytest.raises(Refused) as refused:
        settle_difference(payment, how=" ", **late)
    assert refused.value.code == "how_missing"

    settle_difference(payment, how="11月分と合わせて支払った", **late)

    payment.refresh_from_db()
    assert (payment.amount, payment.paid_on) == (1200, LATER.date())
    assert Task.objects.get(kind=CHANGED_TASK).outcome == "11月分と合わせて支払った"


def test_the_other_half_of_a_pair_is_told_of_as_well(path, assignment, late):
    """The 連名 of one hour covered both; sent again, it tells two hours, then one person alone."""
    pair = make.pair(path.request, assignment)
    held = {"ends_at": make.VISIT_AT + timedelta(hours=1), "state": VisitState.DONE, "pair": pair}
    mine = make.visit(assignment, **held)
    theirs = make.visit(pair.second, **held)
    tell(mine, 1, late, is_joint=True)
    both = [settle_visit(one, **late) for one in (mine, theirs)]

    tell(mine, 2, late, is_joint=True)
    assert {task.target_id for task in tasks()} == {one.pk for one in both}
    tell(mine, 1, late)
    assert [task.target_id for task in tasks()] == [both[1].pk]
    assert change_of(both[1]).difference == -1200
    tell(theirs, 1, late)
    assert not tasks().exists()


def test_page_and_first_page_say_what_differs(program, visit, late, world, at):
    payment = settle_visit(visit, **late)
    pay([payment], LATER.date(), **late)
    at(LATER)
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:dispatch_payment_month", args=[program.pk, "2026-10"])
    for page in (url, "/staff/"):
        assert TITLE not in desk.get(page).content.decode()

    tell(visit, 3, late)

    page = desk.get(url).content.decode()
    assert TITLE in page
    assert "60分 → 180分（＋120分）" in page
    assert "1,200円 → 3,600円（差額 ＋2,400円）" in page
    assert visit.assignment.request.case.number_text not in page
    first = desk.get("/staff/").content.decode()
    assert TITLE in first
    assert url in first
    assert TITLE not in Desk(world.member(Role.VIEWER)).get("/staff/").content.decode()
    stranger = Desk(world.member(Role.CLERK, organization=world.wakaba))
    assert stranger.get(url).status_code == 404

    press(desk, payment, "difference", how="11月分と合わせて支払った")

    for again in (url, "/staff/"):
        assert TITLE not in desk.get(again).content.decode()
    assert Payment.objects.get().amount == 1200
