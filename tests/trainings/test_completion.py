"""Attendance, the completion rule and the numbers (rules E1, F1–F4; T13, T15, T18)."""

from datetime import timedelta

import pytest

from foundation.notices.models import Task
from foundation.refusals import Refused
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CourseFactory,
)
from trainings.actions.attendance import (
    SheetLine,
    add_observer,
    annul_attendance,
    check_in,
    correct_attendance,
    key_sheet,
    note_absence,
    record_leaving,
    walk_in,
)
from trainings.actions.completions import Override, decide_completions, void_completion
from trainings.facts import Applicant
from trainings.models import Application, Attendance, Completion, ReceptionTap
from trainings.queries.completion import proposals
from trainings.rules.completion import Came, judge, minutes_early, minutes_late
from trainings.signals import completion_confirmed
from trainings.specs import CompletionRule

AFTER = STARTS + timedelta(days=30)


@pytest.mark.parametrize(
    ("rule", "days", "came", "completed", "words"),
    [
        (CompletionRule(), [1], [Came(1)], True, "出席しました。"),
        (CompletionRule(), [1, 2, 3], [Came(1), Came(2), Came(3)], True, "全3回に出席しました。"),
        (CompletionRule(), [1, 2], [Came(1)], False, "第2回に出席していません。"),
        (CompletionRule(late_limit=15), [1], [Came(1, late_minutes=14)], True, "出席しました。"),
        (
            CompletionRule(late_limit=15),
            [1],
            [Came(1, late_minutes=15)],
            False,
            "第1回は15分の遅刻でした（15分以上は不可）。",
        ),
        (CompletionRule(late_limit=None), [1], [Came(1, late_minutes=90)], True, "出席しました。"),
        (
            CompletionRule(early_leave_limit=15),
            [1],
            [Came(1, early_minutes=20)],
            False,
            "第1回は20分の早退でした（15分以上は不可）。",
        ),
        (
            CompletionRule(sessions_needed=2),
            [1, 2, 3],
            [Came(1), Came(3)],
            True,
            "3回のうち2回に出席しました。",
        ),
        (
            CompletionRule(sessions_needed=2),
            [1, 2],
            [Came(1)],
            False,
            "2回以上の出席が必要です。第2回に出席していません。",
        ),
        # F2: the same day made up in another course counts instead of the late one
        (CompletionRule(), [1], [Came(1, late_minutes=40), Came(1)], True, "出席しました。"),
        (CompletionRule(), [1], [Came(2)], False, "第1回に出席していません。"),
        (CompletionRule(), [1], [], False, "第1回に出席していません。"),
    ],
)
def test_rule_f1_verdicts(rule, days, came, completed, words):
    verdict = judge(rule, days, came)

    assert (verdict.completed, verdict.reason) == (completed, words)


def test_nobody_missed_a_day_that_is_still_to_come():
    verdict = judge(CompletionRule(), [1, 2, 3], [Came(3)], ahead={2, 3})

    assert not verdict.completed
    assert verdict.reason == "第1回に出席していません。第2回はこれからです。"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(-600, 0), (0, 0), (59, 0), (60, 1), (899, 14), (900, 15)]
)
def test_rule_f1_lateness_is_floored_to_minutes(seconds, minutes):
    assert minutes_late(STARTS + timedelta(seconds=seconds), STARTS) == minutes
    assert minutes_late(None, STARTS) == 0
    assert minutes_early(None, STARTS) == 0


# ── the day ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_two_devices_make_one_attendance_and_keep_both_touches(aoba, clerk):
    application = ApplicationFactory()
    session = application.course.sessions.get()
    late = STARTS + timedelta(minutes=20)

    first = check_in(session, application, device="A", actor=clerk, now=STARTS)
    second = check_in(session, application, device="B", actor=clerk, now=late)

    assert first == second
    assert second.late_minutes == 0
    assert list(ReceptionTap.objects.values_list("device", flat=True)) == ["A", "B"]


