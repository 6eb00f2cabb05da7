"""Which versions of a course's materials are in force."""

from trainings.enums import MaterialState
from trainings.models import Course, MaterialVersion


def current_materials(course: Course) -> list[MaterialVersion]:
    """Return the newest approved version of each material, by title. One query."""
    rows = MaterialVersion.objects.filter(course=course, state=MaterialState.APPROVED)
    newest: dict[str, MaterialVersion] = {}
    for row in rows.order_by("title", "version"):
        newest[row.title] = row
    return list(newest.values())
