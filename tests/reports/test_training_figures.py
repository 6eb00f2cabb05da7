"""What counts and what does not, figure by figure."""

from datetime import date, timedelta

import pytest

from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.figures import FIGURES
from reports.figures.trainings import (
    APPLICATIONS,
    ATTENDANCES,
    AUDIENCE,
    COURSES_HELD,
    OBSERVERS,
    PEOPLE_TRAINED,
    SESSIONS_HELD,
)
from reports.queries.counting import count, count_one
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import apply, attend, complete, course, held, moment, people
from trainings.enums import ApplicationState, AttendanceKind, CourseState, SessionState
from trainings.models import Attendance

pytestmark = pytest.mark.django_db
S = ApplicationState
TODAY = date(2027, 6, 1)


def value(figure, year: int, as_of: date = TODAY) -> int:
    return count_one(figure, Ask(year, year, as_of))


@pytest.mark.parametrize(
    ("last_day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2027, 3, 31), 2026),
    ],
)
def test_a_course_belongs_to_the_year_of_its_last_session(program, last_day, year):
    held(program, last_day, 2, days=2)

    assert [value(COURSES_HELD, year + n) for n in (-1, 0, 1)] == [0, 1, 0]
    assert [value(PEOPLE_TRAINED, year + n) for n in (-1, 0, 1)] == [0, 2, 0]
    assert [value(ATTENDANCES, year + n) for n in (-1, 0, 1)] == [0, 4, 0]


def test_a_course_is_held_when_its_last_session_has_ended(program):
    course(program, date(2026, 10, 10), days=2)

    assert [
        (value(COURSES_HELD, 2026, day), value(SESSIONS_HELD, 2026, day))
        for day in (date(2026, 10, 2), date(2026, 10, 3), date(2026, 10, 9), date(2026, 10, 10))
    ] == [(0, 0), (0, 1), (0, 1), (1, 2)]


def test_cancelled_courses_and_days_are_not_held(program):
    gone = course(program, date(2026, 6, 6), state=CourseState.CANCELLED, state_reason="台風")
    kept = course(program, date(2026, 7, 4), days=2)
    kept.sessions.filter(n=1).update(state=SessionState.CANCELLED, state_reason="台風")
    attend(apply(gone, people(1)), gone.sessions.get())

    assert value(COURSES_HELD, 2026) == 1
    assert value(SESSIONS_HELD, 2026) == 1
    assert value(ATTENDANCES, 2026) == 0


def test_a_person_who_completes_twice_in_a_year_is_trained_once(program):
    who = people(1)
    for day in (date(2026, 5, 9), date(2026, 9, 12), date(2027, 5, 8)):
        made = course(program, day)
        complete(apply(made, who), made)

    counted = count(PEOPLE_TRAINED, Ask(2026, 2027, date(2027, 6, 1)))

    assert [counted.value(program.pk, year) for year in (2026, 2027, None)] == [1, 1, 2]
    assert counted.persons(program.pk) == 1


def test_a_person_in_two_programmes_is_trained_in_each_and_one_person_altogether(program):
    who = people(1)
    for one in (program, ProgramFactory(name="つながり事業")):
        made = course(one, date(2026, 5, 9))
        complete(apply(made, who), made)

    counted = count(PEOPLE_TRAINED, Ask(2026, 2026, TODAY))

    assert counted.value(None, 2026) == 2
    assert counted.persons(None) == 1


def test_a_merged_record_counts_as_the_person_it_was_merged_into(program):
    kept, doubled = people(2)
    doubled.merged_into = kept
    doubled.save()
    made = course(program, date(2026, 5, 9))
    complete(apply(made, [kept, doubled]), made)

    assert value(PEOPLE_TRAINED, 2026) == 1


def test_voided_and_undecided_completions_are_not_trained(program):
    made = course(program, date(2026, 5, 9))
    first, second, third = apply(made, people(3))
    complete([first], made, voided_at=NOW, voided_reason="入力の誤り")
    complete([second], made, result="not_completed", number_text="", number_value=None)
    complete([third], made, decided_on=date(2026, 5, 20))

    assert value(PEOPLE_TRAINED, 2026, date(2026, 5, 19)) == 0
    assert value(PEOPLE_TRAINED, 2026, date(2026, 5, 20)) == 1


def test_the_first_completion_was_voided_and_the_second_counts(program):
    made = course(program, date(2026, 5, 9))
    again = course(program, date(2026, 8, 8))
    who = people(1)
    complete(apply(made, who), made, voided_at=NOW, voided_reason="入力の誤り")
    complete(apply(again, who), again)

    assert value(PEOPLE_TRAINED, 2026) == 1


def test_audience_is_who_had_a_seat_when_session_1_began(program):
    made = course(program, date(2026, 5, 9))
    start = made.starts_at
    apply(made, people(3))
    apply(made, people(2), S.CANCELLED, state_changed_at=start - timedelta(seconds=1))
    apply(made, people(1), S.CANCELLED, state_changed_at=start, state_reason="体調不良")
    apply(made, people(1), S.CANCELLED, state_changed_at=start, person=None)  # had waited
    for state in (S.WAITING, S.LAPSED, S.DECLINED_OFFER, S.RECEIVED, S.DECLINED):
        apply(made, people(1), state)

    assert value(AUDIENCE, 2026) == 4
    assert value(AUDIENCE, 2026, date(2026, 5, 8)) == 0
    assert value(APPLICATIONS, 2026) == 12


def test_observers_never_count_as_audience(program):
    made = held(program, date(2026, 5, 9), 2)
    session = made.sessions.get()
    Attendance.objects.create(session=session, kind=AttendanceKind.OBSERVER, count=5)
    Attendance.objects.create(
        session=session, kind=AttendanceKind.OBSERVER, observer_name="見学 する", count=1
    )
    absent = apply(made, people(1))[0]
    Attendance.objects.create(session=session, application=absent, kind=AttendanceKind.ABSENT)

    assert value(OBSERVERS, 2026) == 6
    assert value(ATTENDANCES, 2026) == 2


def test_an_annulled_attendance_is_not_counted(program):
    held(program, date(2026, 5, 9), 2)
    one = Attendance.objects.all()[0]
    one.annulled_at, one.annulled_reason = NOW, "別の人でした"
    one.save()

    assert value(ATTENDANCES, 2026) == 1


def test_applications_received_after_the_day_are_not_counted_yet(program):
    made = course(program, date(2026, 5, 9))
    apply(made, people(1), received_at=moment(date(2026, 4, 20), 23, 59))
    apply(made, people(1), received_at=moment(date(2026, 4, 21), 0, 0))

    assert value(APPLICATIONS, 2026, date(2026, 4, 20)) == 1
    assert value(APPLICATIONS, 2026, date(2026, 4, 21)) == 2


def test_the_other_town_is_not_counted(world, program):
    held(program, date(2026, 5, 9), 3)
    with within(world.wakaba):
        held(ProgramFactory(), date(2026, 5, 9), 5)

    assert value(PEOPLE_TRAINED, 2026) == 3
    with within(world.wakaba):
        assert value(PEOPLE_TRAINED, 2026) == 5


@pytest.mark.parametrize("code", sorted(FIGURES))
def test_nothing_recorded_is_zero(aoba, code):
    assert value(FIGURES[code], 2026) == 0
