"""Gives the year plan of a programme the lessons of the year before."""

from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.wareki import fiscal_year_label
from reports.models import Lesson
from trainings import past_notes
from trainings.past_notes import PastNote


@past_notes.register
def lessons_before(program: Program, fiscal_year: int) -> list[PastNote]:
    """Return the lessons of the last year that has any before the one planned. Two queries."""
    rows = Lesson.objects.filter(program=program, fiscal_year__lt=fiscal_year)
    last = rows.order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()
    return [
        PastNote(
            fiscal_year_label(row.fiscal_year), row.problem, row.direction, Permission.SEE_REPORTS
        )
        for row in rows.filter(fiscal_year=last).order_by("order", "id")
    ]
