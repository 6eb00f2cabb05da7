"""Letters of all apps share the 文書番号 of an organization's fiscal year (rule D9)."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q

Letter = TypeVar("Letter", bound=type[models.Model])
_letters: list[Any] = []


class FiscalYearOf(models.Func):
    """The fiscal year of a date in SQL; the twin is `fiscal.fiscal_year`."""

    template = "(EXTRACT(YEAR FROM (%(expressions)s - INTERVAL '3 months')))"
    output_field = models.IntegerField()


def numbered_letter(model: Letter) -> Letter:
    """Class decorator: the issues of this model are letters with a 文書番号."""
    _letters.append(model)
    return model


def letter_number_once(name: str) -> models.UniqueConstraint:
    """Return the constraint that no two letters of a table bear one number in a fiscal year."""
    return models.UniqueConstraint(
        F("organization"),
        FiscalYearOf(F("issued_on")),
        F("number_text"),
        condition=~Q(number_text=""),
        name=name,
        violation_error_message="この文書番号は、すでに使われています。",
    )


def is_letter_number_used(number: str, year: int) -> bool:
    """Return whether any letter of any app bears the number in the fiscal year."""
    return any(
        model.objects.alias(year=FiscalYearOf("issued_on"))
        .filter(year=year, number_text=number)
        .exists()
        for model in _letters
    )
