"""Which courses a staff page may be about: those of the membership's own programmes (rule A3)."""

from typing import Any

from django.http import Http404

from foundation.adminsite.access import Need, programs_with
from trainings.models import Course


def courses_for(request: Any, need: Need) -> Any:
    """Return the courses for which the request holds one of `need`."""
    rows = Course.objects.select_related("program", "spec")
    programs = programs_with(request, need)
    return rows if programs is None else rows.filter(program__in=programs)


def course_or_404(request: Any, pk: int, need: Need) -> Course:
    """Return the course, or 404 for one of another organization or programme."""
    course: Course | None = courses_for(request, need).filter(pk=pk).first()
    if course is None:
        raise Http404
    return course
