"""Which programmes take requests for visiting lectures."""

from foundation.programs.models import Program
from trainings.models import TrainingSettings


def lecture_programs() -> list[Program]:
    """Return the programmes with the form on the public pages, by name. One query."""
    rows = TrainingSettings.objects.filter(takes_lectures=True, program__is_active=True)
    return [row.program for row in rows.select_related("program").order_by("program__name")]
