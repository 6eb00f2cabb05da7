"""Seeds courses, applications, teams, attendances, completions, surveys, headcounts and fees."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import F

from foundation.clock import on_day
from foundation.organizations.models import Municipality
from foundation.people.models import Person
from foundation.programs.models import Program
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.factories.reports import apply, attend, complete, course, people
from trainings.enums import AgeBand, AttendanceKind
from trainings.enums import ApplicationState as S
from trainings.models import (
    ApplicantAttribute,
    Application,
    Attendance,
    Engagement,
    HeadcountLine,
    HeadcountReport,
    Honorarium,
    HonorariumPayment,
    Instructor,
    Survey,
    SurveyInvitation,
    SurveySheet,
    Team,
    TeamMember,
)
from trainings.models.headcount import HeadcountAge

COURSES = 24
EVENING = timedelta(hours=7)
PEOPLE = 210  # applications a course: 5,040 records
STATES = (S.ACCEPTED,) * 8 + (S.WAITING, S.CANCELLED, S.LAPSED, S.DECLINED)
ADDRESSES = (
    "",
    "第1村1-2",
    "第11村3",
    "青山郡第2村4",
    "ほかの県第2市5",
    "中央6-7",
    "第1市街8",
)
CATEGORIES = ("government", "welfare_council", "consultation")


def make_crowd(chance: Random, number: int = 900) -> list[Person]:
    """People of whom some are records of the same person, merged later."""
    crowd = people(number)
    facts = Random(number)
    for one in crowd:
        one.sex = facts.choice(["", "male", "female", "other", "unanswered"])
        one.address = facts.choice(ADDRESSES)
        one.birth_date = facts.choice([None, date(1996, 2, 29), date(2005, 4, 1)]) or (
            date(1930, 1, 1) + timedelta(days=facts.randrange(27_000))
        )
    Person.objects.bulk_update(crowd, ["sex", "address", "birth_date"])
    for doubled in chance.sample(crowd[30:], 25):
        doubled.merged_into = chance.choice(crowd[:30])
        doubled.save(update_fields=["merged_into"])
    return crowd


def seed_courses(programs: list[Program], crowd: list[Person], chance: Random) -> None:
    """Courses around the ends of fiscal years; the sixth of them is cancelled."""
    towns = [MunicipalityFactory(code=f"97{n:04d}", name=f"第{n}村") for n in range(12)]
    for n in range(COURSES):
        day = date(2024, 3, 29) + timedelta(days=41 * n + chance.randrange(4))
        values: dict[str, Any] = {"capacity": None if n % 5 == 4 else 180}
        if n % 6 == 5:
            values |= {"state": "cancelled", "state_reason": "台風"}
        made = course(chance.choice(programs), day, days=1 + n % 3, **values)
        if n % 7 == 3:
            made.sessions.filter(n=1).update(state="cancelled", state_reason="会場の都合")
        if n % 4 == 2:
            _move_to_the_evening(made)
        accepted = _seed_people(made, chance.sample(crowd, PEOPLE), chance, n)
        if n % 4 == 1:
            _seed_teams(made, accepted, towns, chance)
        if n % 3 == 0:
            _seed_survey(made, accepted, chance)
        if n % 4 == 2:
            _seed_headcount(made, chance)
        _seed_fees(made, chance, n)


def _move_to_the_evening(made: Any) -> None:
    made.sessions.update(starts_at=F("starts_at") + EVENING, ends_at=F("ends_at") + EVENING)
    made.starts_at, made.ends_at = made.starts_at + EVENING, made.ends_at + EVENING
    made.save(update_fields=["starts_at", "ends_at"])


def _seed_people(made: Any, who: list[Person], chance: Random, n: int) -> list[Any]:
    by_state: dict[str, list[Person]] = {}
    for person in who:
        by_state.setdefault(chance.choice(STATES), []).append(person)
    accepted: list[Any] = []
    for state, some in by_state.items():
        shift = timedelta(hours=chance.choice([-30, -1, 0, 5]))
        changed = {"state_changed_at": made.starts_at + shift} if state == S.CANCELLED else {}
        rows = apply(made, some, state, channel=chance.choice(["web", "fax", "phone"]), **changed)
        if state == S.ACCEPTED:
            accepted = rows
    typed = Random(n)
    for row in accepted:
        row.place_kind = typed.choice(["", "address", "affiliation"])
        row.place = typed.choice(ADDRESSES)
        row.birth_date = typed.choice([None, None, date(2004, 2, 29), date(1946, 4, 1)])
        if typed.random() < 0.5:
            ApplicantAttribute.objects.create(
                application=row, age_band=typed.choice(["", *AgeBand.values])
            )
    Application.objects.bulk_update(accepted, ["place_kind", "place", "birth_date"])
    for session in made.sessions.all():
        attend([row for row in accepted if chance.random() < 0.9], session)
        Attendance.objects.create(
            session=session, kind=AttendanceKind.OBSERVER, count=1 + chance.randrange(4)
        )
    annulled = list(Attendance.objects.filter(session__course=made).order_by("id")[: n % 4])
    for row in annulled:
        row.annulled_at, row.annulled_reason = NOW, "別の人でした"
        row.save()
    done = [row for row in accepted if chance.random() < 0.7]
    decided = on_day(made.ends_at) + timedelta(days=n % 9)
    complete(done[6:], made, decided_on=decided)
    complete(done[:3], made, decided_on=decided, voided_at=NOW, voided_reason="入力の誤り")
    nothing = {"number_text": "", "number_value": None, "result": "not_completed"}
    complete(done[3:6], made, decided_on=decided, **nothing)
    return accepted


def _seed_teams(made: Any, accepted: list[Any], towns: list[Municipality], chance: Random) -> None:
    for n in range(8):
        members = accepted[n * 4 : n * 4 + 4]
        team = Team.objects.create(
            course=made,
            submission=members[0].submission,
            municipality=chance.choice(towns),
            name=f"チーム{n}",
        )
        rows = [
            TeamMember.objects.create(
                team=team,
                application=one,
                category=chance.choice(CATEGORIES),
                municipality=towns[-1] if n == 0 and place == 3 else None,
            )
            for place, one in enumerate(members)
        ]
        # Somebody left on a day around session 1; the successor sits on the same seat (F5).
        rows[0].left_on = on_day(made.starts_at) + timedelta(days=n % 3 - 1)
        rows[0].save()
        rows[1].replaces = rows[0]
        rows[1].save()


def _seed_survey(made: Any, accepted: list[Any], chance: Random) -> None:
    survey = Survey.objects.create(course=made, phase="post", state="closed")
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(survey=survey, application=one) for one in accepted
    )
    SurveySheet.objects.bulk_create(
        SurveySheet(survey=survey, channel=chance.choice(["web", "paper"]))
        for _ in range(chance.randrange(40))
    )


def _seed_headcount(made: Any, chance: Random) -> None:
    for session in made.sessions.all():
        report = HeadcountReport.objects.create(
            session=session,
            reporter_name="報告者",
            audience=chance.choice(["school", "company"]),
            reported_at=session.ends_at + timedelta(days=chance.randrange(20)),
            leftover=chance.choice([None, 0, 3]),
        )
        for band in chance.sample(HeadcountAge.values, 3):
            HeadcountLine.objects.create(report=report, age_band=band, n=chance.randrange(9))


def _seed_fees(made: Any, chance: Random, n: int) -> None:
    lecturer = Instructor.objects.create(name=f"講師{n}")
    for session in made.sessions.all():
        base, travel = 1_000 * chance.randrange(5, 30), 10 * chance.randrange(200)
        engagement = Engagement.objects.create(session=session, instructor=lecturer, minutes=60)
        payment = None
        if chance.random() < 0.9:
            off = {"cancelled_at": NOW, "cancelled_reason": "口座の誤り"}
            payment = HonorariumPayment.objects.create(
                instructor=lecturer, payee="resident", payee_name=lecturer.name,
                paid_on=on_day(session.ends_at) + timedelta(days=chance.randrange(60)),
                gross=base + travel, tax=100, net=base + travel - 100, rate_version="2026",
                **(off if chance.random() < 0.1 else {}),
            )  # fmt: skip
        Honorarium.objects.create(
            engagement=engagement, minutes=60, standard=base, base=base, travel=travel,
            payment=payment,
        )  # fmt: skip
