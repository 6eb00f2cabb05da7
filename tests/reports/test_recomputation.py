"""Figures recomputed in plain Python over seeded records, cell by cell."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from foundation.clock import on_day
from reports.asking import Ask, end_of
from reports.figures import seats, trainings
from reports.queries.counting import count
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import apply, attend, complete, course, people
from trainings.enums import ApplicationState as S
from trainings.models import Application, Attendance, Completion, Course

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COURSES = 24
PEOPLE = 210  # applications a course: 5,040 records


@pytest.fixture
def seeded(aoba):
    chance = random.Random(20261001)
    programs = [ProgramFactory(name=f"事業{n}") for n in range(3)]
    crowd = people(900)
    for n in range(COURSES):
        day = date(2024, 3, 29) + timedelta(days=41 * n + chance.randrange(4))
        made = course(chance.choice(programs), day, days=1 + n % 2, capacity=180)
        who = chance.sample(crowd, PEOPLE)
        states = [S.ACCEPTED] * 8 + [S.WAITING, S.CANCELLED, S.LAPSED, S.DECLINED]
        by_state: dict[str, list] = {}
        for person in who:
            by_state.setdefault(chance.choice(states), []).append(person)
        for state, some in by_state.items():
            shift = timedelta(hours=chance.choice([-30, -1, 0, 5]))
            changed = {"state_changed_at": made.starts_at + shift}
            rows = apply(made, some, state, **(changed if state == S.CANCELLED else {}))
            if state != S.ACCEPTED:
                continue
            for session in made.sessions.all():
                attend([row for row in rows if chance.random() < 0.9], session)
            done = [row for row in rows if chance.random() < 0.7]
            complete(done, made, decided_on=on_day(made.ends_at) + timedelta(days=n % 9))
    return programs


def expected(code: str, as_of: date) -> Counter:
    """Compute a figure by programme and fiscal year without the database."""
    end = end_of(as_of)
    courses = {row.pk: row for row in Course.objects.all()}
    applications = list(Application.objects.all())
    started = {pk for pk, row in courses.items() if row.starts_at < end}
    over = {pk for pk, row in courses.items() if row.ends_at < end}

    def key(course_id: int) -> tuple[int, int]:
        return courses[course_id].program_id, courses[course_id].fiscal_year

    def seated(row: Application) -> bool:
        late = row.state == S.CANCELLED and row.state_changed_at >= courses[row.course_id].starts_at
        return row.course_id in started and (row.state == S.ACCEPTED or late)

    if code == "courses_held":
        return Counter(key(pk) for pk in over)
    if code == "audience":
        return Counter(key(row.course_id) for row in applications if seated(row))
    if code == "people_trained":
        found = {
            (row.program_id, row.fiscal_year, row.person_id)
            for row in Completion.objects.all()
            if row.decided_on <= as_of
        }
        return Counter((program, year) for program, year, _ in found)
    if code == "attendances":
        return Counter(
            key(row.session.course_id)
            for row in Attendance.objects.select_related("session")
            if row.session.starts_at < end
        )
    came = set(Attendance.objects.values_list("application_id", flat=True))
    return Counter(
        key(row.course_id)
        for row in applications
        if seated(row) and row.course_id in over and row.pk not in came
    )


@pytest.mark.parametrize("as_of", [date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31)])
def test_figures_agree_with_plain_python(seeded, as_of):
    ask = Ask(2023, 2026, as_of)
    for figure in (
        trainings.COURSES_HELD,
        trainings.AUDIENCE,
        trainings.PEOPLE_TRAINED,
        trainings.ATTENDANCES,
        seats.NO_SHOWS,
    ):
        wanted = expected(figure.code, as_of)
        counted = count(figure, ask)
        for program in seeded:
            for year in ask.years:
                assert counted.value(program.pk, year) == wanted[program.pk, year], (
                    figure.code,
                    year,
                )
