"""Whoever has no e-mail is told every step by letter or telephone (T27)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from foundation.documents.models import PrintItem
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CourseFactory,
    OfferFactory,
    SubmissionFactory,
)
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.courses import cancel_course, change_course
from trainings.actions.decisions import decide_application, promote_by_hand
from trainings.actions.offers import accept_offer, decline_offer, settle_due_courses
from trainings.actions.sessions import NewTimes, postpone_session, reschedule_session
from trainings.enums import ApplicationState
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application

pytestmark = pytest.mark.django_db
WAITING = {"waiting": True, "queued_at": NOW}
LATER = STARTS + timedelta(days=3)


def lapse(one: Application, clerk: Actor) -> None:
    OfferFactory(application=one, deadline=NOW - timedelta(minutes=1))
    settle_due_courses(actor=clerk, now=NOW)


def answer(how: Callable[..., object]) -> Callable[[Application, Actor], object]:
    def answered(one: Application, clerk: Actor) -> object:
        OfferFactory(application=one, deadline=NOW + timedelta(days=1))
        return how(one, actor=clerk, now=NOW)

    return answered


def decide(to: ApplicationState) -> Callable[[Application, Actor], object]:
    return lambda one, clerk: decide_application(one, to, reason="理由", actor=clerk, now=NOW)


OFFERED = {"state": "offered", "queued_at": NOW, "person": None}
STEPS: dict[str, tuple[dict[str, object], Callable[[Application, Actor], object]]] = {
    "accepted": ({"received": True}, decide(ApplicationState.ACCEPTED)),
    "waiting": ({"received": True}, decide(ApplicationState.WAITING)),
    "declined": ({"received": True}, decide(ApplicationState.DECLINED)),
    "promoted": (
        WAITING,
        lambda one, clerk: promote_by_hand(one, reason="電話で確認", actor=clerk, now=NOW),
    ),
    "offer accepted": (OFFERED, answer(accept_offer)),
    "offer declined": (OFFERED, answer(decline_offer)),
    "lapsed": (OFFERED, lapse),
    "cancelled": (
        {},
        lambda one, clerk: cancel_application(one, reason="電話", actor=clerk, now=NOW),
    ),
    "course cancelled": (
        {},
        lambda one, clerk: cancel_course(one.course, reason="台風のため", actor=clerk, now=NOW),
    ),
    "changed": (
        {},
        lambda one, clerk: change_course(
            one.course, {"eligibility": "どなたでも"}, reason="余裕があるため", actor=clerk, now=NOW
        ),
    ),
    "postponed": (
        {},
        lambda one, clerk: postpone_session(
            one.course.sessions.get(), reason="台風のため", actor=clerk, now=NOW
        ),
    ),
    "rescheduled": (
        {},
        lambda one, clerk: reschedule_session(
            one.course.sessions.get(),
            NewTimes(LATER, LATER + timedelta(hours=3)),
            reason="会場の都合",
            actor=clerk,
            now=NOW,
        ),
    ),
}


def is_told(channel: str) -> Notice:
    """Return the one message, which waits as a paper or a call and speaks of no link."""
    notice = Notice.objects.get()
    assert (notice.channel, notice.outbox) == (channel, None)
    assert "http" not in notice.body
    assert "このメール" not in notice.body
    if channel == "letter":
        assert PrintItem.objects.get().target_id == notice.pk
        assert not Task.objects.filter(target_kind=Notice._meta.label).exists()
    else:
        task = Task.objects.get(target_kind=Notice._meta.label)
        assert (task.target_id, task.phone) == (notice.pk, "0451112222")
    return notice


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("address", "channel"), [("みどり県あおば市中央1-1", "letter"), ("", "call")]
)
def test_t27_every_step_has_its_letter_or_call(aoba, clerk, step, address, channel):
    facts, happens = STEPS[step]
    course = CourseFactory(capacity=5)
    act = SubmissionFactory(course=course, contact_address=address, contact_phone="0451112222")
    one = ApplicationFactory(course=course, submission=act, email="", phone="0451112222", **facts)

    happens(one, clerk)

    is_told(channel)


@pytest.mark.parametrize("capacity", [5, 0])
def test_t27_the_receipt_itself_is_a_call(aoba, clerk, capacity):
    typed = Applicant("電話 花子", phone="0451112222")

    submit_application(
        CourseFactory(capacity=capacity),
        [typed],
        ApplyingAct(channel="phone"),
        actor=clerk,
        now=NOW,
    )

    assert is_told("call").recipient_name == "電話 花子"


def test_nobody_is_called_who_came_on_the_day_itself(aoba, clerk):
    typed = Applicant("当日 花子", phone="0451112222")

    submit_application(
        CourseFactory(), [typed], ApplyingAct(channel="walk_in"), actor=clerk, now=NOW
    )

    assert not Notice.objects.exists()


def typed_by_phone(address: str, clerk: Actor, capacity: int = 0) -> Application:
    act = ApplyingAct(channel="phone", contact_address=address)
    typed = Applicant("電話 花子", phone="0451112222")
    course = CourseFactory(capacity=capacity)
    return submit_application(course, [typed], act, actor=clerk, now=NOW).applications.get()


@pytest.mark.parametrize(
    ("address", "waits"),
    [
        ("みどり県あおば市中央1-1", lambda: PrintItem.objects.filter(state="waiting")),
        ("", lambda: Task.objects.filter(done_at=None)),
    ],
)
@pytest.mark.parametrize("told_first", [False, True])
def test_what_nobody_was_told_yet_gives_way_to_what_is_true_now(
    aoba, clerk, address, waits, told_first
):
    """One call or letter about an application, the latest; what was said stays in the history."""
    one = typed_by_phone(address, clerk)
    other = typed_by_phone(address, clerk)
    if told_first:
        state = "done" if address == "" else "printed"
        Notice.objects.filter(target_id=one.pk).update(state=state)
        Task.objects.filter(title__contains="花子").update(done_at=NOW, outcome="伝えた")
        PrintItem.objects.update(state="printed", printed_at=NOW)

    promote_by_hand(one, reason="電話で確認", actor=clerk, now=NOW + timedelta(hours=1))

    about = Notice.objects.filter(target_kind=Application._meta.label)
    first, last = about.filter(target_id=one.pk).order_by("id")
    assert (first.kind, last.kind) == ("trainings.waiting", "trainings.accepted")
    assert (first.state == "cancelled", last.state) == (not told_first, "queued")
    assert about.get(target_id=other.pk).state == "queued"  # of somebody else
    assert waits().count() == (1 if told_first else 2)
    replaced = Task.objects.filter(outcome__contains="替わりました")
    assert [task.outcome for task in replaced] == (
        [] if told_first or address else ["あとの連絡「参加が決まった」に替わりました。"]
    )


def test_the_call_about_a_free_seat_replaces_the_one_about_the_waiting_list(aoba, clerk):
    course = CourseFactory(capacity=1)
    seated = ApplicationFactory(course=course, email="a@example.jp")
    submit_application(
        course,
        [Applicant("電話 花子", phone="0451112222")],
        ApplyingAct(channel="phone"),
        actor=clerk,
        now=NOW,
    )

    cancel_application(seated, reason="都合", actor=clerk, now=NOW)

    (task,) = Task.objects.filter(done_at=None)
    assert "空席の案内" in task.title
    assert Notice.objects.get(kind="trainings.waiting").state == "cancelled"
