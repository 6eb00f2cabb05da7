"""Courses that count as follow-up, and registrations that move to another town (要綱 第13条)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions.follow_ups import mark_follow_up_course, plan_follow_up
from supporters.actions.provisions import (
    ProvisionFacts,
    approve_provision,
    draft_provision,
    provide_roster,
)
from supporters.actions.received import reconfirm_entry
from supporters.actions.transfers import MoveFacts, prepare_transfer
from supporters.actions.withdrawals import confirm_withdrawal, receive_withdrawal
from supporters.enums import ConsentKind, FollowUpKind, FollowUpLapse, IntakeChannel
from supporters.models import (
    FollowUp,
    FollowUpCourse,
    ReceivedEntry,
    Registration,
    RosterProvision,
    Supporter,
)
from supporters.queries.own_page import follow_up_courses
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.trainings import ApplicationFactory, CompletionFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from tests.supporters.test_staff_pages import act
from trainings.models import Completion
from trainings.signals import completion_confirmed, completion_voided

TODAY = date(2026, 10, 1)
TRAINING, EXCHANGE = FollowUpKind.TRAINING, FollowUpKind.EXCHANGE


@pytest.fixture
def supporter(program, clerk, settings_of) -> Supporter:
    """A supporter whose next training is due on 1 October 2026."""
    settings = settings_of(follow_up_months=6)
    row = make.supporter(program)
    plan_follow_up(row, settings, after=date(2026, 4, 1), actor=clerk, now=NOW)
    return row


@pytest.fixture
def course(program):
    return CourseFactory(program=ProgramFactory(name="フォローアップ"), title="秋の振返り")


def complete(course: Any, person: Any, on: date = date(2026, 9, 20)) -> Completion:
    application = ApplicationFactory(course=course, submission__course=course, person=person)
    completion: Completion = CompletionFactory(application=application, completed_on=on)
    return completion


def tell(completion: Completion, clerk: Any, signal: Any = completion_confirmed) -> None:
    signal.send(sender=Completion, completion=completion, actor=clerk, now=NOW)


def stand() -> list[tuple[str, date, date | None, str]]:
    return list(FollowUp.objects.values_list("kind", "due_on", "done_on", "note"))


# ── courses that count ───────────────────────────────────────────────────────────────────────


def test_a_completed_follow_up_course_closes_what_is_due(program, supporter, course, clerk):
    mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    completion = complete(course, supporter.person)
    for _ in range(2):  # told twice, credited once
        tell(completion, clerk)

    assert stand() == [
        ("training", TODAY, date(2026, 9, 20), "秋の振返り"),
        ("training", date(2027, 3, 20), None, ""),
    ]
    assert FollowUp.objects.get(done_on__isnull=False).completion == completion


def test_a_course_that_was_not_marked_closes_nothing(supporter, course, clerk):
    tell(complete(course, supporter.person), clerk)
    assert stand() == [("training", TODAY, None, "")]


def test_who_completed_before_the_course_was_marked_is_credited(program, supporter, course, clerk):
    complete(course, supporter.person)
    mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    assert FollowUp.objects.filter(done_on=date(2026, 9, 20)).count() == 1
    with pytest.raises(Refused) as refused:
        mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    assert refused.value.code == "marked"


def test_an_exchange_meeting_leaves_the_training_due(program, supporter, course, clerk):
    mark_follow_up_course(program, course, EXCHANGE, actor=clerk, now=NOW)
    tell(complete(course, supporter.person), clerk)
    assert sorted(stand()) == [
        ("exchange", date(2026, 9, 20), date(2026, 9, 20), "秋の振返り"),
        ("training", TODAY, None, ""),
    ]


@pytest.mark.parametrize("kind", [TRAINING, EXCHANGE])
def test_a_voided_completion_opens_it_again(program, supporter, course, clerk, kind):
    before = stand()
    mark_follow_up_course(program, course, kind, actor=clerk, now=NOW)
    completion = complete(course, supporter.person)
    tell(completion, clerk)
    tell(completion, clerk, completion_voided)
    assert stand() == before


def test_without_an_interval_the_attendance_is_still_recorded(program, course, clerk, settings_of):
    settings_of(follow_up_months=None)
    supporter = make.supporter(program)
    mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    completion = complete(course, supporter.person)
    tell(completion, clerk)
    assert stand() == [("training", date(2026, 9, 20), date(2026, 9, 20), "秋の振返り")]


def test_the_course_lets_a_lapsed_supporter_be_asked_again(
    program, supporter, course, clerk, settings_of
):
    settings_of(follow_up_lapse=FollowUpLapse.NO_NEW_DISPATCH)
    day = date(2026, 10, 2)
    assert not Supporter.objects.dispatchable_on(day).exists()
    mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    tell(complete(course, supporter.person), clerk)
    assert Supporter.objects.dispatchable_on(day).exists()


def test_who_completes_a_follow_up_course_is_not_invited_to_register(program, clerk, world):
    course = CourseFactory(program=program)
    mark_follow_up_course(program, course, TRAINING, actor=clerk, now=NOW)
    tell(complete(course, make.person("通りがかり")), clerk)
    assert not Notice.objects.filter(kind="supporters.invitation").exists()


@pytest.mark.usefixtures("frozen")
def test_staff_mark_a_course_and_supporters_see_it(program, supporter, course, world):
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:supporters_followupcourse_add")
    desk.post(url, {"program": program.pk, "course": course.pk, "kind": "training"})

    assert FollowUpCourse.objects.get().course == course
    assert [row.course for row in follow_up_courses(program.pk, TODAY)] == [course]
    assert follow_up_courses(program.pk, date(2030, 1, 1)) == []


# ── moving house ─────────────────────────────────────────────────────────────────────────────


def test_a_registration_moves_with_its_supporter(program, clerk, approver, willing, there):
    facts = MoveFacts(date(2026, 9, 25), recipient_organization=there)
    provision = prepare_transfer(willing.registration, facts, actor=clerk, now=NOW)
    assert (provision.count, provision.state) == (1, "draft")
    assert Registration.objects.get().is_live
    with pytest.raises(Refused) as refused:
        prepare_transfer(willing.registration, facts, actor=clerk, now=NOW)
    assert refused.value.code == "transfer_waits"

    approve_provision(provision, actor=approver, now=NOW)
    provide_roster(provision, actor=clerk, now=NOW)

    registration = Registration.objects.get()
    assert (registration.state, registration.state_since) == ("withdrawn", TODAY)
    assert "わかば町へ引き継ぎました" in registration.state_reason
    assert not Supporter.objects.dispatchable_on(TODAY).exists()
    with within(there):
        entry = ReceivedEntry.objects.get()
        assert (entry.state, entry.person.name) == ("pending", "山田 花子")
        reconfirm_entry(entry, willing=True, on=TODAY, actor=clerk, now=NOW)
        assert Supporter.objects.dispatchable_on(TODAY).count() == 1


def test_a_consent_for_another_town_does_not_carry_the_registration(program, clerk, there):
    row = make.supporter(program)
    limits = {"recipients": {"992011": "あおば市"}}
    make.consent(row.person, make.text_of(program, ConsentKind.PROVISION), scope=limits)
    facts = MoveFacts(TODAY, recipient_organization=there)
    with pytest.raises(Refused, match="この提供先を含んでいません"):
        prepare_transfer(row.registration, facts, actor=clerk, now=NOW)
    assert not RosterProvision.objects.exists()


def test_moving_takes_back_what_other_towns_had_received(program, clerk, approver, willing, there):
    elsewhere = MunicipalityFactory(code="995011", name="こだま村")
    earlier = draft_provision(
        program, [willing],
        ProvisionFacts("派遣のため", "本人の同意", ("number", "name"), TODAY,
                       recipient_municipality=elsewhere),
        actor=clerk, now=NOW,
    )  # fmt: skip
    moving = prepare_transfer(
        willing.registration, MoveFacts(TODAY, recipient_organization=there), actor=clerk, now=NOW
    )
    for provision in (earlier, moving):
        approve_provision(provision, actor=approver, now=NOW)
        provide_roster(provision, actor=clerk, now=NOW)

    told = Task.objects.get(kind="supporters.tell_recipient")
    assert told.title == "こだま村へ、名簿の提供の撤回を伝える"
    with within(there):
        assert ReceivedEntry.objects.get().state == "pending"


@pytest.mark.parametrize(
    ("moved_on", "consented", "code"),
    [
        (date(2026, 10, 2), True, "day_in_future"),
        (date(2026, 3, 31), True, "day_too_early"),
        (TODAY, False, "consent_missing"),
    ],
)
def test_what_a_transfer_needs(program, clerk, there, moved_on, consented, code):
    row = make.supporter(program)
    if consented:
        make.consent(row.person, make.text_of(program, ConsentKind.PROVISION))
    with pytest.raises(Refused) as refused:
        prepare_transfer(
            row.registration, MoveFacts(moved_on, recipient_organization=there), actor=clerk,
            now=NOW,
        )  # fmt: skip
    assert refused.value.code == code


def test_leaving_here_ends_what_was_provided(program, clerk, approver, willing, there):
    """Somebody who leaves (without moving) is no longer on the roster others received."""
    facts = MoveFacts(TODAY, recipient_organization=there)
    provision = prepare_transfer(willing.registration, facts, actor=clerk, now=NOW)
    RosterProvision.objects.update(moved_on=None)  # an ordinary provision
    approve_provision(provision, actor=approver, now=NOW)
    provide_roster(provision, actor=clerk, now=NOW)
    leaving = receive_withdrawal(
        willing.registration, channel=IntakeChannel.POST, received_on=TODAY, reason="体調",
        actor=clerk, now=NOW,
    )  # fmt: skip
    confirm_withdrawal(leaving, note="確認した", confirmed_on=TODAY, actor=clerk, now=NOW)

    with within(there):
        assert ReceivedEntry.objects.get().state == "withdrawn"


@pytest.mark.usefixtures("frozen")
def test_staff_prepare_the_transfer(program, willing, there, world):
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:supporters_registration_transfer", args=[willing.registration.pk])
    refused = desk.post(url, {"_once": "a", "moved_on": "R8.9.25"})
    assert "引継ぎ先を1つだけ選んでください。" in refused.content.decode()
    act(desk, "registration", willing.registration, "transfer",
        moved_on="R8.9.25", recipient_organization=there.pk)  # fmt: skip
    provision = RosterProvision.objects.get()
    assert (provision.moved_on, provision.recipient) == (date(2026, 9, 25), "わかば町")
