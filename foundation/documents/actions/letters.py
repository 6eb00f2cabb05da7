"""Give each letter its 文書番号 (rule D9)."""

from datetime import date

from foundation.documents.actions.numbers import SeriesSpec, lock_series, take_numbers
from foundation.documents.models import SeriesPurpose
from foundation.documents.models.letters import is_letter_number_used
from foundation.fiscal import fiscal_year
from foundation.refusals import Refused


def letter_number(typed: str, pattern: str, issued_on: date) -> str:
    """Return the number of a letter dated `issued_on`, inside the caller's transaction.

    A number typed by hand is refused where any letter of the fiscal year bears it; the series
    goes over such numbers. Both lock the series of the year, so two letters never meet.
    """
    year = fiscal_year(issued_on)
    spec = SeriesSpec(SeriesPurpose.LETTER, None, year, pattern)
    lock_series(spec)
    if number := typed.strip():
        if is_letter_number_used(number, year):
            raise Refused("number_used", "この文書番号は、すでに使われています。")
        return number
    while True:
        number = take_numbers(spec, 1, fiscal_year=year)[0].text
        if not is_letter_number_used(number, year):
            return number
