"""Applying: seats, groups, duplicates, repetition and what nobody learns (rules B1–B12)."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.people.models import Person
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory, ProgramSpecFactory
from trainings.actions.applications import submit_application
from trainings.enums import Allocation, Channel
from trainings.facts import Applicant, ApplyingAct
from trainings.models import ApplicantAttribute, Application, Course, Submission
from trainings.rules.applications import why_cannot_apply

pytestmark = pytest.mark.django_db
RESIDENT = Actor.resident("web")


def person(number: int = 1, **changes) -> Applicant:
    return Applicant(
        **{
            "name": f"山田 一郎{number}",
            "kana": f"やまだ いちろう{number}",
            "phone": f"090000000{number:02d}",
            "email": f"yamada{number}@example.jp",
            **changes,
        }
    )


def apply(course: Course, *people: Applicant, now=NOW, actor=RESIDENT, **act) -> Submission:
    return submit_application(
        course, people or [person()], ApplyingAct(**act), actor=actor, now=now
    )


def states(submission: Submission) -> list[str]:
    return list(submission.applications.order_by("id").values_list("state", flat=True))


def test_rule_b2_the_last_seat_and_then_the_waiting_list(aoba):
    course = CourseFactory(capacity=1)

    first = apply(course, person(1))
    second = apply(course, person(2))

    assert states(first) == ["accepted"]
    assert states(second) == ["waiting"]
    assert list(Application.objects.order_by("id").values_list("received_seq", flat=True)) == [1, 2]


def test_rule_b2_full_stores_nothing(aoba):
    course = CourseFactory(capacity=1, waiting_capacity=0)
    apply(course, person(1))

    with pytest.raises(Refused) as caught:
        apply(course, person(2))

    assert caught.value.code == "full"
    assert Submission.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("allocation", [Allocation.APPROVAL, Allocation.LOTTERY])
def test_rule_b2_approval_and_lottery_only_receive(aoba, allocation):
    submission = apply(CourseFactory(allocation=allocation))

    assert states(submission) == ["received"]
    assert submission.applications.get().person is None


def test_rule_b1_a_fax_keyed_after_the_closing_time_counts_when_it_arrived(aoba, clerk):
    course = CourseFactory(applications_close_at=NOW - timedelta(hours=1))

    submission = apply(
        course, actor=clerk, channel=Channel.FAX, received_at=NOW - timedelta(hours=2)
    )

    assert states(submission) == ["accepted"]
    assert submission.received_by_id == clerk.user_id
    with pytest.raises(Refused, match="終わりました"):
        apply(course, person(2))


def test_rule_b1_an_earlier_paper_waits_before_a_later_web_form(aoba, clerk):
    course = CourseFactory(capacity=0)
    web = apply(course, person(1))
    fax = apply(
        course, person(2), actor=clerk, channel=Channel.FAX, received_at=NOW - timedelta(hours=1)
    )

    waiting = Application.objects.filter(course=course).in_waiting_order()

    assert [one.submission_id for one in waiting] == [fax.pk, web.pk]


@pytest.mark.parametrize(
    ("facts", "act", "code"),
    [
        ({"draft": True}, {}, "draft"),
        ({"cancelled": True}, {}, "course_cancelled"),
        ({"state": "stopped", "state_reason": "会場の都合"}, {}, "stopped"),
        ({"visibility": "internal"}, {}, "not_on_the_web"),
        ({"channels": ["phone"]}, {}, "not_on_the_web"),
        ({"opens_at": NOW + timedelta(hours=1)}, {}, "not_open_yet"),
        ({"applications_close_at": NOW}, {}, "closed"),
        ({}, {"received_at": NOW + timedelta(minutes=1)}, "received_in_future"),
    ],
)
def test_when_nobody_may_apply(aoba, facts, act, code):
    with pytest.raises(Refused) as caught:
        apply(CourseFactory(**facts), **act)

    assert caught.value.code == code
    assert Submission.objects.count() == 0


def test_the_same_token_twice_is_one_application(aoba):
    course = CourseFactory()

    first = apply(course, token="once")
    again = apply(course, token="once")

    assert again == first
    assert Application.objects.count() == 1
    assert Notice.objects.count() == 1


def test_rule_b8_a_group_waits_together_in_adjacent_places(aoba):
    course = CourseFactory(capacity=2)

    group = apply(course, person(1), person(2), person(3))
    single = apply(course, person(4))

    assert states(group) == ["waiting"] * 3
    assert states(single) == ["waiting"]  # B3: a free seat arithmetically, yet nobody overtakes
    waiting = Application.objects.filter(course=course).in_waiting_order()
    assert [one.submission_id for one in waiting] == [group.pk] * 3 + [single.pk]


def test_rule_b9_nobody_takes_two_seats_on_one_form(aoba):
    course = CourseFactory()
    same = {"phone": "0551234567", "email": ""}

    with pytest.raises(Refused) as refused:
        apply(course, person(1, name="髙橋　花子", **same), person(2, name="高橋 花子", **same))

    assert refused.value.code == "named_twice"
    assert Submission.objects.count() == 0
    apply(course, person(1, **same), person(2, **same))
    assert Application.objects.count() == 2


@pytest.mark.parametrize(("hour", "day"), [(0, 5), (8, 5), (9, 5), (23, 5)])
def test_the_day_on_which_applications_begin_is_told_in_japan_time(aoba, hour, day):
    opens = datetime(2026, 10, 5, hour, 30, tzinfo=UTC) - timedelta(hours=9)

    course = CourseFactory(opens_at=opens)

    refusal = why_cannot_apply(course, channel=Channel.WEB, received_at=NOW, now=NOW)
    assert f"10月{day}日" in refusal.sentence


def test_rule_b8_one_mail_to_the_contact_with_every_persons_own_link(aoba):
    group = apply(
        CourseFactory(), person(1, email=""), person(2, email=""), contact_email="mother@example.jp"
    )

    notice = Notice.objects.get()

    assert notice.email == "mother@example.jp"
    assert notice.target_id == group.pk
    assert notice.body.count("http://testserver/aoba/l/") == 3  # two people and the contact (T26)


def test_rule_b9_the_second_act_stores_no_application(aoba):
    course = CourseFactory(capacity=1)
    first = apply(course, person(1))
    second = apply(course, person(1, name="山田　一郎1", email="YAMADA1@example.jp".lower()))

    assert states(second) == []
    assert second.repeats == first.applications.get()
    assert second.shown_states == ["waiting"]  # what a first application would get now
    assert second.reference != first.reference
    assert Notice.objects.order_by("id").last().kind == "trainings.repeated"
    assert Application.objects.count() == 1


def test_rule_b9_a_known_telephone_with_another_address_is_a_first_application(aoba, clerk):
    """No page and no mail tells a stranger who knows the telephone; a clerk compares the two."""
    course = CourseFactory()
    first = apply(course, person(1))
    second = apply(course, person(1, email="stranger@example.jp"))

    assert states(second) == states(first) == ["accepted"]
    first_mail, second_mail = Notice.objects.order_by("id")
    assert (first_mail.kind, second_mail.email) == (second_mail.kind, "stranger@example.jp")
    task = Task.objects.get()
    assert (task.kind, task.target_id) == ("trainings.alike", second.applications.get().pk)
    by_phone = apply(course, person(1, email="other@example.jp"), actor=clerk, channel="phone")
    assert states(by_phone) == []  # the office may know


def test_rule_b9_known_people_of_a_group_look_as_if_they_had_not_applied(aoba):
    course = CourseFactory(capacity=4)
    mother = {"phone": "0551234567", "email": "mother@example.jp"}
    apply(course, person(2, **mother))

    group = apply(course, *(person(number, **mother) for number in (1, 2, 3)))
    again = apply(course, *(person(number, **mother) for number in (1, 2, 3)))

    assert states(group) == ["accepted", "accepted"]
    assert group.shown_states == ["accepted"] * 3
    assert again.shown_states == ["waiting"] * 3  # one seat is left
    told = Notice.objects.filter(kind="trainings.repeated").values_list("dedupe_key", flat=True)
    assert sorted(told) == sorted([f"repeat-{group.pk}"] + [f"repeat-{again.pk}"] * 3)


def test_rule_b9_a_cancelled_application_may_be_repeated(aoba):
    course = CourseFactory()
    ApplicationFactory(course=course, cancelled=True, name="山田 一郎1", phone="09000000001")

    assert states(apply(course, person(1))) == ["accepted"]


def test_rule_b9_repeat_takers_are_received_and_flagged(aoba):
    spec = ProgramSpecFactory(repeat_takers="checked")
    earlier = CourseFactory(program=spec.program, spec=spec)
    later = CourseFactory(program=spec.program, spec=spec)
    apply(earlier, person(1))

    flagged = apply(later, person(1))
    other = apply(later, person(2))

    assert states(flagged) == ["received"]
    assert flagged.applications.get().is_repeat is True
    assert states(other) == ["accepted"]


def test_rule_b10_an_accepted_person_is_linked_and_the_typed_values_stay(aoba):
    typed = person(1, name="𠮷田 花\U000e0100子", place="中央1-2-3", place_kind="address")

    application = apply(CourseFactory(), typed).applications.get()

    assert application.name == "𠮷田 花\U000e0100子"
    assert application.person is not None
    assert application.person.name == application.name
    assert application.person.address == "中央1-2-3"


def test_rule_b10_exact_match_links_to_the_known_person(aoba):
    born = (NOW - timedelta(days=14_000)).date()
    apply(CourseFactory(), person(1, birth_date=born))
    apply(CourseFactory(), person(1, birth_date=born))

    assert Person.objects.count() == 1
    assert Application.objects.count() == 2


def test_rule_b14_the_category_lives_in_a_table_of_its_own(aoba):
    application = apply(
        CourseFactory(), person(1, category="family", age_band="50s")
    ).applications.get()

    assert "family" not in str(application.answers)
    assert ApplicantAttribute.objects.get().attribute == "family"


def test_rule_f4_a_walk_in_above_the_capacity_needs_a_reason(aoba, clerk):
    course = CourseFactory(capacity=0)
    at_the_door = {"channel": Channel.WALK_IN, "actor": clerk}

    with pytest.raises(Refused, match="定員を超えています"):
        apply(course, person(1), **at_the_door)
    taken = apply(course, person(1, over_capacity_reason="席に余裕があるため"), **at_the_door)

    assert states(taken) == ["accepted"]
    assert taken.applications.get().over_capacity_reason == "席に余裕があるため"


def test_rule_b16_the_subject_is_neutral(aoba):
    apply(CourseFactory())

    notice = Notice.objects.get()

    assert notice.subject == "【あおば市】研修のお知らせ"
    assert "ひきこもり" in notice.body


def test_t27_without_mail_a_letter_is_printed_or_a_call_is_made(aoba, clerk):
    course = CourseFactory()
    apply(course, person(1, email="", place="中央1-2-3", place_kind="address"))
    apply(course, person(2, email=""))

    assert [notice.channel for notice in Notice.objects.order_by("id")] == ["letter", "call"]
    assert "http" not in Notice.objects.order_by("id")[0].body
