"""Which returns are due, and which are late: plans, course reports, yearly returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from reports.asking import end_of
from reports.enums import ReturnKind, ReturnState
from reports.figures.trainings import RUNNING
from reports.models import Return, ReturnForm
from reports.rules.returns import due_of_course, due_of_year, last_day_of
from trainings.models import Course

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """One return that is not submitted yet; `prepared` is the one begun."""

    form: ReturnForm
    fiscal_year: int
    due_on: date
    course: Course | None = None
    prepared: Return | None = None

    def is_late(self, on: date) -> bool:
        """Return whether its day has passed."""
        return self.due_on < on


def due_returns(on: date, programs: Iterable[int] | None = None) -> list[Due]:
    """Return what is late or due within two weeks, the earliest first. Three queries and one a
    layout of courses.
    """
    forms = ReturnForm.objects.filter(is_active=True).select_related("program")
    if programs is not None:
        forms = forms.filter(program__in=programs)
    layouts = list(forms)
    begun = {
        (row.form_id, row.course_id, row.fiscal_year): row
        for row in Return.objects.filter(form__in=layouts)
    }
    found = [
        due
        for form in layouts
        for due in (
            _of_years(form, on) if form.kind == ReturnKind.ANNUAL else _of_courses(form, on)
        )
    ]
    waiting = []
    for due in found:
        prepared = begun.get((due.form.pk, due.course and due.course.pk, due.fiscal_year))
        if prepared is None or prepared.state != ReturnState.SUBMITTED:
            waiting.append(Due(due.form, due.fiscal_year, due.due_on, due.course, prepared))
    return sorted(waiting, key=lambda due: (due.due_on, due.form.pk))


def _of_courses(form: ReturnForm, on: date) -> Iterable[Due]:
    course: Any  # published: it has its times and its year
    for course in _courses(form, on):
        first, last = on_day(course.starts_at), on_day(course.ends_at)
        due_on = due_of_course(form.kind, form.due_within, first, last)
        if form.used_from <= due_on <= on + SOON:
            yield Due(form, course.fiscal_year, due_on, course)


def _courses(form: ReturnForm, on: date) -> QuerySet[Course]:
    """Return the courses without a submitted return: plans until the last day, reports after."""
    submitted = Return.objects.filter(form=form, course=OuterRef("pk"), state=ReturnState.SUBMITTED)
    rows: QuerySet[Course] = Course.objects.filter(
        ~Exists(submitted), program=form.program_id, state__in=RUNNING
    )
    today: datetime = end_of(on - timedelta(days=1))
    if form.kind == ReturnKind.PLAN:
        return rows.filter(ends_at__gte=today)
    return rows.filter(ends_at__lt=end_of(on))


def _of_years(form: ReturnForm, on: date) -> Iterable[Due]:
    for year in range(fiscal_year(form.used_from) - 1, fiscal_year(on)):
        due_on = due_of_year(form.due_within, year)
        if last_day_of(year) < on and form.used_from <= due_on <= on + SOON:
            yield Due(form, year, due_on)
