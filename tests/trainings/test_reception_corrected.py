"""What is put right at the desk: a wrong touch, minutes, a day made up, a day that is over."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from foundation.notices.models import Task
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.models import Attendance, Course, CourseSession, ReceptionDuty
from trainings.queries.completion import proposals
from trainings.reception_code import reception_code

pytestmark = pytest.mark.django_db
LATER = STARTS + timedelta(minutes=20)
DAYS_AFTER = STARTS + timedelta(days=40)


@pytest.fixture
def desk(world, aoba) -> Desk:
    return Desk(world.member(Role.CLERK))


@pytest.fixture
def helper(world, session) -> Desk:
    """Somebody who receives people on this day and sees no other applicants."""
    membership = world.member(Role.RECEPTION)
    ReceptionDuty.objects.create(membership=membership, session=session)
    return Desk(membership)


@pytest.fixture
def session(aoba) -> CourseSession:
    return CourseFactory(title="今日の研修").sessions.get()


def address(session: CourseSession) -> str:
    return reverse("admin:reception", args=[session.pk])


def correction(attendance: Attendance) -> str:
    return reverse("admin:reception_correct", args=[attendance.session_id, attendance.pk])


def twin(course: Course, **values: Any) -> Course:
    """Another course of the same programme, a week earlier."""
    earlier = {"starts_at": STARTS - timedelta(days=7), "title": "先週の研修", **values}
    return CourseFactory(program=course.program, spec=course.spec, **earlier)


def said(response: Any) -> str:
    return response.content.decode()


def test_a_leaving_touched_by_mistake_is_taken_back_alone(helper, session, at):
    """T13: the arrival keeps its time; touched anew it would be 20 minutes late."""
    person = ApplicationFactory(course=session.course)
    at(STARTS)
    helper.post(address(session), {"application": person.pk, "deed": "arrive"})
    at(LATER)
    helper.post(address(session), {"application": person.pk, "deed": "leave"})
    assert "早退を取り消す" in said(helper.get(address(session)))

    helper.post(address(session), {"application": person.pk, "deed": "undo"})

    row = Attendance.objects.get()
    assert (row.arrived_at, row.left_at, row.annulled_at) == (STARTS, None, None)
    helper.post(address(session), {"application": person.pk, "deed": "undo"})
    assert not Attendance.objects.valid().exists(), "the second undo takes the arrival back"


def test_minutes_are_corrected_with_a_reason(helper, session, at):
    """F1: whoever stood in the queue at the beginning is not late."""
    person = ApplicationFactory(course=session.course)
    at(STARTS + timedelta(minutes=16))
    helper.post(address(session), {"application": person.pk, "deed": "arrive"})
    row = Attendance.objects.get()
    assert row.late_minutes == 16
    assert correction(row) in said(helper.get(address(session)))
    asked = said(helper.get(correction(row)))
    assert 'value="16"' in asked
    assert f'href="{address(session)}#person-{person.pk}">やめて戻る' in asked

    refused = said(helper.post(correction(row), {"late": "０", "early": "", "reason": ""}))
    long = said(helper.post(correction(row), {"late": "180", "early": "", "reason": "誤り"}))
    row.refresh_from_db()
    assert row.late_minutes == 16, "nothing is written without a reason"
    assert "訂正の理由" in refused
    assert "180より小さい分の数" in long
    done = helper.post(
        correction(row), {"late": "０分", "early": "20", "reason": "受付の列に並んでいた"}
    )

    row.refresh_from_db()
    assert done.headers["Location"] == f"{address(session)}#person-{person.pk}"
    assert (row.late_minutes, row.note) == (0, "受付の列に並んでいた")
    assert row.left_at == session.ends_at - timedelta(minutes=20)


@pytest.mark.parametrize("completed", [True, False])
def test_rule_t15_a_correction_after_the_decision_makes_a_task(desk, session, at, completed):
    person = ApplicationFactory(course=session.course)
    row = AttendanceFactory(application=person, session=session)
    values = (
        {} if completed else {"result": "not_completed", "number_text": "", "number_value": None}
    )
    CompletionFactory(application=person, **values)
    at(DAYS_AFTER)

    page = said(desk.post(correction(row), {"late": "20", "reason": "申出"}, follow=True))

    assert Task.objects.filter(kind="trainings.completion_recheck").exists() is completed
    assert ("「やること」に確認を入れました" in page) is completed
    assert ("もう一度判定できます" in page) is not completed


def test_corrections_stay_inside_the_day_and_the_organization(world, helper, desk, session, at):
    mine = AttendanceFactory(application=ApplicationFactory(course=session.course), session=session)
    other = AttendanceFactory(application=ApplicationFactory(course=twin(session.course)))
    absent = AttendanceFactory(
        application=ApplicationFactory(course=session.course), session=session, kind="absent",
        arrived_at=None,
    )  # fmt: skip
    with within(world.wakaba):
        foreign = AttendanceFactory()
    at(STARTS)

    wrong_day = reverse("admin:reception_correct", args=[session.pk, other.pk])
    for url in (wrong_day, correction(foreign), correction(absent)):
        assert helper.get(url).status_code == desk.post(url).status_code == 404
    assert helper.get(correction(other)).status_code == 403
    assert helper.get(correction(mine)).status_code == 200
    at(STARTS + timedelta(days=1))
    tomorrow = Desk(helper.membership)
    assert tomorrow.get(correction(mine)).status_code == 403, "the duty ends with the day"


@pytest.mark.parametrize("by", ["name", "reference", "code"])
def test_rule_f2_a_day_is_made_up_at_the_desk(desk, aoba, session, at, by):
    missed = ApplicationFactory(course=twin(session.course), name="補講 花子")
    words = {
        "name": "補講", "reference": missed.reference,
        "code": reception_code(aoba.pk, missed.reference),
    }[by]  # fmt: skip
    at(STARTS)
    assert not proposals(missed.course)[0].verdict.completed
    finished = ApplicationFactory(course=missed.course, name="補講 済子")
    CompletionFactory(application=finished)

    page = said(desk.get(address(session), {"q": words}))
    desk.post(f"{address(session)}?q={words}", {"application": missed.pk, "deed": "arrive"})

    assert "「先週の研修」" in page
    assert "振替で受け付ける" in page
    assert "済子" not in page, "who has completed makes nothing up"
    row = Attendance.objects.get()
    assert (row.session, row.application, row.late_minutes) == (session, missed, 0)
    assert proposals(missed.course)[0].verdict.completed
    again = said(desk.get(address(session), {"q": "補講"}))
    assert "振替で受け付ける" not in again, "now on the list of the day, and found there"
    assert "補講 花子さんの来場を取り消す" in again


def test_a_helper_receives_from_another_course_by_a_genuine_code_alone(helper, aoba, session, at):
    missed = ApplicationFactory(course=twin(session.course), name="補講 花子")
    code = reception_code(aoba.pk, missed.reference)
    touch = {"application": missed.pk, "deed": "arrive"}
    at(STARTS)

    for words in ("補講", missed.reference):
        assert "補講 花子" not in said(helper.get(address(session), {"q": words}))
        refused = helper.post(f"{address(session)}?q={words}", touch, follow=True)
        assert "補講 花子" not in said(refused)
    assert not Attendance.objects.exists()
    helper.post(f"{address(session)}?q={code}", touch)
    assert Attendance.objects.get().application == missed


def test_who_has_no_seat_is_named_with_the_state(world, desk, session, at):
    ApplicationFactory(course=session.course, name="待機 花子", waiting=True)
    ApplicationFactory(course=CourseFactory(title="別の事業"), name="待機 次郎")
    with within(world.wakaba):
        ApplicationFactory(name="待機 三郎")
    at(STARTS)

    page = said(desk.get(address(session), {"q": "待機"}))

    assert "待機 花子さん" in page
    assert "「キャンセル待ち」" in page
    assert "次郎" not in page
    assert "三郎" not in page
    assert "振替で受け付ける" not in page


def test_after_the_day_a_touch_is_keyed_and_no_arrival(desk, session, at):
    """Forty days are more minutes than the column holds; and nobody is late for being keyed."""
    person = ApplicationFactory(course=session.course)
    at(DAYS_AFTER)
    page = said(desk.get(address(session)))
    assert f"{person.name}さんが出席" in page
    assert "時間どおりとして記録します" in page

    desk.post(address(session), {"application": person.pk, "deed": "arrive"})

    row = Attendance.objects.get()
    assert (row.kind, row.arrived_at, row.late_minutes) == ("trainee", None, 0)


def test_a_wrong_number_of_observers_is_taken_back(world, helper, session, at):
    at(STARTS)
    helper.post(address(session), {"observer-count": "22", "observer-name": "", "deed": "observer"})
    row = Attendance.objects.get()
    with within(world.wakaba):
        foreign = AttendanceFactory(application=None, session=CourseFactory().sessions.get(),
                                    kind="observer")  # fmt: skip
    assert "22人" in said(helper.get(address(session)))

    helper.post(address(session), {"attendance": foreign.pk, "deed": "undo_observer"})
    helper.post(address(session), {"attendance": row.pk, "deed": "undo_observer"})

    assert not Attendance.objects.valid().exists()
    assert "22人" not in said(helper.get(address(session), {"q": "x"}))
    with within(world.wakaba):
        assert Attendance.objects.valid().filter(pk=foreign.pk).exists()


def test_a_touch_returns_to_the_line_of_the_person(helper, session, at):
    """With forty names the list must not jump back to its top after each of them."""
    person = ApplicationFactory(course=session.course)
    at(STARTS)

    response = helper.post(address(session), {"application": person.pk, "deed": "arrive"})

    assert response.headers["Location"] == f"{address(session)}#person-{person.pk}"
    assert f'<tr id="person-{person.pk}">' in said(helper.get(address(session)))


def decided(application: Any, **values: Any) -> Any:
    """Judged as not completed, before the day was made up."""
    return CompletionFactory(
        application=application, result="not_completed", number_text="", number_value=None, **values
    )


AGAIN = "trainings.completion_again"


def test_rule_f2_who_makes_the_day_up_after_the_decision_waits_for_a_new_one(desk, session, at):
    """Nobody looks at a course of last month by themselves."""
    missed = ApplicationFactory(course=twin(session.course), name="補講 花子")
    before = decided(missed)
    at(STARTS)
    touch = {"application": missed.pk, "deed": "arrive"}

    desk.post(f"{address(session)}?q=補講", touch)
    desk.post(f"{address(session)}?q=補講", touch)

    task = Task.objects.get(kind=AGAIN)
    assert "「先週の研修」で未修了の方が、条件を満たしました" in task.title
    ledger = reverse("admin:trainings_completion_change", args=[before.pk])
    decide = reverse("admin:course_completion", args=[missed.course_id])
    assert ledger in said(desk.get(reverse("admin:notices_task_changelist")))
    assert f'href="{decide}"' in said(desk.get(ledger))
    desk.post(f"{address(session)}?q=補講", {"application": missed.pk, "deed": "undo"})
    assert not Task.objects.filter(kind=AGAIN, done_at=None).exists(), "made up no more"
    desk.post(f"{address(session)}?q=補講", touch)
    assert Task.objects.filter(kind=AGAIN, done_at=None).exists()
    desk.post(decide, {"step": "decide"})
    assert not Task.objects.filter(kind=AGAIN, done_at=None).exists()
    before.refresh_from_db()
    assert before.is_completed


@pytest.mark.parametrize(
    ("values", "minutes"),
    [({"override": True, "reason": "途中で退室した"}, 0), ({}, 20)],
    ids=["decided by hand", "still not enough"],
)
def test_no_new_decision_is_asked_for_without_need(desk, session, at, values, minutes):
    person = ApplicationFactory(course=session.course)
    decided(person, **values)
    at(DAYS_AFTER)

    sheet = reverse("admin:reception_keyed", args=[session.pk])
    desk.post(sheet, {"came": [person.pk], f"late_{person.pk}": str(minutes)})

    assert Attendance.objects.get().late_minutes == minutes
    assert not Task.objects.filter(kind=AGAIN).exists()


def test_why_somebody_does_not_come_is_read_at_the_desk_until_they_come(helper, session, at):
    person = ApplicationFactory(course=session.course, answers={"care": "車いす"})
    at(STARTS)
    helper.post(address(session), {"application": person.pk, "deed": "absent"})
    assert "配慮：車いす" in said(helper.get(address(session)))

    helper.post(
        address(session), {"application": person.pk, "deed": "absence_note", "note": " 発熱 "}
    )
    helper.post(address(session), {"application": person.pk, "deed": "absent"})

    assert Attendance.objects.get().note == "発熱", "a second touch takes no reason away"
    assert "<br>発熱" in said(helper.get(address(session)))
    helper.post(address(session), {"application": person.pk, "deed": "arrive"})
    assert (Attendance.objects.get().kind, Attendance.objects.get().note) == ("trainee", "")
