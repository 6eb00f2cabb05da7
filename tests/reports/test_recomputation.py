"""Every figure recomputed in plain Python over some ten thousand seeded records, cell by cell."""

import random
from collections import Counter
from datetime import date

import pytest

from foundation.fiscal import fiscal_year
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.programs.models import Program
from reports.asking import Ask
from reports.figures import ALL, FIGURES, KNOWN
from reports.queries.counting import count, count_one, count_part
from reports.queries.linked import count_linked
from reports.queries.linked_book import FIGURES as LINKED
from reports.queries.participation import participation_blocks
from reports.returning.course_facts import FACTS, Subject, facts_of
from tests.factories.organizations import ProgramFactory
from tests.keeping import count_rows_anew
from tests.reports.recount import plain_beside, plain_parts
from tests.reports.recount.plain import Records
from tests.reports.recount.recounts import RECOUNTS
from tests.reports.recount.seed_beside import seed_beside
from tests.reports.recount.seed_dispatch import seed_dispatch
from tests.reports.recount.seed_supporters import seed_register
from tests.reports.recount.seed_trainings import make_crowd, seed_courses
from trainings.models import Course

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAYS = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31))


@pytest.fixture
def seeded(world):
    """あおば市 filled at random, the same each time; わかば町 with other rows of the same kind."""
    for town, seed in ((world.wakaba, 7), (world.aoba, 20261001)):
        chance = random.Random(seed)
        user = world.member(Role.COORDINATOR, organization=town).user
        with within(town):
            programs = [ProgramFactory(name=f"事業{n}") for n in range(3)]
            crowd = make_crowd(chance, 900 if town == world.aoba else 250)
            if town == world.aoba:
                seed_courses(programs, crowd, chance)
                seed_beside(programs, random.Random(seed + 1))
            seed_dispatch(programs, seed_register(programs, crowd, chance), user, chance)
    count_rows_anew()
    with within(world.aoba):
        yield programs


def test_every_figure_has_a_recount():
    assert set(RECOUNTS) == set(FIGURES)


def test_figures_their_lists_and_their_parts(seeded):
    """One seeding, which takes long, and every comparison over it."""
    figures_agree_with_plain_python(seeded)
    each_figure_equals_the_list_behind_it()
    the_parts_of_a_figure_make_up_the_whole()
    the_bands_of_the_last_visit_divide_the_register()
    areas_times_and_sexes_agree_with_plain_python(seeded)
    figures_of_each_course_agree_with_plain_python(seeded)
    the_participation_agrees_with_plain_python_line_by_line(seeded)
    the_prefectures_figures_agree_with_plain_python_town_by_town(seeded)


def areas_times_and_sexes_agree_with_plain_python(seeded):
    prefecture = seeded[0].organization.municipality.prefecture
    for as_of in DAYS:
        records, ask = Records(as_of), Ask(2023, 2026, as_of)
        for part, wanted in (
            ("area", plain_parts.areas(records, prefecture)),
            ("time", plain_parts.times(records)),
            ("sex", plain_parts.sexes(records)),
            ("age_band", plain_parts.ages(records)),
        ):
            assert len(wanted) > 2, f"{part}: too little was seeded"
            assert count_part(FIGURES["audience"], ask, part) == wanted, (part, as_of)
            for choice, number in wanted.items():
                rows = FIGURES["audience"].part(part).chosen(FIGURES["audience"].rows(ask), choice)
                assert rows.count() == number


def figures_agree_with_plain_python(seeded):
    for as_of in DAYS:
        ask = Ask(2023, 2026, as_of)
        records = Records(as_of)
        for figure in ALL:
            rows = RECOUNTS[figure.code](records)
            wanted: Counter[tuple[int, int]] = Counter()
            for row in rows:
                wanted[row.program, row.year] += row.amount
            counted = count(figure, ask)
            found = {
                (program.pk, year): counted.value(program.pk, year) or 0
                for program in seeded
                for year in ask.years
            }
            assert found == {key: wanted[key] for key in found}, (figure.code, as_of)
            if as_of == DAYS[-1]:
                assert sum(found.values()) > 0, f"{figure.code}: nothing was seeded for it"
            if figure.person and not figure.stock:
                humans = {row.person for row in rows if row.person is not None}
                assert counted.persons(None) == len(humans), (figure.code, as_of)
                for program in seeded:
                    mine = {row.person for row in rows if row.program == program.pk}
                    assert counted.persons(program.pk) == len(mine - {None}), figure.code