@pytest.mark.django_db
def test_a_told_absence_becomes_attendance_when_the_person_comes(aoba, clerk):
    application = ApplicationFactory()
    session = application.course.sessions.get()
    note_absence(session, application, note="発熱", actor=clerk, now=STARTS)

    came = check_in(session, application, actor=clerk, now=STARTS + timedelta(minutes=5))

    assert (came.kind, came.late_minutes) == ("trainee", 5)
    assert Attendance.objects.count() == 1
    with pytest.raises(Refused, match="来場の記録"):
        note_absence(session, application, actor=clerk, now=STARTS)


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["waiting", "cancelled", "received"])
def test_only_people_with_a_seat_are_received(aoba, clerk, trait):
    application = ApplicationFactory(**{trait: True})

    with pytest.raises(Refused, match="参加が決まっていません"):
        check_in(application.course.sessions.get(), application, actor=clerk, now=STARTS)


@pytest.mark.django_db
def test_rule_f2_a_day_may_be_made_up_in_another_course_of_the_programme(aoba, clerk):
    application = ApplicationFactory()
    other = CourseFactory(program=application.course.program).sessions.get()
    foreign = CourseFactory().sessions.get()

    check_in(other, application, actor=clerk, now=STARTS)

    with pytest.raises(Refused, match="別の事業"):
        check_in(foreign, application, actor=clerk, now=STARTS)
    assert proposals(application.course)[0].verdict.completed


@pytest.mark.django_db
def test_rule_f3_observers_take_no_seat(aoba, clerk):
    course = CourseFactory(capacity=0)
    session = course.sessions.get()

    add_observer(session, name="見学 太郎", actor=clerk, now=STARTS)
    add_observer(session, count=4, actor=clerk, now=STARTS)

    assert sum(Attendance.objects.values_list("count", flat=True)) == 5
    assert Application.objects.count() == 0
    assert Attendance.objects.trainees().count() == 0


@pytest.mark.django_db
def test_rule_f4_a_walk_in_is_received_at_once(aoba, clerk):
    session = CourseFactory().sessions.get()

    attendance = walk_in(session, Applicant("飛入 花子"), actor=clerk, now=STARTS)

    assert attendance.application.submission.channel == "walk_in"
    assert attendance.application.state == "accepted"


@pytest.mark.django_db
def test_t13_a_touch_taken_back_is_kept_with_its_reason(aoba, clerk):
    attendance = AttendanceFactory()

    with pytest.raises(Refused, match="理由"):
        annul_attendance(attendance, reason=" ", actor=clerk, now=STARTS)
    annul_attendance(attendance, reason="別の方でした", actor=clerk, now=STARTS)

    assert Attendance.objects.get().annulled_reason == "別の方でした"
    assert Attendance.objects.trainees().count() == 0
    again = check_in(attendance.session, attendance.application, actor=clerk, now=STARTS)
    assert again.pk != attendance.pk


@pytest.mark.django_db
def test_rule_f1_a_keyed_sheet_means_on_time_unless_typed(aoba, clerk):
    course = CourseFactory()
    people = ApplicationFactory.create_batch(3, course=course)
    session = course.sessions.get()
    lines = [
        SheetLine(people[0].pk, came=True),
        SheetLine(people[1].pk, came=True, late_minutes=20),
        SheetLine(people[2].pk, came=False),
    ]

    assert key_sheet(session, lines, actor=clerk, now=AFTER) == 2
    key_sheet(session, lines, actor=clerk, now=AFTER)

    kept = dict(Attendance.objects.values_list("application_id", "late_minutes"))
    assert kept == {people[0].pk: 0, people[1].pk: 20}


# ── the decision ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def course(aoba):
    """Three people, two of whom came; kana order is the reverse of the order of applying."""
    course = CourseFactory()
    for name, kana, came in (
        ("和田", "わだ", True),
        ("青木", "あおき", True),
        ("森", "もり", False),
    ):
        application = ApplicationFactory(course=course, name=name, kana=kana)
        if came:
            AttendanceFactory(application=application)
    return course


@pytest.mark.django_db
def test_rule_e1_numbers_in_kana_order_of_the_fiscal_year(course, clerk):
    decided = decide_completions(course, actor=clerk, now=AFTER)

    assert [(one.person.name, one.number_text) for one in decided] == [
        ("青木", "令和8年度 第001号"),
        ("森", ""),
        ("和田", "令和8年度 第002号"),
    ]
    assert {one.fiscal_year for one in decided} == {2026}
    assert decided[1].reason == "第1回に出席していません。"


