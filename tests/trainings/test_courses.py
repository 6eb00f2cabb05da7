"""Publishing, cancelling and changing a course (rules B2, B5, B15, E1)."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest

from foundation.clock import JST
from foundation.notices.models import Notice
from foundation.organizations.models import ClosingDay
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CourseFactory,
    CourseSessionFactory,
    TrainingSettingsFactory,
)
from trainings.actions.courses import (
    NewCourse,
    cancel_course,
    change_course,
    plan_course,
    publish_course,
)
from trainings.actions.sessions import cancel_session, copy_course
from trainings.models import Application, Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(aoba, clerk) -> Course:
    program = TrainingSettingsFactory().program
    course = plan_course(program, NewCourse("養成研修", capacity=20), actor=clerk, now=NOW)
    course.opens_at = NOW
    course.applications_close_at = STARTS - timedelta(days=7)
    course.save()
    CourseSessionFactory(course=course)
    return course


def test_rule_b15_publication_freezes_the_settings(draft, clerk):
    settings = draft.program.training_settings

    published = publish_course(draft, actor=clerk, now=NOW)
    settings.purpose_notice = "別の目的"
    settings.save()

    assert published.state == "published"
    assert Course.objects.get().spec.spec.purpose_notice != "別の目的"
    assert published.starts_at == STARTS


def test_rule_b5_the_promotion_limit_is_two_opening_days_before(draft, clerk):
    ClosingDay.objects.create(day=date(2026, 10, 30))

    published = publish_course(draft, actor=clerk, now=NOW)

    assert published.promotion_until == datetime(2026, 10, 28, 17, tzinfo=JST)


def test_rule_e1_the_fiscal_year_is_that_of_the_last_session(draft, clerk):
    CourseSessionFactory(course=draft, n=2, starts_at=datetime(2027, 4, 2, 10, tzinfo=JST))

    assert publish_course(draft, actor=clerk, now=NOW).fiscal_year == 2027


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"opens_at": None}, "times_missing"),
        ({"applications_close_at": STARTS + timedelta(minutes=1)}, "closes_late"),
        ({"promotion_until": STARTS + timedelta(minutes=1)}, "promotion_in_order"),
    ],
)
def test_what_cannot_be_published(draft, clerk, facts, code):
    Course.objects.filter(pk=draft.pk).update(**facts)

    with pytest.raises(Refused) as caught:
        publish_course(draft, actor=clerk, now=NOW)

    assert caught.value.code == code


def test_a_course_without_a_day_is_not_published(draft, clerk):
    draft.sessions.all().delete()

    with pytest.raises(Refused, match="日程"):
        publish_course(draft, actor=clerk, now=NOW)


def test_a_copy_is_a_draft_of_the_same_days_later_and_of_nobody(aoba, clerk):
    course = CourseFactory(
        sessions=3, capacity=12, waiting_capacity=4, cohosts="社会福祉協議会", issuer_slots=[1, 3],
        allocation="approval", visibility="link",
    )  # fmt: skip
    ApplicationFactory(course=course)
    second = course.sessions.get(n=2)
    second.items.create(order=1, minutes=60, title="講義", instructor="講師 一子")
    cancel_session(course.sessions.get(n=3), reason="会場の都合", actor=clerk, now=NOW)

    made = copy_course(course, title="次の研修", days=7, actor=clerk, now=NOW)

    made.refresh_from_db()
    week = timedelta(days=7)
    assert (made.state, made.spec, made.published_at) == ("draft", None, None)
    assert made.public_code != course.public_code
    for name in ("capacity", "waiting_capacity", "cohosts", "issuer_slots", "allocation",
                 "visibility", "channels", "program_id"):  # fmt: skip
        assert getattr(made, name) == getattr(course, name), name
    assert made.applications_close_at == course.applications_close_at + week
    days = list(made.sessions.order_by("n"))
    assert [day.starts_at for day in days] == [STARTS + week, STARTS + 2 * week]
    assert [item.instructor for item in days[1].items.all()] == ["講師 一子"]
    assert not Application.objects.filter(course=made).exists()


def test_cancelling_tells_everybody_and_withdraws_calendars(aoba, clerk):
    course = CourseFactory()
    seated = ApplicationFactory(course=course, email="a@example.jp")
    waiting = ApplicationFactory(course=course, waiting=True, email="b@example.jp")
    gone = ApplicationFactory(course=course, cancelled=True, email="c@example.jp")

    assert cancel_course(course, reason="台風のため", actor=clerk, now=NOW) == 2

    states = dict(Application.objects.values_list("id", "state"))
    assert (states[seated.pk], states[waiting.pk]) == ("course_cancelled", "course_cancelled")
    assert states[gone.pk] == "cancelled"
    mails = {notice.target_id: notice for notice in Notice.objects.all()}
    assert set(mails) == {seated.pk, waiting.pk}
    calendar = mails[seated.pk].outbox.context["calendar"]
    assert "METHOD:CANCEL" in calendar
    assert "SEQUENCE:2" in calendar
    assert "ひきこもり" not in calendar
    assert not mails[waiting.pk].outbox.context
    assert course.sessions.get().state == "cancelled"


@pytest.mark.parametrize(
    ("ends_in", "awaits_date", "may"),
    [(timedelta(minutes=1), False, True), (timedelta(0), False, False), (timedelta(0), True, True)],
)
def test_what_was_held_cannot_be_called_off(aoba, clerk, ends_in, awaits_date, may):
    course = CourseFactory()
    seated = ApplicationFactory(course=course, email="a@example.jp")
    Course.objects.update(ends_at=NOW + ends_in, awaits_date=awaits_date)

    with nullcontext() if may else pytest.raises(Refused, match="終わっている"):
        cancel_course(course, reason="台風のため", actor=clerk, now=NOW)

    seated.refresh_from_db()
    assert (seated.state, Notice.objects.count()) == (
        ("course_cancelled", 1) if may else ("accepted", 0)
    )


def test_cancelling_needs_a_reason(aoba, clerk):
    with pytest.raises(Refused, match="理由"):
        cancel_course(CourseFactory(), reason=" ", actor=clerk, now=NOW)


def test_rule_b2_the_allocation_is_fixed_once_open(aoba, clerk):
    course = CourseFactory()

    with pytest.raises(Refused, match="決め方"):
        change_course(course, {"allocation": "lottery"}, actor=clerk, now=NOW)


def test_rule_b15_a_changed_eligibility_needs_a_reason_and_is_told(aoba, clerk):
    course = CourseFactory(eligibility="市内の方")
    ApplicationFactory(course=course, email="a@example.jp")

    with pytest.raises(Refused, match="理由"):
        change_course(course, {"eligibility": "どなたでも"}, actor=clerk, now=NOW)
    change_course(
        course, {"eligibility": "どなたでも"}, reason="定員に余裕があるため", actor=clerk, now=NOW
    )

    assert Course.objects.get().eligibility == "どなたでも"
    assert Notice.objects.get().kind == "trainings.changed"
