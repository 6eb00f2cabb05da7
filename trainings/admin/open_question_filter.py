"""The filter of one course's applications by what was not asked yet."""

from typing import Any

from django.contrib import admin

from foundation.text import whole_number
from trainings.admin.course_filter import CourseFilter
from trainings.models import Application
from trainings.queries.open_questions import asks_more, open_questions


class OpenQuestionFilter(admin.SimpleListFilter):
    """Stands where the list is narrowed to a course that has to ask something."""

    title, parameter_name = "まだ伺っていないこと", "ask"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer it for a course alone: each asks its own questions."""
        self.course = whole_number(request.GET.get(CourseFilter.parameter_name, ""))
        return [("open", "あり")] if self.course and asks_more(self.course) else []

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep those somebody has to be asked about."""
        if self.value() != "open":
            return queryset
        rows = Application.objects.filter(course=self.course).still_open()
        return queryset.filter(pk__in=open_questions(rows.select_related("course__spec")))
