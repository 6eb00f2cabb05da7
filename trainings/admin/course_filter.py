"""The filter of a list by course: the courses at work, not every one there ever was."""

from typing import Any

from django.contrib import admin

from foundation.organizations.permissions import Permission
from foundation.text import whole_number
from trainings.admin.course_scope import courses_for
from trainings.enums import CourseState

MOST = 20


class CourseFilter(admin.SimpleListFilter):
    """The latest courses, and the one the list is narrowed to. Others: from their own pages."""

    title, parameter_name = "研修", "course__id__exact"
    path = "course"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the latest first. Two queries at most."""
        rows = courses_for(request, Permission.SEE_APPLICANTS).exclude(state=CourseState.DRAFT)
        offered = list(rows.order_by("-starts_at", "-id").values_list("pk", "title")[:MOST])
        chosen = whole_number(self.value() or "")
        if chosen and chosen not in dict(offered):
            offered += rows.filter(pk=chosen).values_list("pk", "title")
        return [(str(pk), title) for pk, title in offered]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Narrow the list; what is no number narrows it to nothing."""
        chosen = self.value()
        if chosen is None:
            return queryset
        return queryset.filter(**{self.path: whole_number(chosen)})

    def has_output(self) -> bool:
        """Stand in the panel also with a single course."""
        return bool(self.lookup_choices)


class PaperCourseFilter(CourseFilter):
    """The same for the papers issued on completions."""

    path = "completion__application__course"
