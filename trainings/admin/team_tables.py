"""Staff pages that show teams together: the yearly table, the matrix, files handed in."""

from typing import Any

from django.http import Http404, HttpResponseBase

from foundation import clock
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from trainings.admin.course_scope import course_or_404, courses_for
from trainings.admin.uploads import as_download
from trainings.enums_team import MemberCategory
from trainings.models import TeamSubmission
from trainings.queries.teams import matrix_of, participation, stages, yearly_counts

SEE = Permission.SEE_APPLICANTS


@staff_page
class TeamCourses(StaffPage):
    """Courses with teams, the yearly table and who took part when."""

    path, name, title = "team-courses/", "team_courses", "チーム研修の集計"
    permission = SEE
    template_name = "trainings/team/courses.html"
    menu = ("チーム・講師", 51)
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tables for the courses this membership sees."""
        courses = list(
            courses_for(self.request, SEE).filter(teams__isnull=False).distinct().order_by("-pk")
        )
        years = yearly_counts(courses)
        towns = participation(courses)
        numbers = [row.fiscal_year for row in years]
        this_year = fiscal_year(clock.today())
        stage_of = stages(this_year)
        return {
            "courses": courses,
            "years": [(fiscal_year_label(row.fiscal_year), row) for row in years],
            "stage_year": fiscal_year_label(this_year),
            "categories": [str(one.label) for one in MemberCategory],
            "year_labels": [fiscal_year_label(year) for year in numbers],
            "towns": [
                (
                    town,
                    [towns.get(town, {}).get(year, 0) for year in numbers],
                    bool(numbers) and numbers[-1] not in towns.get(town, {}),
                    stage_of.get(town, ""),
                )
                for town in sorted(towns.keys() | stage_of.keys())
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
