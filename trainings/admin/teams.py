"""Staff pages of the team course: teams, homework, visits, presenters, the matrix."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation.adminsite.access import programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline, Link
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from trainings.actions.teams import HandedIn, decide_team, record_homework, replace_member
from trainings.admin.uploads import PaperField
from trainings.enums import ApplicationState
from trainings.enums_team import TaskState
from trainings.forms_team import ReplaceMemberForm
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
DECIDE = Permission.DECIDE_APPLICATIONS


class MemberInline(HouseTabularInline):
    """Who belongs to the team; changed by the replacement page only."""

    model = TeamMember
    fields = readonly_fields = ("person_name", "category", "is_leader", "seat", "left_on")
    may_add = may_change = may_delete = False

    @admin.display(description="氏名")
    def person_name(self, row: TeamMember) -> str:
        """Return the name as typed."""
        return row.application.name

    @admin.display(description="状態")
    def seat(self, row: TeamMember) -> str:
        """Return where the application stands."""
        return row.application.get_state_display()

    def get_queryset(self, request: Any) -> Any:
        """Fetch the applications with the members."""
        return super().get_queryset(request).select_related("application")


class VisitInline(HouseTabularInline):
    """Visits to the team."""

    model = TeamVisit
    fields = ("visited_on", "visitors", "place", "content", "next_step")


class DecideForm(forms.Form):
    """How a whole team is decided."""

    to = forms.ChoiceField(
        label="決定",
        choices=[
            (s.value, s.label)
            for s in (
                ApplicationState.ACCEPTED,
                ApplicationState.WAITING,
                ApplicationState.DECLINED,
            )
        ],
    )
    reason = forms.CharField(label="理由", max_length=200, required=False)


class DecideTeam(ActionPage):
    """Decide all members together (rule F5)."""

    name, label, permission = "decide", "チームを決定する", DECIDE
    form_class = DecideForm

    @classmethod
    def applies(cls, request: Any, row: Team) -> bool:
        """Stand where members wait for a decision."""
        return row.members.filter(application__state=ApplicationState.RECEIVED).exists()

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decide."""
        to = ApplicationState(form.cleaned_data["to"])
        count = decide_team(self.object, to, reason=form.cleaned_data["reason"], **self.doer)
        return f"{count}人を「{to.label}」にしました。"


class ReplaceMember(ActionPage):
    """Put another person into a member's seat."""

    name, label, permission = "replace", "構成員を交代する", DECIDE

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the members of this team."""
        members = TeamMember.objects.filter(team=self.object, left_on__isnull=True)
        form = ReplaceMemberForm(data)
        labels = [(str(m.pk), m.application.name) for m in members.select_related("application")]
        form.fields = {
            "leaving": forms.ChoiceField(label="交代する人", choices=labels),
            **form.fields,
        }
        return form

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "いまの席のまま人だけが代わります。待っている人の順番は変わりません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Replace."""
        member = TeamMember.objects.get(pk=form.cleaned_data["leaving"], team=self.object)
        replace_member(member, form.member(), reason=form.cleaned_data["reason"], **self.doer)
        return "構成員を交代しました。"


class HomeworkForm(forms.Form):
    """What a team handed in."""

    task = forms.ModelChoiceField(TeamTask.objects.none(), label="課題")
    state = forms.ChoiceField(label="状態", choices=TaskState.choices)
    submitted_on = StaffDateField(label="提出日", required=False, help_text="空欄は今日。")
    file = PaperField(label="ファイル", required=False)
    comment = forms.CharField(
        label="コメント", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class RecordHomework(ActionPage):
    """Record what a team handed in, or send it back."""

    name, label, permission = "homework", "課題を記録する", PLAN

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the tasks of the team's course."""
        initial = {"task": self.request.GET.get("task")}
        form = HomeworkForm(data, files, initial=initial)
        form.fields["task"].queryset = TeamTask.objects.filter(  # type: ignore[attr-defined]
            course=self.object.course_id
        )
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record."""
        values = form.cleaned_data
        handed = HandedIn(
            values["state"], values["submitted_on"], values["comment"], values["file"]
        )
        record_homework(self.object, values["task"], handed, **self.doer)
        return f"「{values['task']}」を記録しました。"


@admin.register(Team)
class TeamAdmin(HouseAdmin):
    """Teams with members and visits; a team comes in through its application."""

    see, work = SEE, PLAN
    program_path = "course__program"
    menu = ("チーム・講師", 50)
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
    menu = ("チーム・講師", 52)
    list_display = ("title", "course", "session", date_column("due_on", "期限"))
    list_filter = ("course",)
    list_select_related = ("course", "session")
    fields = ("course", "session", "title", "instructions", "due_on")


@admin.register(PracticePresenter)
class PresenterAdmin(HouseAdmin):
    """Completers who report on practice (R-26)."""

    see, work = SEE, PLAN
    program_path = "session__course__program"
    menu = ("チーム・講師", 54)
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
    menu = ("チーム・講師", 56)
    list_display = ("municipality", "year", "stage", "note")
    list_filter = ("fiscal_year", "stage")
    list_select_related = ("municipality",)

    @admin.display(description="年度", ordering="fiscal_year")
    def year(self, row: MunicipalityStage) -> str:
        """Return the year in the era."""
        return fiscal_year_label(row.fiscal_year)
