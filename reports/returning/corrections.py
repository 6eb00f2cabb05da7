"""What became different since earlier returns were submitted: the next one lists it (T36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from foundation.clock import on_day
from foundation.wareki import fiscal_year_label
from reports.enums import ReturnState
from reports.models import Return, ReturnCell
from reports.returning.values import as_number, values_of

YEARS_BACK = 5
"""Returns older than this many fiscal years are not counted again."""


@dataclass(frozen=True)
class Correction:
    """A number that was reported and is another one today; `after` None: nothing counted now."""

    cell: ReturnCell
    before: Decimal
    after: Decimal | None

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in a payload."""
        returned: Any = self.cell.returned
        year = self.cell.year or returned.fiscal_year
        about = returned.course.title if returned.course else fiscal_year_label(year)
        return {
            "cell": self.cell.pk,
            "about": about,
            "year": year,
            "code": self.cell.code,
            "label": self.cell.label,
            "before": str(self.before),
            "after": None if self.after is None else str(self.after),
            "submitted_on": on_day(returned.submitted_at).isoformat(),
        }


def corrections_for(returned: Any, as_of: date) -> list[Correction]:
    """Return what the earlier returns of the same layout said otherwise, oldest first.

    Each number is compared with what was last told of it, in the return or in a later list, so
    that a correction is told once. Three queries and the counting.
    """
    earlier = Return.objects.filter(
        form=returned.form_id,
        state=ReturnState.SUBMITTED,
        fiscal_year__range=(returned.fiscal_year - YEARS_BACK, returned.fiscal_year),
    ).exclude(pk=returned.pk)
    rows = earlier.select_related("form__program", "course__organization", "organization")
    return differences(list(rows.order_by("submitted_at", "id")), as_of)


def differences(returns: Iterable[Return], as_of: date) -> list[Correction]:
    """Return the numbers of submitted returns that are others as of a day."""
    by_pk = {row.pk: row for row in returns}
    told: dict[tuple[int | None, int | None, str], tuple[ReturnCell, Decimal | None]] = {}
    cells = ReturnCell.objects.filter(
        Q(returned__in=by_pk) | Q(corrects__returned__in=by_pk)
    ).select_related("corrects")
    for cell in cells.order_by("returned__submitted_at", "id"):
        first = cell.corrects or cell
        if first.returned_id not in by_pk:
            continue
        first.returned = by_pk[first.returned_id]
        key = (first.returned.course_id, first.year, first.code)
        if cell.corrects is None and cell.number is None:
            continue
        told[key] = (first, cell.number)
    found = []
    for pk, row in by_pk.items():
        mine = {key: one for key, one in told.items() if one[0].returned_id == pk}
        now = values_of(row, list(dict.fromkeys(key[2] for key in mine)), as_of)
        for (_, year, code), (cell, before) in mine.items():
            after = as_number(now.get((year, code)))
            if (year, code) in now and after != before:
                found.append(Correction(cell, before or Decimal(0), after))
    return found
