"""Which rows stand behind the numbers of a return that is not submitted yet."""

from collections.abc import Callable
from typing import Any

from reports.enums import ReturnKind
from reports.figures import FIGURES
from reports.figures.people_parts import COURSE
from reports.figures.places import PLACE
from reports.figures.places import POPULATION as INHABITANTS
from reports.numbers import Quotient
from reports.results import Divisor, Drill
from reports.returning.course_facts import FACTS
from reports.returning.items import PER_TEN_THOUSAND, POPULATION

Drills = Callable[[str, int | None], Drill | None]
"""By code of the item and fiscal year (None for a course); None where words stand."""


def drills_of(returned: Any) -> Drills:
    """Return the way from each item of a return to its rows. One query for the place."""
    form = returned.form
    if form.kind == ReturnKind.ANNUAL:
        return _of_years(form.program_id, returned.organization.municipality)
    return _of_course(returned)


def _of_years(program: int, place: Any) -> Drills:
    code_of_place = place.code if place else ""

    def drill(code: str, year: int | None) -> Drill | None:
        if code in FIGURES:
            return Drill(code, year, program)
        if code == POPULATION:
            return Drill(INHABITANTS.code, year, part=PLACE.code, choice=code_of_place)
        if code in PER_TEN_THOUSAND:
            over = Divisor(Quotient.RATE, INHABITANTS.code, PLACE.code, code_of_place)
            return Drill(PER_TEN_THOUSAND[code].code, year, program, over=over)
        return None

    return drill


def _of_course(returned: Any) -> Drills:
    figures = {fact.code: fact.figure for fact in FACTS if fact.figure}
    year, program, course = returned.fiscal_year, returned.form.program_id, returned.course_id

    def drill(code: str, _year: int | None) -> Drill | None:
        if code not in figures:
            return None
        return Drill(figures[code], year, program, COURSE.code, str(course))

    return drill
