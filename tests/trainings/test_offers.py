"""Freed seats: offers, answers, lapses, hand promotion, capacity (rules B4–B8, T2–T7)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from post_office.models import STATUS, Email

from foundation.notices.delivery import settle_notices
from foundation.notices.models import CallLog, Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CourseFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application, cancel_group
from trainings.actions.courses import change_capacity, resume_course, stop_course
from trainings.actions.decisions import (
    decide_application,
    move_to_course,
    offer_by_hand,
    promote_by_hand,
)
from trainings.actions.offers import accept_offer, decline_offer, rejoin_queue, settle_due_courses
from trainings.enums import ApplicationState
from trainings.models import Application, Offer

pytestmark = pytest.mark.django_db
PERSON = Actor.resident("APP")
SYSTEM = Actor.system("run_due")
MONDAY = NOW + timedelta(days=4)


def states(*applications: Application) -> list[str]:
    return [Application.objects.get(pk=one.pk).state for one in applications]


@pytest.fixture
def full_course(aoba):
    """One seat taken, two people waiting."""
    course = CourseFactory(capacity=1)
    seated = ApplicationFactory(course=course, email="a@example.jp")
    first = ApplicationFactory(
        course=course, waiting=True, email="b@example.jp", queued_at=NOW - timedelta(hours=2)
    )
    second = ApplicationFactory(
        course=course, waiting=True, email="c@example.jp", queued_at=NOW - timedelta(hours=1)
    )
    return course, seated, first, second


def test_rule_b7_a_cancelled_seat_is_offered_to_the_first_in_the_list(full_course):
    _, seated, first, second = full_course

    cancel_application(seated, actor=PERSON, now=MONDAY)

    assert states(seated, first, second) == ["cancelled", "offered", "waiting"]
    assert Offer.objects.get().deadline == MONDAY + timedelta(hours=48)
    mail = Notice.objects.get(kind="trainings.offer").outbox
    assert mail.expires_at == MONDAY + timedelta(hours=48), "later it offers nothing"
    assert set(Notice.objects.values_list("kind", flat=True)) == {
        "trainings.cancelled",
        "trainings.offer",
    }


def test_t2_accepted_then_cancelled_goes_to_the_next(full_course):
    _, seated, first, second = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)

    accept_offer(first, actor=PERSON, now=MONDAY)
    cancel_application(first, actor=PERSON, now=MONDAY)

    assert states(first, second) == ["cancelled", "offered"]
    assert [offer.outcome for offer in Offer.objects.order_by("id")] == ["accepted", ""]


def test_rule_b4_accepting_counts_up_to_the_deadline_and_not_after(full_course):
    _, seated, first, second = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)
    deadline = Offer.objects.get().deadline

    with pytest.raises(Refused) as caught:
        accept_offer(first, actor=PERSON, now=deadline + timedelta(seconds=1))
    assert caught.value.code == "offer_over"
    assert states(first) == ["offered"]  # a lapse is a decision that run_due records

    assert settle_due_courses(actor=SYSTEM, now=deadline) == 0
    accept_offer(first, actor=PERSON, now=deadline)
    assert states(first, second) == ["accepted", "waiting"]


def test_rule_b4_run_due_records_the_lapse_and_offers_to_the_next(full_course):
    _, seated, first, second = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)
    later = Offer.objects.get().deadline + timedelta(minutes=1)

    settle_due_courses(actor=SYSTEM, now=later)
    settle_due_courses(actor=SYSTEM, now=later)

    assert states(first, second) == ["lapsed", "offered"]
    rejoin_queue(first, actor=PERSON, now=later)
    assert states(first, second) == ["waiting", "offered"]


def test_rule_b9_who_applied_again_does_not_go_back_into_the_queue_as_well(full_course):
    course, seated, first, _ = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)
    decline_offer(first, actor=PERSON, now=MONDAY)
    ApplicationFactory(course=course, waiting=True, name=first.name, phone=first.phone)

    with pytest.raises(Refused) as refused:
        rejoin_queue(first, actor=PERSON, now=MONDAY)

    assert refused.value.code == "applied_again"
    assert states(first) == ["declined_offer"]


def test_a_declined_offer_goes_to_the_next(full_course):
    _, seated, first, second = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)

    decline_offer(first, actor=PERSON, now=MONDAY)

    assert states(first, second) == ["declined_offer", "offered"]
    with pytest.raises(Refused):
        accept_offer(first, actor=PERSON, now=MONDAY)


def test_t4_a_waiting_person_who_leaves_promotes_nobody(full_course):
    _, seated, first, second = full_course

    cancel_application(first, actor=PERSON, now=MONDAY)

    assert states(seated, first, second) == ["accepted", "cancelled", "waiting"]
    assert Offer.objects.count() == 0


def test_t5_rule_b7_raised_capacity_offers_in_order_and_lowered_takes_nothing(full_course, clerk):
    course, seated, first, second = full_course

    assert change_capacity(course, capacity=3, waiting_capacity=None, actor=clerk, now=MONDAY) == 2
    assert states(first, second) == ["offered", "offered"]

    change_capacity(course, capacity=0, waiting_capacity=None, actor=clerk, now=MONDAY)
    assert states(seated, first, second) == ["accepted", "offered", "offered"]


def test_rule_b7_accept_at_once(full_course, clerk):
    course, seated, first, _ = full_course
    type(course).objects.filter(pk=course.pk).update(waiting_mode="accept_at_once")

    cancel_application(seated, actor=PERSON, now=MONDAY)

    assert states(first) == ["accepted"]
    assert Application.objects.get(pk=first.pk).person is not None


def test_t6_rule_b5_no_offer_after_the_limit_but_a_task_and_promotion_by_hand(full_course, clerk):
    course, seated, first, second = full_course
    late = course.promotion_until + timedelta(minutes=1)

    cancel_application(seated, actor=PERSON, now=late)

    assert states(first) == ["waiting"]
    assert Task.objects.get().kind == "trainings.seat_freed"
    promote_by_hand(second, reason="電話で確認した順", actor=clerk, now=late)
    assert states(first, second) == ["waiting", "accepted"]
    with pytest.raises(Refused, match="始まった"):
        promote_by_hand(first, reason="当日", actor=clerk, now=STARTS)


def test_rule_b5_a_stopped_course_makes_no_offers_until_it_is_resumed(full_course, clerk):
    course, seated, first, _ = full_course
    stop_course(course, reason="会場を確認中", actor=clerk, now=MONDAY)
    cancel_application(seated, actor=PERSON, now=MONDAY)
    assert states(first) == ["waiting"]
    assert Task.objects.count() == 0

    resume_course(course, actor=clerk, now=MONDAY)

    assert states(first) == ["offered"]


def test_promotion_by_hand_needs_a_reason(full_course, clerk):
    _, _, first, _ = full_course

    with pytest.raises(Refused, match="理由"):
        promote_by_hand(first, reason="", actor=clerk, now=MONDAY)


def test_t7_an_offer_and_a_hand_promotion_never_give_two_seats(full_course, clerk):
    _, seated, first, _ = full_course
    cancel_application(seated, actor=PERSON, now=MONDAY)

    with pytest.raises(Refused):
        offer_by_hand(first, actor=clerk, now=MONDAY)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(("answer", "result"), [(accept_offer, "承諾"), (decline_offer, "辞退")])
def test_rule_b6_an_offer_without_mail_is_a_call_task(aoba, clerk, answer, result):
    course = CourseFactory(capacity=1)
    seated = ApplicationFactory(course=course, email="")
    waiting = ApplicationFactory(course=course, waiting=True, email="", phone="0451112222")

    cancel_application(seated, reason="電話で連絡", actor=clerk, now=MONDAY)

    task = Task.objects.get(kind="trainings.offer_call")
    offer = Offer.objects.get()
    assert (task.phone, task.due_at, task.done_at) == ("0451112222", offer.deadline, None)
    answer(waiting, actor=clerk, now=MONDAY)
    assert Task.objects.get(pk=task.pk).done_at is not None
    call = CallLog.objects.get()
    assert (call.task_id, call.result, call.called_at) == (task.pk, result, MONDAY)
    assert call.called_by_id == clerk.user_id


def test_rule_b6_the_call_has_three_buttons_on_the_to_do_itself(world, frozen, aoba, clerk):
    course = CourseFactory(capacity=1)
    seated = ApplicationFactory(course=course, email="")
    waiting = ApplicationFactory(course=course, waiting=True, email="", phone="0451112222")
    cancel_application(seated, reason="電話で連絡", actor=clerk, now=NOW)
    task = Task.objects.get(kind="trainings.offer_call")
    general = Task.objects.exclude(pk=task.pk).get()
    page = reverse("admin:notices_task_change", args=[task.pk])
    answers = [
        reverse(f"admin:trainings_application_{name}", args=[waiting.pk])
        for name in ("offer_yes", "offer_no")
    ]
    buttons = [*answers, reverse("admin:notices_task_not-reached", args=[task.pk])]
    desk = Desk(world.member(Role.CLERK))

    for address in (page, reverse("admin:notices_task_changelist")):
        html = desk.get(address).content.decode()
        assert [button for button in buttons if f'href="{button}"' not in html] == []
    other = desk.get(reverse("admin:notices_task_change", args=[general.pk])).content.decode()
    assert "offer_yes" not in other

    desk.post(buttons[2], {"_once": "a"})
    assert Task.objects.get(pk=task.pk).done_at is None  # 不在 closes nothing
    desk.post(buttons[0], {"_once": "b"})
    assert Application.objects.get(pk=waiting.pk).state == "accepted"
    assert [call.result for call in CallLog.objects.order_by("id")] == ["不在", "承諾"]
    assert "offer_yes" not in desk.get(page).content.decode()


@pytest.mark.parametrize("left_first", [False, True], ids=["refused", "came back"])
def test_rule_b6_an_offer_whose_mail_cannot_arrive_is_a_call_task_too(
    full_course, clerk, left_first
):
    _, seated, first, _ = full_course
    Application.objects.filter(pk=first.pk).update(phone="0451112222")
    cancel_application(seated, reason="電話で連絡", actor=clerk, now=MONDAY)
    offer = Offer.objects.get(application=first)
    refused = Notice.objects.exclude(outbox=None).values("outbox")
    if left_first:
        Email.objects.filter(pk__in=refused).update(status=STATUS.sent)
        assert settle_notices(actor=SYSTEM, now=MONDAY) == 2
    assert Email.objects.filter(pk__in=refused).update(status=STATUS.failed) == 2

    settle_notices(actor=SYSTEM, now=MONDAY)
    settle_notices(actor=SYSTEM, now=MONDAY)

    # The mail about the cancellation is told by telephone without an answer to wait for.
    call, general = Task.objects.order_by("-kind")
    assert (call.kind, call.phone, call.due_at) == (
        "trainings.offer_call",
        "0451112222",
        offer.deadline,
    )
    assert general.kind == "mail_failed"
    accept_offer(first, actor=clerk, now=MONDAY)
    assert Task.objects.get(pk=call.pk).done_at is not None
    assert Task.objects.get(pk=general.pk).done_at is None


def test_a_mail_given_up_after_the_answer_asks_for_no_answer(full_course, clerk):
    _, seated, first, _ = full_course
    cancel_application(seated, reason="電話で連絡", actor=clerk, now=MONDAY)
    accept_offer(first, actor=clerk, now=MONDAY)
    offers = Notice.objects.filter(kind="trainings.offer").values("outbox")
    Email.objects.filter(pk__in=offers).update(status=STATUS.failed)

    settle_notices(actor=SYSTEM, now=MONDAY)

    assert not Task.objects.exists()  # the mail that says they are accepted is on its way


def test_rule_b8_a_group_is_not_skipped_by_a_smaller_one(aoba, clerk):
    course = CourseFactory(capacity=2)
    seated = ApplicationFactory.create_batch(2, course=course)
    group = SubmissionFactory(course=course)
    members = ApplicationFactory.create_batch(2, submission=group, course=course, waiting=True)
    single = ApplicationFactory(course=course, waiting=True, queued_at=NOW + timedelta(hours=1))

    cancel_application(seated[0], actor=PERSON, now=MONDAY)
    assert states(*members, single) == ["waiting"] * 3

    cancel_application(seated[1], actor=PERSON, now=MONDAY)
    assert states(*members, single) == ["offered", "offered", "waiting"]


def test_rule_b8_the_clerk_may_skip_a_group(aoba, clerk):
    course = CourseFactory(capacity=1)
    group = SubmissionFactory(course=course)
    ApplicationFactory.create_batch(2, submission=group, course=course, waiting=True)
    single = ApplicationFactory(course=course, waiting=True, queued_at=NOW + timedelta(hours=1))

    offer_by_hand(single, actor=clerk, now=MONDAY)

    assert states(single) == ["offered"]


def test_the_contact_cancels_the_whole_group(aoba):
    course = CourseFactory(capacity=2)
    group = SubmissionFactory(course=course, contact_email="mother@example.jp")
    members = ApplicationFactory.create_batch(2, submission=group, course=course)

    assert cancel_group(group, actor=PERSON, now=MONDAY) == 2

    assert states(*members) == ["cancelled", "cancelled"]
    assert [notice.kind for notice in Notice.objects.all()] == ["trainings.group_cancelled"]


@pytest.mark.parametrize(
    ("now", "staff", "reason", "code"),
    [
        (NOW, False, "", None),
        (STARTS - timedelta(seconds=1), False, "", None),
        (STARTS, False, "", "started"),
        (STARTS, True, "", "reason_missing"),
        (STARTS + timedelta(days=3), True, "入院のため", None),
    ],
)
def test_rule_b2_who_may_cancel_until_when(aoba, clerk, now, staff, reason, code):
    application = ApplicationFactory()
    actor = clerk if staff else PERSON

    if code is None:
        cancel_application(application, reason=reason, actor=actor, now=now)
        assert states(application) == ["cancelled"]
    else:
        with pytest.raises(Refused) as caught:
            cancel_application(application, reason=reason, actor=actor, now=now)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        (ApplicationState.ACCEPTED, "trainings.accepted"),
        (ApplicationState.WAITING, "trainings.waiting"),
        (ApplicationState.DECLINED, "trainings.declined"),
    ],
)
def test_a_clerk_decides_a_received_application(aoba, clerk, to, kind):
    application = ApplicationFactory(received=True, email="a@example.jp")

    decide_application(application, to, reason="対象の方を優先したため", actor=clerk, now=MONDAY)

    assert states(application) == [to]
    assert Notice.objects.get().kind == kind


def test_a_move_to_another_course_cancels_here_and_applies_there(aoba, clerk):
    here, there = CourseFactory(), CourseFactory(capacity=0)
    application = ApplicationFactory(course=here, email="a@example.jp")

    moved = move_to_course(application, there, reason="本人の希望", actor=clerk, now=MONDAY)

    assert states(application) == ["cancelled"]
    assert moved.applications.get().state == "waiting"
    assert moved.channel == "transfer"
    assert [notice.kind for notice in Notice.objects.all()] == ["trainings.waiting"]