def each_figure_equals_the_list_behind_it():
    for figure in ALL:
        for year in (2024, 2025, 2026):
            ask = Ask(year, year, DAYS[-1])
            rows = list(figure.listing(ask))
            measured = figure.measure.source_expressions[0]
            name = getattr(measured, "name", "pk")
            total = (
                len(rows)
                if figure.measure.name == "Count"
                else sum(getattr(row, name) or 0 for row in rows)
            )
            assert total == count_one(figure, ask), (figure.code, year)
            assert len({row.pk for row in rows}) == len(rows), figure.code
            for row in rows[:3]:
                assert len([column.value(row) for column in figure.listed]) > 0


def the_parts_of_a_figure_make_up_the_whole():
    ask = Ask(2024, 2026, DAYS[-1])
    for figure in ALL:
        for part in figure.parts:
            assert sum(count_part(figure, ask, part.code).values()) == count_one(figure, ask)


def the_bands_of_the_last_visit_divide_the_register():
    ask = Ask(2026, 2026, DAYS[-1])
    bands = [one for one in ALL if one.code.startswith("idle_") or one.code == "never_active"]

    assert sum(count_one(one, ask) for one in bands) == count_one(FIGURES["registered"], ask)


def figures_of_each_course_agree_with_plain_python(seeded):
    courses = list(Course.objects.select_related("organization").order_by("id"))
    for as_of in DAYS:
        records, ask = Records(as_of), Ask(2023, 2026, as_of)
        for code, recount in plain_beside.BY_COURSE.items():
            wanted = {course: n for course, n in recount(records).items() if n}
            assert len(wanted) > 4, f"{code}: too little was seeded"
            found = count_part(KNOWN[code], ask, "course")
            assert {int(course): n for course, n in found.items() if n} == wanted, (code, as_of)
    facts = {fact.figure: fact.code for fact in FACTS if fact.figure in plain_beside.BY_COURSE}
    assert set(facts) == set(plain_beside.BY_COURSE)
    for course in courses[::4]:
        ask = Ask(course.fiscal_year, course.fiscal_year, DAYS[-1], frozenset({course.program_id}))
        told = facts_of(Subject(course, None, ask), list(facts.values()))
        for figure, code in facts.items():
            number = plain_beside.BY_COURSE[figure](records)[course.pk]
            assert (told[code] or 0) == number, (code, course)


def the_participation_agrees_with_plain_python_line_by_line(seeded):
    gone = 0
    for first, last in ((2023, 2026), (2024, 2025), (2025, 2025)):
        for as_of in DAYS[1:]:
            records, ask = Records(as_of, first, last), Ask(first, last, as_of)
            by_program = plain_beside.team_towns(records)
            shown = [program for program in seeded if by_program[program.pk]]
            blocks = participation_blocks(ask)
            assert [block.caption for block in blocks] == [program.name for program in shown]
            for program, block in zip(shown, blocks, strict=True):
                lines = [[line.label, *(cell.value for cell in line.cells)] for line in block.lines]
                assert lines == plain_beside.participation(records, program.pk), (ask, program)
            dropped = plain_beside.dropped_out(records)
            for program in shown:
                rows = KNOWN["dropped_out"].rows(ask.only(program=program.pk))
                towns = set(rows.values_list("of_town", flat=True))
                assert towns == dropped[program.pk]
                assert len(rows) == len(towns)
                gone += len(towns)
            by_stage = count_part(KNOWN["stages"], ask, "stage")
            assert by_stage == Counter(plain_beside.stages(records).values())
    assert gone > 20, "too little was seeded"


def the_prefectures_figures_agree_with_plain_python_town_by_town(seeded):
    aoba = seeded[0].organization
    towns = [aoba, Organization.objects.exclude(pk=aoba.pk).get(slug="wakaba")]
    for as_of in DAYS:
        ask = Ask(2024, 2026, as_of)
        wanted: Counter[tuple[str, str, int]] = Counter()
        for town in towns:
            with within(town):
                records = Records(as_of, 2024, 2026)
                kinds = dict(Program.objects.values_list("pk", "kind"))
                for figure in LINKED:
                    for row in RECOUNTS[figure.code](records):
                        # A stock is the one of the last year, or of the day asked for.
                        years = (fiscal_year(ask.last_day),) if figure.stock else ask.years
                        if row.year in years:
                            wanted[figure.code, kinds[row.program], town.pk] += row.amount
        found = {
            (code, kind, town): number
            for (code, kind), numbers in count_linked(LINKED, towns, ask).items()
            for town, number in numbers.items()
            if number
        }
        assert found == wanted, as_of
        assert {town for code, _, town in found if code == "registered"} == {t.pk for t in towns}