@pytest.mark.django_db
def test_a_second_decision_changes_only_what_is_open(course, clerk):
    decide_completions(course, actor=clerk, now=AFTER)
    missing = Application.objects.get(name="森")
    AttendanceFactory(application=missing)

    again = decide_completions(course, actor=clerk, now=AFTER)

    assert [(one.person.name, one.number_value) for one in again] == [("森", 3)]
    assert Completion.objects.count() == 3


@pytest.mark.django_db
def test_an_override_needs_a_reason_and_is_marked(course, clerk):
    absent = Application.objects.get(name="森")

    with pytest.raises(Refused, match="理由"):
        decide_completions(
            course, overrides={absent.pk: Override(True, "")}, actor=clerk, now=AFTER
        )
    decide_completions(
        course, overrides={absent.pk: Override(True, "補講を受講")}, actor=clerk, now=AFTER
    )

    completion = Completion.objects.get(application=absent)
    assert (completion.result, completion.override, completion.reason) == (
        "completed",
        True,
        "補講を受講",
    )


@pytest.mark.django_db
def test_a_decision_against_the_rule_stands_until_it_is_decided_anew(course, clerk):
    """Deciding about somebody else later must not undo what was decided with a reason."""
    left = Application.objects.get(name="青木")
    why = {left.pk: Override(False, "途中で退席し、戻らなかった")}
    decide_completions(course, overrides=why, only=frozenset({left.pk}), actor=clerk, now=AFTER)

    written = decide_completions(course, actor=clerk, now=AFTER)

    assert left.pk not in {one.application_id for one in written}
    kept = Completion.objects.get(application=left)
    assert (kept.result, kept.number_text, kept.reason) == (
        "not_completed",
        "",
        "途中で退席し、戻らなかった",
    )

    again = {left.pk: Override(True, "")}  # as the rule says, so without a reason
    decide_completions(course, overrides=again, actor=clerk, now=AFTER)

    kept.refresh_from_db()
    assert (kept.result, kept.override) == ("completed", False)
    assert kept.number_text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "facts", "code"),
    [
        (STARTS, {}, "not_over"),
        (AFTER, {"cancelled": True}, "not_held"),
    ],
)
def test_when_completions_cannot_be_decided(aoba, clerk, now, facts, code):
    with pytest.raises(Refused) as caught:
        decide_completions(CourseFactory(**facts), actor=clerk, now=now)

    assert caught.value.code == code


@pytest.mark.django_db
def test_the_apps_above_are_told_of_each_person_who_completed(course, clerk):
    told = []

    def listen(sender, completion, **kwargs):
        told.append(completion.person.name)

    completion_confirmed.connect(listen)
    try:
        decide_completions(course, actor=clerk, now=AFTER)
    finally:
        completion_confirmed.disconnect(listen)

    assert told == ["青木", "和田"]


@pytest.mark.django_db
def test_t15_a_later_correction_makes_a_task_and_takes_nothing_back(course, clerk):
    decide_completions(course, actor=clerk, now=AFTER)
    attendance = Attendance.objects.get(application__name="青木")

    correct_attendance(attendance, late_minutes=30, left_at=None, actor=clerk, now=AFTER)

    assert Task.objects.get().kind == "trainings.completion_recheck"
    assert Completion.objects.get(application__name="青木").result == "completed"
    record_leaving(Attendance.objects.get(application__name="和田"), actor=clerk, now=AFTER)
    assert Task.objects.count() == 2


@pytest.mark.django_db
def test_rule_e1_a_voided_number_stays_used(course, clerk):
    first, *_ = decide_completions(course, actor=clerk, now=AFTER)

    void_completion(first, reason="別の方の出席だったため", actor=clerk, now=AFTER)
    other = CourseFactory(program=course.program, spec=course.spec)
    AttendanceFactory(application=ApplicationFactory(course=other))
    (later,) = decide_completions(other, actor=clerk, now=AFTER)

    assert Completion.objects.get(pk=first.pk).number_text == "令和8年度 第001号"
    assert later.number_value == 3


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_proposals_take_a_constant_number_of_queries(aoba, django_assert_num_queries, n):
    course = CourseFactory(sessions=2)
    for application in ApplicationFactory.create_batch(n, course=course):
        AttendanceFactory(application=application)

    with django_assert_num_queries(4):
        assert len(proposals(course)) == n
