"""Staff pages that show teams together: the courses, the matrix, files handed in."""

from typing import Any

from django.http import Http404, HttpResponseBase

from foundation import clock
from foundation.adminsite.access import holds
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from trainings.admin.course_scope import course_or_404, courses_for
from trainings.admin.uploads import as_download
from trainings.models import TeamSubmission
from trainings.queries.teams import matrix_of
from trainings.team_figures import registered

SEE = Permission.SEE_APPLICANTS


@staff_page
class TeamCourses(StaffPage):
    """Courses with teams, and where their numbers over the years are."""

    path, name, title = "team-courses/", "team_courses", "チーム研修の一覧表"
    permission = SEE
    template_name = "trainings/team/courses.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the courses this membership sees, the newest first."""
        courses = list(
            courses_for(self.request, SEE).filter(teams__isnull=False).distinct().order_by("-pk")
        )
        return {
            "courses": [(course, fiscal_year_label(course.fiscal_year)) for course in courses],
            "tables": [
                table
                for table in registered()
                if holds(self.request, table.permission, open_to_limited=True)
            ],
        }


@staff_page
class TeamMatrix(StaffPage):
    """Team × task of one course with attendance and visits."""

    path, name, title = "team-courses/<int:pk>/", "team_matrix", "チームと課題の一覧表"
    permission = SEE
    template_name = "trainings/team/matrix.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the matrix."""
        course = course_or_404(self.request, kwargs["pk"], SEE)
        return {"course": course, "matrix": matrix_of(course, clock.today())}


@staff_page
class HomeworkFile(StaffPage):
    """The file that a team handed in."""

    path, name, title = "team-homework/<int:pk>/file/", "team_homework_file", "課題のファイル"
    permission = SEE
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file."""
        row = TeamSubmission.objects.filter(
            pk=kwargs["pk"], team__course__in=courses_for(request, SEE)
        ).first()
        if row is None or not row.file:
            raise Http404
        return as_download(row.file, row.file_name or "file")
