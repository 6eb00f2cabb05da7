"""Every number of every table leads to its rows, and the rows make up the number."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from foundation import clock
from foundation.organizations.models import MunicipalityProfile, OrganizationKind
from foundation.organizations.permissions import Permission, Role
from foundation.organizations.tenancy import within
from foundation.programs.models import ProgramKind
from reports.asking import Ask
from reports.definitions import TABLES
from reports.figures import KNOWN
from reports.models import Target
from reports.queries.behind import behind
from reports.queries.counting import count_one, tally
from reports.reader import Reader
from reports.results import Cell, Drill, Heading, Result, shown_text
from tests.conftest import make_world
from tests.factories.base import NOW
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk
from tests.keeping import count_rows_anew, kept_for_several_tests
from tests.reports.recount import seed_dispatch, seed_supporters, seed_trainings
from trainings.models import (
    HonorariumPayment,
    Instructor,
    MunicipalityStage,
    Survey,
    SurveyQuestion,
    SurveySheet,
)
from trainings.queries.honoraria import calendar_year_totals, fiscal_year_totals

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
ASK = Ask(2025, 2026, TODAY)
EVERYTHING = Reader(TODAY, unmasked=None, overseen=None)


@pytest.fixture(scope="module")
def filled_once(django_db_setup, django_db_blocker):
    """The world in which everything is counted, and its programmes."""
    with kept_for_several_tests(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        for module, name, number in (
            (seed_trainings, "COURSES", 14), (seed_trainings, "PEOPLE", 48),
            (seed_supporters, "REGISTERED", 60), (seed_dispatch, "REQUESTS", 24),
            (seed_dispatch, "VISITS", 120),
        ):  # fmt: skip
            patch.setattr(module, name, number)
        world = make_world()
        with within(world.aoba):
            programs = _fill(world)
        count_rows_anew()
        yield world, programs


@pytest.fixture
def world(filled_once, db):
    return filled_once[0]


@pytest.fixture
def filled(filled_once, aoba, frozen):
    return filled_once[1]


def _fill(world):
    """A prefecture with two programmes and some of everything that is counted."""
    world.aoba.kind = OrganizationKind.PREFECTURE
    world.aoba.save(update_fields=["kind"])
    chance = random.Random(7)
    user = world.member(Role.COORDINATOR).user
    programs = [ProgramFactory(name="事業"), ProgramFactory(name="別", kind=ProgramKind.TEAM)]
    crowd = seed_trainings.make_crowd(chance, 90)
    seed_trainings.seed_courses(programs, crowd, chance)
    supporters = seed_supporters.seed_register(programs, crowd, chance)
    seed_dispatch.seed_dispatch(programs, supporters, user, chance)
    for program in programs:
        held(program, date(2026, 5, 9), 4)
    _answer_a_question()
    for year, value in ((2025, 40),):
        Target.objects.create(
            program=programs[0], fiscal_year=year, figure="people_trained", value=value
        )
    for place, year in ((world.aoba, 2025), (world.aoba, 2026), (world.wakaba, 2025)):
        MunicipalityProfile.objects.create(
            municipality=place.municipality, year=year, population=48_827 + year,
            area_km2=Decimal("41.78"), households=18_752, ageing_rate=Decimal("27.4"),
            source="住民基本台帳",
        )  # fmt: skip
    for place, stage in ((world.aoba, "running"), (world.wakaba, "preparing")):
        MunicipalityStage.objects.create(
            municipality=place.municipality, fiscal_year=2025, stage=stage
        )
    return programs


def _answer_a_question() -> None:
    for survey in Survey.objects.all():
        question = SurveyQuestion.objects.create(survey=survey, order=1, kind="scale", text="内容")
        SurveySheet.objects.filter(survey=survey).update(answers={question.key: 4})


def numbers_of(result: Result) -> Iterator[tuple[Heading, Cell, str]]:
    for block in result.blocks:
        for line in block.lines:
            for heading, cell in zip(block.headings, line.cells, strict=True):
                if isinstance(cell.value, int | Decimal):
                    yield heading, cell, f"{block.caption} {line.label} {heading.label}"


def asked(drill: Drill) -> Ask:
    years = drill.years or ((drill.year,) if drill.year else tuple(ASK.years))
    ask = Ask(min(years), max(years), TODAY)
    return ask.only(program=drill.program) if drill.program else ask


def test_every_number_of_every_table_equals_its_rows(filled):
    """A new figure, share or mean without a way to its rows fails here."""
    opened = {}
    for code, table in TABLES.items():
        told = 0
        for heading, cell, where in numbers_of(table.build(ASK, EVERYTHING)):
            if cell.secret:
                assert cell.drill is None, f"{code}: {where} counts class B facts (rule B14)"
                continue
            assert cell.drill is not None, f"{code}: {where} leads to no rows"
            if cell.drill not in opened:
                found = opened[cell.drill] = behind(cell.drill, asked(cell.drill))
                _rows_make_up(found.figure, found.rows, found.value)
            found = opened[cell.drill]
            text = found.divided.text if found.divided else found.text
            assert text == shown_text(cell.value, heading.shown), f"{code}: {where}"
            told += bool(cell.value)
        assert told > 3, f"{code}: too little was seeded"


def _rows_make_up(figure: Any, rows: Any, value: int | Decimal) -> None:
    rows = list(rows)
    measured = figure.measure.source_expressions[0].name
    if figure.measure.name == "Count":
        assert len(rows) == value
    else:
        assert sum(getattr(row, measured) or 0 for row in rows) == value
    for row in rows[:1]:
        assert [str(column.value(row)) for column in figure.listed]


SHAPES = 1
"""How many cells of each shape are opened as a browser does."""


def test_a_link_of_each_shape_opens_the_number_it_stands_on(filled, world):
    """One seeding for all tables."""
    desk = Desk(world.member(Role.CLERK, Role.COORDINATOR, Role.APPROVER))
    for code in TABLES:
        links = _links_by_shape(desk, code)
        assert links, code
        for url, text in links:
            assert f"<strong>{text}</strong>" in desk.get(url).content.decode(), url


def _links_by_shape(desk: Desk, code: str) -> list[tuple[str, str]]:
    query = "?first=2025&last=2026&as_of=2026-10-01"
    page = desk.get(reverse("admin:report_table", args=[code]) + query)
    kept: dict[Any, list[tuple[str, str]]] = {}
    for block in page.context["blocks"]:
        for line, shown in zip(block["block"].lines, block["lines"], strict=True):
            for cell, one in zip(line.cells, shown["cells"], strict=True):
                if one["url"] and one["is_number"]:
                    drill = cell.drill
                    shape = (drill.figure, drill.part, drill.people, bool(drill.years), drill.over)
                    kept.setdefault(shape, []).append((one["url"], one["text"]))
    return [link for links in kept.values() for link in links[:SHAPES]]


def test_whole_payments_are_those_of_the_yearly_totals(filled):
    corporation, individual = (Instructor.objects.create(name=name) for name in ("法人", "個人"))
    for instructor, payee in ((corporation, "corporation"), (individual, "resident")):
        for n, gross in enumerate((30_000, 20_001)):
            tax = 0 if payee == "corporation" else 10
            HonorariumPayment.objects.create(
                instructor=instructor, payee=payee, payee_name=instructor.name, gross=gross,
                tax=tax, net=gross - tax, paid_on=date(2025, 3, 31 - n), rate_version="2026",
            )  # fmt: skip

    for year in ASK.years:
        fiscal, calendar = fiscal_year_totals(year), calendar_year_totals(year)
        for prefix, totals in (("", fiscal), ("calendar_", calendar)):
            alone = Ask(year, year, date(2027, 12, 31))
            for code, wanted in (
                (f"{prefix}payees", len(totals)),
                (f"{prefix or 'payment_'}tax", sum(one.tax for one in totals)),
                (f"{prefix or 'payment_'}net", sum(one.net for one in totals)),
            ):
                assert count_one(KNOWN[code], alone) == wanted, (code, year)
        to_report = count_one(KNOWN["payees_to_report"], alone)
        assert to_report == sum(one.needs_report for one in calendar)
    assert tally(KNOWN["payees_to_report"], ASK, of_its_year=KNOWN["payees"].year_expression)[
        (2025,)
    ]


@pytest.mark.parametrize(
    ("query", "fiscal", "calendar"),
    [
        ("?first=2025&last=2025", "令和7年度", "令和7年"),
        ("?first=2024&last=2025", "令和6年度〜令和7年度", "令和6年〜令和7年"),
    ],
)
def test_the_years_behind_a_calendar_figure_begin_in_january(world, query, fiscal, calendar):
    desk = Desk(world.member(Role.CLERK))
    for code, figure in KNOWN.items():
        if figure.see_rows == Permission.PLAN_COURSES:
            page = desk.get(reverse("admin:report_rows", args=[code]) + query)
            of_january = code.startswith("calendar") or code == "payees_to_report"
            assert page.context["period"] == (calendar if of_january else fiscal), code


def test_payments_stay_closed_to_a_membership_limited_to_programmes(filled, world):
    contractor = MembershipFactory(
        user=StaffUserFactory(), organization=world.aoba, roles=[Role.CONTRACTOR.value],
        program_ids=[filled[0].pk], valid_through=date(2027, 3, 31),
    )  # fmt: skip
    url = reverse("admin:report_rows", args=["payees"])
    below = reverse("admin:report_rows", args=["courses_held"]) + "?how=share&over=payment_tax"

    assert Desk(world.member(Role.CLERK)).get(url).status_code == 200
    assert Desk(contractor).get(url).status_code in (403, 404)
    assert Desk(contractor).get(below).status_code == 404


def test_a_guarded_figure_is_not_told_below_another(filled, world):
    desk = Desk(world.member(Role.CLERK))
    rows = reverse("admin:report_rows", args=["courses_held"])

    assert desk.get(f"{rows}?how=share&over=audience").status_code == 200
    assert desk.get(f"{rows}?how=share&over=incidents").status_code == 404
    secret = "&over=applications&over_part=category&over_choice=family"
    assert desk.get(f"{rows}?how=share{secret}").status_code == 404


@pytest.mark.parametrize(
    "query", ["how=cube&over=audience", "how=share&over=nothing", "years=x", "part=nothing"]
)
def test_an_address_no_table_gives_opens_nothing(program, world, query):
    rows = reverse("admin:report_rows", args=["courses_held"])

    assert Desk(world.member(Role.CLERK)).get(f"{rows}?{query}").status_code == 404
