"""Fiscal years, ages and terms of years, as Japanese administration counts them."""

from datetime import date, timedelta

from foundation.period import Period

_FIRST_MONTH = 4


def fiscal_year(day: date) -> int:
    """The fiscal year of a day, named after the Western year of its April."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def fiscal_period(year: int) -> Period:
    """The days of a fiscal year: 1 April to 31 March."""
    return Period(date(year, _FIRST_MONTH, 1), date(year + 1, _FIRST_MONTH, 1) - timedelta(days=1))


def add_years(day: date, years: int) -> date:
    """The corresponding day so many years later; where there is none, the day after the month.

    29 February plus one year is 1 March, so that a term ends at the end of February (民法143条).
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def last_day_of_term(valid_from: date, years: int) -> date:
    """The last day of a term of so many years (rule D2): 2024-04-01, two years: 2026-03-31.

    PostgreSQL's interval gives 28 February where ``add_years`` gives 1 March; in SQL the same day
    is ``GREATEST((valid_from - 1) + years, (valid_from + years) - 1)``.
    """
    return add_years(valid_from, years) - timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """Completed years of age on a day; somebody born on 29 February grows older on 1 March.

    A day before birth is a mistake of the caller (ValueError).
    """
    if day < birth:
        raise ValueError("nobody has an age before birth")
    years = day.year - birth.year
    return years if add_years(birth, years) <= day else years - 1


def reaches_age_on(birth: date, years: int) -> date:
    """The day at whose end the law counts somebody as so many years old: the eve of the birthday.

    Only for rules that say so (school years, age limits of by-laws): somebody born on 1 April
    reaches six on 31 March and starts school a year earlier than somebody born on 2 April.
    """
    return add_years(birth, years) - timedelta(days=1)
