"""Whoever changes how they are reached is reached so from then on (rules B6, B8, B10, B12)."""

import pytest

from foundation.notices.models import Notice, Task
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.contact import change_contact
from trainings.actions.corrections import correct_application
from trainings.actions.decisions import move_to_course
from trainings.facts import Applicant, ApplyingAct
from trainings.messages import contact_of, recipient_of
from trainings.models import Application
from trainings.notices_offer import OFFER_CALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
OLD, NEW = "old@example.jp", "new@example.jp"
PHONE, OTHER = "0551234567", "0559999999"
PLACE = {"place": "中央1-1", "place_kind": "address"}


def apply(course, clerk, *people: Applicant) -> list[Application]:
    act = submit_application(course, people, ApplyingAct(), actor=clerk, now=NOW)
    return list(act.applications.order_by("id"))


def reached(one: Application):
    return recipient_of(Application.objects.select_related("submission").get(pk=one.pk))


def by_the_person(one, clerk, **contact):
    change_contact(one, **{"phone": one.phone, "email": one.email, **contact}, actor=clerk, now=NOW)


def by_staff(one, clerk, **changes):
    correct_application(one, changes, actor=clerk, now=NOW)


@pytest.mark.parametrize("change", [by_the_person, by_staff])
@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ({"email": ""}, ("", PHONE)),
        ({"email": NEW}, (NEW, PHONE)),
        ({"phone": ""}, (OLD, "")),
        ({"phone": OTHER, "email": NEW}, (NEW, OTHER)),
    ],
)
def test_what_was_taken_away_is_used_no_more(aoba, clerk, change, contact, expected):
    (one,) = apply(CourseFactory(), clerk, Applicant("森 実", phone=PHONE, email=OLD))
    change(one, clerk, **contact)

    assert (reached(one).email, reached(one).phone) == expected
    one.submission.refresh_from_db()
    assert (contact_of(one.submission).email, contact_of(one.submission).phone) == expected


def test_rule_b6_an_offer_after_the_address_is_gone_is_a_call(aoba, clerk):
    course = CourseFactory(capacity=1)
    (first,) = apply(course, clerk, Applicant("林 葉", phone=OTHER))
    (waiting,) = apply(course, clerk, Applicant("森 実", phone=PHONE, email=OLD))
    by_staff(waiting, clerk, email="")
    cancel_application(first, reason="都合", actor=clerk, now=NOW)

    assert Application.objects.get(pk=waiting.pk).state == "offered"
    (call,) = Task.objects.filter(kind=OFFER_CALL, done_at__isnull=True)
    assert call.target_id == waiting.pk
    told = Notice.objects.filter(target_id=waiting.pk, outbox__isnull=False)
    assert not [one for one in told if one.kind.startswith("trainings.offer")]


def group(clerk) -> list[Application]:
    shared = {"phone": PHONE, "email": OLD, **PLACE}
    own = Applicant("森 次郎", phone=OTHER, email="jiro@example.jp")
    return apply(
        CourseFactory(), clerk, Applicant("森 実", **shared), Applicant("森 葉", **shared), own
    )


@pytest.mark.parametrize("change", [by_the_person, by_staff])
def test_rule_b8_companions_follow_the_contact_they_share(aoba, clerk, change):
    contact, shares, own = group(clerk)
    Application.objects.update(email_confirmed_at=NOW)
    change(contact, clerk, email=NEW, phone="")

    assert [(reached(one).email, reached(one).phone) for one in (contact, shares, own)] == [
        (NEW, ""), (NEW, ""), ("jiro@example.jp", OTHER),
    ]  # fmt: skip
    confirmed = Application.objects.filter(email_confirmed_at__isnull=False)
    assert [one.pk for one in confirmed] == [own.pk]


@pytest.mark.parametrize("change", [by_the_person, by_staff])
def test_rule_b8_a_companion_changes_nobody_elses(aoba, clerk, change):
    contact, shares, _ = group(clerk)
    change(shares, clerk, email="", phone=OTHER)

    assert (reached(contact).email, reached(contact).phone) == (OLD, PHONE)
    assert reached(shares).phone == OTHER
    assert reached(shares).email == OLD  # the contact stands in for what is missing


def test_whoever_was_moved_alone_leaves_the_contact_to_the_other(aoba, clerk):
    _, shares, _ = group(clerk)
    target = CourseFactory(program=shares.course.program)
    moved = move_to_course(shares, target, reason="都合", actor=clerk, now=NOW)
    by_staff(moved.applications.get(), clerk, email=NEW)

    moved.refresh_from_db()
    assert (moved.contact_name, moved.contact_email) == ("森 実", OLD)


def test_a_corrected_name_and_address_are_the_contacts_too(aoba, clerk):
    contact, _, _ = group(clerk)
    by_staff(contact, clerk, name="森 稔", place="本町2-2")
    contact.submission.refresh_from_db()
    assert (contact.submission.contact_name, contact.submission.contact_address) == (
        "森 稔", "本町2-2",
    )  # fmt: skip
    by_staff(Application.objects.get(pk=contact.pk), clerk, email=NEW)
    contact.submission.refresh_from_db()
    assert contact.submission.contact_email == NEW
