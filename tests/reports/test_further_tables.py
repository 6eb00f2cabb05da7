"""Tenure, first visits, participation, surveys, fees, basic figures: what their cells hold."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from foundation.clock import JST
from foundation.organizations.models import MunicipalityProfile
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.definitions import TABLES
from reports.masking import MASK
from reports.queries.behind import behind
from reports.reader import Reader
from supporters.models import FollowUp, Supporter
from tests.factories import dispatch as dispatching
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.reports import apply, course, held, people, team_of
from tests.factories.supporters import registration, term
from trainings.models import (
    Application,
    Engagement,
    Honorarium,
    HonorariumPayment,
    Instructor,
    MunicipalityStage,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveySheet,
    Team,
    TeamMember,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
READER = Reader(today=TODAY)


def lines(code: str, first: int, last: int, as_of: date = TODAY, block: int = 0) -> dict[str, Any]:
    result = TABLES[code].build(Ask(first, last, as_of), READER)
    return {line.label: [cell.value for cell in line.cells] for line in result.blocks[block].lines}


def register(program, day: date, **values: Any):
    row = registration(program, registered_on=day, state_since=day, **values)
    term(row, day)
    moment = datetime.combine(day, datetime.min.time(), JST)
    row.moves.create(to_state="active", moved_on=day, moved_at=moment)
    return row


def make_supporter(program) -> Supporter:
    row = register(program, date(2026, 4, 1))
    return Supporter.objects.create(program=program, person=row.person, registration=row)


def test_tenure_counts_completed_months_and_a_leap_day(program):
    register(program, date(2024, 2, 29))
    register(program, date(2024, 3, 31))

    # 29 February to 31 March next year: thirteen months; 31 March to 31 March: twelve.
    assert lines("standing", 2024, 2024, date(2025, 3, 31))["令和6年度"][:2] == [
        2, Decimal("12.5"),
    ]  # fmt: skip
    assert lines("standing", 2024, 2024, date(2025, 2, 28))["令和6年度（2月28日まで）"][1] == (
        Decimal("10.5")
    )


def test_bands_of_the_last_visit_and_follow_ups(world, program):
    user = world.member(Role.COORDINATOR).user
    active = make_supporter(program)
    idle = make_supporter(program)
    request = dispatching.place_request(program, user)
    assigned = dispatching.assignment(request, active)
    dispatching.visit(assigned, datetime(2026, 6, 30, 23, 30, tzinfo=JST), state="done")
    FollowUp.objects.create(supporter=idle, kind="training", due_on=date(2026, 9, 30))
    FollowUp.objects.create(
        supporter=active, kind="training", due_on=date(2026, 9, 1), done_on=date(2026, 9, 20)
    )

    found = lines("standing", 2026, 2026)["令和8年度（10月1日まで）"]

    assert found[2:] == [0, 1, 0, 0, 1, 2, 1, 1]
    assert lines("standing", 2026, 2026, date(2026, 9, 29))["令和8年度（9月29日まで）"][2:7] == [
        1, 0, 0, 0, 1,
    ]  # fmt: skip


def test_days_to_the_first_visit_are_days_in_japan(world, program):
    user = world.member(Role.COORDINATOR).user
    one = make_supporter(program)
    received = datetime(2026, 3, 25, 23, 50, tzinfo=JST)
    request = dispatching.place_request(program, user, received_at=received)
    assigned = dispatching.assignment(request, one)
    dispatching.visit(assigned, datetime(2026, 4, 1, 0, 10, tzinfo=JST), state="done")
    dispatching.visit(assigned, datetime(2026, 4, 8, 10, 0, tzinfo=JST), state="done")
    dispatching.visit(assigned, datetime(2026, 3, 30, 10, 0, tzinfo=JST), state="cancelled")

    found = lines("timeliness", 2025, 2026)

    assert found["令和7年度"][:2] == [0, None]
    assert found["令和8年度（10月1日まで）"][:2] == [1, Decimal("7.0")]
    kinds = TABLES["dispatch_kinds"].build(Ask(2026, 2026, TODAY), READER)
    visits = {line.label: line.cells[0].value for line in kinds.blocks[1].lines}
    assert visits["居場所などの手伝い"] == 2


def test_municipalities_that_drop_out_are_named(program):
    a, b, c = (MunicipalityFactory(code=f"9710{n}0", name=f"{n}村") for n in range(3))
    for year, towns in ((2023, (a, b)), (2024, (a,)), (2025, (a, c))):
        made = course(program, date(year, 6, 3))
        for town in towns:
            team_of(made, town, people(1)[0])

    found = lines("participation", 2023, 2026)

    assert found == {
        "0村": [1, 1, 1, None, "継続"],
        "1村": [1, None, None, None, "途切れ"],
        "2村": [None, None, 1, None, "初参加"],
        "参加した市町村の数": [2, 1, 2, 0, ""],
        "途切れた市町村の数": ["", "", "", "", 1],
    }


def test_a_team_of_two_municipalities_counts_in_the_line_of_each(program):
    home, guest = (MunicipalityFactory(code=f"9712{n}0", name=f"{n}町") for n in range(2))
    made = course(program, date(2026, 6, 3))
    team_of(made, home, people(1)[0])
    team = Team.objects.get()
    for state in ("accepted", "cancelled"):  # the second one never came
        application = apply(made, people(1), state, state_changed_at=made.opens_at)[0]
        TeamMember.objects.create(
            team=team, application=application, category="welfare_council", municipality=guest
        )

    found = lines("participation", 2026, 2026)
    teams = lines("teams", 2026, 2026)

    assert (found["0町"], found["1町"]) == ([1, "初参加"], [1, "初参加"])
    assert found["参加した市町村の数"][0] == 2
    assert teams["令和8年度（10月1日まで）"][:2] == [2, 1]


def test_who_dropped_out_is_listed_with_the_newest_team(world, program):
    a, b, c, d = (MunicipalityFactory(code=f"9711{n}0", name=f"{n}村") for n in range(4))
    for year, towns in ((2023, (a, b, c)), (2024, (b, b)), (2025, (a, d))):
        for town in towns:
            team_of(course(program, date(year, 6, 3)), town, people(1)[0])
    other = ProgramFactory(name="別の事業")
    team_of(course(other, date(2023, 6, 3)), a, people(1)[0])
    with within(world.wakaba):
        team_of(course(ProgramFactory(), date(2023, 6, 3)), b, people(1)[0])
    ask = Ask(2023, 2026, TODAY)
    block = TABLES["participation"].build(ask, READER).blocks[0]
    cell = next(one for one in block.lines if one.label == "途切れた市町村の数").cells[-1]

    found = behind(cell.drill, ask.only(program=cell.drill.program))

    listed = [[column.value(row) for column in found.figure.listed][:2] for row in found.rows]
    assert listed == [["1村", "令和6年度"], ["2村", "令和5年度"]]
    assert cell.value == found.value == 2


def test_eleven_municipalities_run_the_system_and_one_prepares_it(program):
    towns = [MunicipalityFactory(code=f"9720{n:02d}", name=f"{n}市") for n in range(13)]
    made = course(program, date(2024, 6, 3))
    for n, town in enumerate(towns):
        team_of(made, town, people(1)[0])
        if n == 12:
            Application.objects.filter(team_member__team__municipality=town).update(
                state="cancelled", state_changed_at=made.opens_at
            )
        else:
            stage = "running" if n < 11 else "preparing"
            MunicipalityStage.objects.create(municipality=town, fiscal_year=2024, stage=stage)
    MunicipalityStage.objects.create(municipality=towns[11], fiscal_year=2023, stage="considering")
    never = MunicipalityFactory(code="972099", name="来ない町")
    MunicipalityStage.objects.create(municipality=never, fiscal_year=2024, stage="considering")
    MunicipalityStage.objects.create(municipality=towns[0], fiscal_year=2025, stage="not_started")

    found = lines("participation", 2024, 2024)

    assert "12市" not in found, "a team that withdrew before session 1 took no part"
    assert found["11市"] == [1, "初参加", "移行準備"]
    assert found["来ない町"] == [None, "参加なし", "検討"]
    assert found["参加した市町村の数"] == [12, "", ""]
    assert [(label, row[-1]) for label, row in found.items() if label.startswith("「")] == [
        ("「実施」の市町村の数", 11), ("「移行準備」の市町村の数", 1), ("「検討」の市町村の数", 1),
    ]  # fmt: skip


def test_surveys_with_rates_and_means_and_few_answers_hidden(program):
    made = held(program, date(2026, 6, 6), 8)
    survey = Survey.objects.create(course=made, phase="post", state="closed")
    often = SurveyQuestion.objects.create(survey=survey, kind="scale", text="理解度", order=1)
    seldom = SurveyQuestion.objects.create(survey=survey, kind="scale", text="関心", order=2)
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(survey=survey, application=one) for one in made.applications.all()
    )
    for n in range(6):
        answers = {often.key: 3 + n % 3} | ({seldom.key: 5} if n < 4 else {})
        SurveySheet.objects.create(survey=survey, channel="web", answers=answers)

    found = lines("surveys", 2026, 2026)["令和8年度"]

    assert found[2:5] == [8, 6, Decimal("0.750")]
    assert found[5] == f"理解度 4.0（n=6）、関心 {MASK}（n=4）"


def test_fees_by_fiscal_year_and_by_calendar_year(program):
    made = held(program, date(2026, 3, 14), 1)
    lecturer = Instructor.objects.create(name="講師 一郎")
    rows = ((date(2025, 12, 31), 30_000), (date(2026, 1, 1), 20_000), (date(2026, 4, 1), 10_000))
    for n, (paid_on, yen) in enumerate(rows):
        session = made.sessions.create(n=n + 2, starts_at=made.starts_at, ends_at=made.ends_at)
        payment = HonorariumPayment.objects.create(
            instructor=lecturer, payee="resident", payee_name=lecturer.name, paid_on=paid_on,
            gross=yen, tax=1_000, net=yen - 1_000, rate_version="2026",
        )  # fmt: skip
        Honorarium.objects.create(
            engagement=Engagement.objects.create(
                session=session, instructor=lecturer, minutes=60
            ),
            minutes=60, standard=yen - 500, base=yen - 500, travel=500, payment=payment,
        )  # fmt: skip

    assert [
        lines("honoraria", 2025, 2026)[label][0]
        for label in ("令和7年度", "令和8年度（10月1日まで）", "累計")
    ] == [50_000, 10_000, 60_000]
    assert lines("honoraria", 2025, 2026, block=1) == {"令和7年": [30_000], "令和8年": [30_000]}
    assert lines("honoraria", 2025, 2026, block=3)["令和8年"] == [1, 30_000, 2_000, 28_000, 0]
    limited = TABLES["honoraria"].build(Ask(2025, 2026, TODAY, frozenset({program.pk})), READER)
    assert len(limited.blocks) == 2


def test_basic_figures_and_rates(program):
    for year, population in ((2024, 20_000), (2026, 10_000)):
        MunicipalityProfile.objects.create(
            municipality=program.organization.municipality, year=year, population=population,
            area_km2=Decimal("41.80"), households=9_000, ageing_rate=Decimal("27.4"),
        )  # fmt: skip
    held(program, date(2025, 6, 7), 4)
    held(program, date(2026, 6, 6), 3)
    register(program, date(2026, 6, 6))

    found = lines("profile", 2023, 2026)

    assert found["令和5年度"] == [None, None, None, None, 0, 0, None, None, None]
    assert found["令和7年度"][0] == 20_000
    assert found["令和7年度"][4:] == [4, 0, Decimal("2.0"), Decimal("2.0"), Decimal("0.0")]
    assert found["令和8年度（10月1日まで）"] == [
        10_000, Decimal("41.80"), 9_000, Decimal("27.4"), 3, 1,
        Decimal("3.0"), Decimal("7.0"), Decimal("1.0"),
    ]  # fmt: skip
