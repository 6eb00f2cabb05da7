"""The values of a return: of a fiscal year and those before it, or of one course."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.organizations.models import MunicipalityProfile
from reports.asking import Ask
from reports.enums import ReturnKind
from reports.figures import FIGURES
from reports.numbers import per_ten_thousand
from reports.queries.counting import count
from reports.returning.course_facts import Subject, Value, facts_of
from reports.returning.items import PER_TEN_THOUSAND, POPULATION

Values = dict[tuple[int | None, str], Value]
"""By fiscal year (None for a course) and item."""


def values_of(returned: Any, codes: Sequence[str], as_of: date) -> Values:
    """Return the values a return shows as of a day; items that no longer exist are left out."""
    form = returned.form
    program = frozenset({form.program_id})
    if form.kind != ReturnKind.ANNUAL:
        year = returned.fiscal_year
        ask = Ask(year, year, as_of, program)
        facts = facts_of(Subject(returned.course, returned, ask), codes)
        return {(None, code): value for code, value in facts.items()}
    last, place = returned.fiscal_year, returned.organization.municipality_id
    return yearly_values(Ask(last - form.years + 1, last, as_of, program), codes, place)


def yearly_values(ask: Ask, codes: Sequence[str], place: int | None) -> Values:
    """Return figures, population of a place and rates by year for the programmes asked for."""
    wanted = [code for code in codes if code in FIGURES]
    wanted += [PER_TEN_THOUSAND[code].code for code in codes if code in PER_TEN_THOUSAND]
    counts = {code: count(FIGURES[code], ask) for code in dict.fromkeys(wanted)}
    people = populations(place, ask.years) if set(codes) & {POPULATION, *PER_TEN_THOUSAND} else {}
    found: Values = {}
    for year in ask.years:
        for code in codes:
            if code in FIGURES:
                found[year, code] = counts[code].value(None, year)
            elif code == POPULATION:
                found[year, code] = people.get(year)
            elif code in PER_TEN_THOUSAND:
                number = counts[PER_TEN_THOUSAND[code].code].value(None, year)
                found[year, code] = per_ten_thousand(number, people.get(year))
    return found


def populations(place: int | None, years: Sequence[int]) -> dict[int, int]:
    """Return the newest population of a place known by each year. One query."""
    rows = MunicipalityProfile.objects.filter(municipality=place).order_by("year")
    known = list(rows.values_list("year", "population"))
    found = {}
    for year in years:
        for its_year, population in known:
            if its_year <= year:
                found[year] = population
    return found


def as_number(value: Value) -> Decimal | None:
    """Return a value as a number to three decimals; words and nothing are none."""
    if value is None or isinstance(value, str):
        return None
    return Decimal(value).quantize(Decimal("0.001"))
