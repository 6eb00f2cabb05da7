"""The sources' tables once more, every person applying, coming and completing by real actions."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from foundation.organizations.tenancy import within
from foundation.programs.models import ProgramKind
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.reports import course
from tests.factories.trainings import ProgramSpecFactory
from trainings.actions.applications import submit_application
from trainings.actions.attendance import SheetLine, add_observer, key_sheet
from trainings.actions.completions import decide_completions
from trainings.actions.teams import NewMember, NewTeam, submit_team
from trainings.enums import Channel, RepeatTakers
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Team

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READER = Reader(today=date(2026, 10, 1), unmasked=None)
FIVE_YEARS = {
    2020: (7, 8, 13, 23, 0),
    2021: (13, 14, 36, 26, 5),
    2022: (20, 19, 39, 31, 9),
    2023: (18, 23, 55, 39, 14),
    2024: (17, 24, 63, 41, 25),
}
"""Municipalities, teams, 行政, 社協, 相談機関 of 令和2 to 6."""
CATEGORIES = ("government", "welfare_council", "consultation")


def apply_all(made: Any, applicants: list[Applicant], actor: Any) -> None:
    received = made.opens_at + timedelta(hours=2)
    for n, who in enumerate(applicants):
        act = ApplyingAct(
            channel=Channel.PHONE, received_at=received, contact_name=who.name,
            contact_phone="0312345678", token=f"{made.pk}-{n}",
        )  # fmt: skip
        submit_application(made, [who], act, actor=actor, now=received)


def named(number: int, first: int = 0) -> list[Applicant]:
    return [
        Applicant(name=f"受講 花子{n}", kana=f"じゅこう はなこ{n}", phone=f"0901234{n:04}")
        for n in range(first, first + number)
    ]


def hold(made: Any, actor: Any) -> None:
    seated = list(Application.objects.filter(course=made, state="accepted"))
    for session in made.sessions.order_by("n"):
        lines = [SheetLine(row.pk, came=True) for row in seated]
        key_sheet(session, lines, actor=actor, now=session.ends_at + timedelta(hours=1))
    decide_completions(made, actor=actor, now=made.ends_at + timedelta(days=2))


def line(result: Any, label: str) -> dict[str, Any]:
    block = result.blocks[0]
    found = next(one for one in block.lines if one.label == label)
    pairs = zip(block.headings, found.cells, strict=True)
    return {heading.label: cell.value for heading, cell in pairs}


def test_two_courses_63_people_and_four_courses_118(world, program, clerk):
    days = {
        date(2022, 7, 9): 30, date(2022, 11, 12): 33, date(2023, 6, 3): 29,
        date(2023, 8, 26): 30, date(2023, 11, 11): 31, date(2024, 3, 31): 28,
    }  # fmt: skip
    first = 0
    for day, number in days.items():
        made = course(program, day, capacity=40)
        apply_all(made, named(number, first), clerk)
        hold(made, clerk)
        first += number
    with within(world.wakaba):  # people of the same names in the other town
        other = course(ProgramFactory(), date(2023, 6, 3), capacity=40)
        apply_all(other, named(12), clerk)
        hold(other, clerk)

    result = TABLES["held"].build(Ask(2022, 2023, date(2024, 6, 1)), READER)

    found = [line(result, label) for label in ("令和4年度", "令和5年度", "累計")]
    assert [(one["実施回数"], one["1回あたり"]) for one in found] == [
        (2, Decimal("31.5")),
        (4, Decimal("29.5")),
        (6, Decimal("30.2")),
    ]
    assert [one["養成人数"] for one in found] == [63, 118, 181]


def teams_of(year: int, places: list[Any]) -> Iterator[tuple[Any, list[NewMember]]]:
    """Yield the municipality and the members of each team; the leader comes from 行政.

    In 令和4年度 20 municipalities came in 19 teams: two of them made one together.
    """
    towns, teams, *numbers = FIVE_YEARS[year]
    crews: list[list[str]] = [[] for _ in range(teams)]
    # Where the source has fewer 行政 than teams, the first of another affiliation leads nothing.
    order = [category for category, n in zip(CATEGORIES, numbers, strict=True) for _ in range(n)]
    for n, category in enumerate(order):
        crews[n % teams].append(category)
    serial = 0
    for place, crew in enumerate(crews):
        guest = places[teams] if towns > teams and place == 0 else None
        members: list[NewMember] = []
        for category in crew:
            serial += 1
            leads = category == "government" and not any(one.is_leader for one in members)
            members.append(
                NewMember(
                    f"構成員 {year}-{serial}", category, leads, affiliation="福祉課",
                    municipality=None if leads else guest,
                )
            )  # fmt: skip
        yield places[place % towns], members


@pytest.fixture
def team_program(aoba) -> Any:
    program = ProgramFactory(kind=ProgramKind.TEAM, name="チーム型研修")
    ProgramSpecFactory(program=program, repeat_takers=RepeatTakers.ALLOWED)
    return program


@pytest.fixture
def towns() -> list[Any]:
    return [MunicipalityFactory(code=f"96{n:04d}", name=f"第{n}市") for n in range(20)]


def test_five_years_of_the_team_training(team_program, towns, clerk):
    for year in FIVE_YEARS:
        made = course(
            team_program, date(year, 11, 14), days=2, capacity=None, channels=[Channel.TEAM]
        )
        for n, (town, members) in enumerate(teams_of(year, towns)):
            act = ApplyingAct(
                channel=Channel.TEAM, contact_name="連絡 係", contact_phone="0312345678",
                token=f"{made.pk}-{n}",
            )  # fmt: skip
            team = NewTeam(town, f"チーム{n}", members)
            submit_team(made, team, act, actor=clerk, now=made.opens_at + timedelta(hours=1 + n))

    result = TABLES["teams"].build(Ask(2020, 2024, date(2025, 6, 1)), READER)

    assert Team.objects.count() == 88
    found = [[cell.value for cell in one.cells] for one in result.blocks[0].lines[:5]]
    assert found == [[*figures, sum(figures[2:])] for figures in FIVE_YEARS.values()]
    assert line(result, "累計")["受講者数"] == 419


OBSERVERS = (5, 4, 7, 9)
CAME, REGISTERED = 118, 129


def test_four_days_with_118_of_129_people_and_their_observers(team_program, towns, clerk):
    made = course(team_program, date(2024, 11, 8), days=4, capacity=None, channels=[Channel.TEAM])
    for n, (town, members) in enumerate(teams_of(2024, towns)):
        act = ApplyingAct(
            channel=Channel.TEAM, contact_name="連絡 係", contact_phone="0312345678", token=f"{n}",
        )  # fmt: skip
        received = made.opens_at + timedelta(hours=1 + n)
        submit_team(made, NewTeam(town, f"{n}", members), act, actor=clerk, now=received)
    seated = list(Application.objects.filter(course=made, state="accepted"))
    for number, session in zip(OBSERVERS, made.sessions.order_by("n"), strict=True):
        after = session.ends_at + timedelta(hours=1)
        # Not always the same stay away, so that the number of a day is not one of people.
        away = {row.pk for row in seated[session.n :: 11][: REGISTERED - CAME]}
        lines = [SheetLine(row.pk, came=row.pk not in away) for row in seated]
        key_sheet(session, lines, actor=clerk, now=after)
        add_observer(session, count=number, actor=clerk, now=after)

    block = TABLES["sessions"].build(Ask(2024, 2024, date(2025, 6, 1)), READER).blocks[0]
    year = line(TABLES["year"].build(Ask(2024, 2024, date(2025, 6, 1)), READER), "令和6年度")

    days = [[cell.value for cell in one.cells][7:] for one in block.lines[:4]]
    assert days == [[REGISTERED, CAME, number] for number in OBSERVERS]
    found = [year[label] for label in ("受講者数", "延べ受講者数", "聴講者数")]
    assert found == [REGISTERED, 4 * CAME, sum(OBSERVERS)]


def test_thirty_of_fifty_professionals_families_and_persons(program, clerk):
    made = course(program, date(2023, 10, 7), capacity=50)
    shares = (("professional", 12), ("family", 12), ("concerned", 6))
    people = iter(named(30))
    for category, number in shares:
        group = [next(people) for _ in range(number)]
        applicants = [
            Applicant(name=one.name, kana=one.kana, phone=one.phone, category=category)
            for one in group
        ]
        received = made.opens_at + timedelta(hours=2)
        act = ApplyingAct(
            channel=Channel.PHONE, received_at=received, contact_name=group[0].name,
            contact_phone="0312345678", token=category,
        )  # fmt: skip
        submit_application(made, applicants, act, actor=clerk, now=received)
    hold(made, clerk)
    ask = Ask(2023, 2023, date(2024, 6, 1))

    blocks = [TABLES[code].build(ask, READER).blocks[0] for code in ("composition", "participants")]
    seats = line(TABLES["capacity"].build(ask, READER), "令和5年度")

    for block in blocks:  # who applied and who came are the same people here
        shown = {one.label: tuple(cell.value for cell in one.cells) for one in block.lines}
        assert [shown[label] for label in ("専門職", "家族", "当事者", "計（n）")] == [
            (12, Decimal("0.400")),
            (12, Decimal("0.400")),
            (6, Decimal("0.200")),
            (30, Decimal("1.000")),
        ]
    assert (seats["定員"], seats["受講者数"], seats["定員の充足率"]) == (50, 30, Decimal("0.600"))
