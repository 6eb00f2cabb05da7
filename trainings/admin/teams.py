"""Staff pages of the team course: teams, homework, visits, presenters, the matrix."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from foundation.adminsite.access import programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin, HouseTabularInline, Link
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from trainings.admin.team_actions import DecideTeam, PlaceMember, RecordHomework, ReplaceMember
from trainings.models import (
    Completion,
    CourseSession,
    MunicipalityStage,
    PracticePresenter,
    Team,
    TeamMember,
    TeamTask,
    TeamVisit,
)

SEE, PLAN = Permission.SEE_APPLICANTS, Permission.PLAN_COURSES


class MemberInline(HouseTabularInline):
    """Who belongs to the team; changed by the replacement page only."""

    model = TeamMember
    fields = readonly_fields = (
        "person_name", "category", "town", "is_leader", "seat", "left_on",
    )  # fmt: skip
    may_add = may_change = may_delete = False

    @admin.display(description="氏名")
    def person_name(self, row: TeamMember) -> str:
        """Return the name as typed."""
        return row.application.name

    @admin.display(description="市町村")
    def town(self, row: TeamMember) -> str:
        """Return where the member comes from."""
        return str(row.town.name)

    @admin.display(description="状態")
    def seat(self, row: TeamMember) -> str:
        """Return where the application stands."""
        return row.application.get_state_display()

    def get_queryset(self, request: Any) -> Any:
        """Fetch the applications with the members."""
        rows = super().get_queryset(request)
        return rows.select_related("application", "municipality", "team__municipality")


class VisitInline(HouseTabularInline):
    """Visits to the team."""

    model = TeamVisit
    fields = ("visited_on", "visitors", "place", "content", "next_step")


@admin.register(Team)
class TeamAdmin(HouseAdmin):
    """Teams with members and visits; a team comes in through its application."""

    see, work = SEE, PLAN
    program_path = "course__program"
    access_object_type = "trainings.TeamMember"
    list_display = ("municipality", "name", "area", "course", "people")
    list_display_links = ("name",)
    list_filter = ("course",)
    list_select_related = ("municipality", "course")
    search_fields = ("name", "area", "municipality__name")
    fields = ("course", "municipality", "name", "area", "note")
    readonly_fields = ("course",)
    inlines = (MemberInline, VisitInline)
    detail_actions = (
        DecideTeam,
        ReplaceMember,
        PlaceMember,
        RecordHomework,
        Link("一覧表", lambda row: reverse("admin:team_matrix", args=[row.course_id]), SEE),
    )

    @admin.display(description="人数")
    def people(self, row: Team) -> int:
        """Return how many belong to the team."""
        return sum(member.left_on is None for member in row.members.all())

    def get_queryset(self, request: Any) -> Any:
        """Fetch the members with the teams."""
        return super().get_queryset(request).prefetch_related("members")

    def has_add_permission(self, request: Any) -> bool:
        """Return False: a team comes in through its application."""
        return False


@admin.register(TeamTask)
class TeamTaskAdmin(HouseAdmin):
    """Homework of a course."""

    see, work = Permission.SEE_COURSES, PLAN
    program_path = "course__program"
    list_display = ("title", "course", "session", date_column("due_on", "期限"))
    list_filter = ("course",)
    list_select_related = ("course", "session")
    fields = ("course", "session", "title", "instructions", "due_on")


@admin.register(PracticePresenter)
class PresenterAdmin(HouseAdmin):
    """Completers who report on practice (R-26)."""

    see, work = SEE, PLAN
    program_path = "session__course__program"
    list_display = ("topic", "session", "person_name")
    list_select_related = ("session__course", "completion__person")
    fields = ("session", "completion", "topic")
    autocomplete_fields = ()

    @admin.display(description="報告者")
    def person_name(self, row: PracticePresenter) -> str:
        """Return the completer's name."""
        return row.completion.person.name

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Name sessions and completers so that they can be told apart."""
        programs = programs_with(request, PLAN)
        if db_field.name == "completion":
            rows = Completion.objects.filter(result="completed").select_related("person")
            kwargs["queryset"] = rows if programs is None else rows.filter(program__in=programs)
        if db_field.name == "session":
            rows = CourseSession.objects.select_related("course")
            kwargs["queryset"] = (
                rows if programs is None else rows.filter(course__program__in=programs)
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        labels = {
            "completion": lambda row: f"{row.person.name}（{row.number_text or row.completed_on}）",
            "session": lambda row: f"{row.course.title} {row}",
        }
        if db_field.name in labels:
            field.label_from_instance = labels[db_field.name]
        return field


@admin.register(MunicipalityStage)
class StageAdmin(HouseAdmin):
    """重層的支援体制整備事業: how far each municipality is."""

    see, work = Permission.SEE_COURSES, PLAN
    program_path = None
    list_display = ("municipality", "year", "stage", "note")
    list_filter = ("fiscal_year", "stage")
    list_select_related = ("municipality",)

    @admin.display(description="年度", ordering="fiscal_year")
    def year(self, row: MunicipalityStage) -> str:
        """Return the year in the era."""
        return fiscal_year_label(row.fiscal_year)
