"""Staff pages of the year plan: templates, plans, their tasks, copy of last year."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline, Link
from foundation.adminsite.staff_choices import MemberFilter
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from trainings import past_notes
from trainings.actions.preparation import (
    REMIND_DAYS,
    copy_plan,
    create_template,
    finish_task,
    refresh_plan,
    save_task,
    start_plan,
)
from trainings.models import PlanTask, TaskTemplate, TemplateItem, YearPlan

PLAN = Permission.PLAN_COURSES
SEE = Permission.SEE_COURSES
SHOWN = 15


class ItemInline(HouseTabularInline):
    """The tasks of a template."""

    model = TemplateItem
    fields = ("order", "title", "anchor", "month", "days", "note")


class TemplateForm(forms.ModelForm):
    """A template; a new one may start from the preset."""

    preset = forms.BooleanField(
        label="標準の作業を入れて始める",
        required=False,
        initial=True,
        help_text="1日の研修を年に数回ひらくときの作業です。あとで直せます。",
    )

    class Meta:
        model = TaskTemplate
        fields = ["name"]


@admin.register(TaskTemplate)
class TemplateAdmin(HouseAdmin):
    """Templates of preparation."""

    see = work = PLAN
    program_path = None
    form = TemplateForm

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Offer the preset only for a new template."""
        return ["name", "preset"] if obj is None else ["name"]

    def get_inlines(self, request: Any, obj: Any) -> list[Any]:
        """Show the tasks of a template that exists."""
        return [] if obj is None else [ItemInline]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Create through the action, so that the preset comes with it."""
        if change or not form.cleaned_data.get("preset"):
            super().save_model(request, obj, form, change)
            return
        made = create_template(obj.name, actor=actor_of(request), now=clock.now())
        obj.pk, obj.organization_id = made.pk, made.organization_id


class Refresh(ActionPage):
    """Bring the plan up to date with courses and sessions."""

    name, label, permission = "refresh", "日程に合わせて更新する", PLAN

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "新しい研修の作業を加え、日程が変わった作業の期限を直します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Refresh."""
        done = refresh_plan(self.object, **self.doer)
        return f"作業を{done.added}件加え、{done.moved}件の期限を直しました。"


class CopyYear(ActionPage):
    """Start the next year from this one."""

    name, label, permission = "copy", "次の年度の計画を作る", PLAN

    def description(self, objects: list[Any]) -> str:
        """Say what comes along."""
        return "ひな形、担当者、独自の作業を引き継ぎ、今年度の気づきを作業の横に表示します。"

    def facts(self, objects: list[Any]) -> list[tuple[str, str]]:
        """Show what the years so far taught."""
        plan, request = self.object, self.request
        return [
            (f"{note.year}の課題", f"{note.problem}　→　{note.direction or '方針は未記入です。'}")
            for note in past_notes.notes_before(plan.program, plan.fiscal_year + 1)
            if request.may(note.permission, plan.program)
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Copy."""
        plan = copy_plan(self.object, **self.doer)
        return f"{fiscal_year_label(plan.fiscal_year)}の計画を作りました。"


@admin.register(YearPlan)
class YearPlanAdmin(HouseAdmin):
    """Year plans with approval dates and lessons."""

    see, work = SEE, PLAN
    list_display = (
        "program",
        "year",
        date_column("drafted_on", "起案"),
        date_column("decided_on", "決裁"),
    )
    list_select_related = ("program",)
    fields = ("program", "fiscal_year", "template", "drafted_on", "decided_on", "lessons")
    detail_actions = row_actions = (
        Link("作業の一覧", lambda row: reverse("admin:year_plan", args=[row.pk]), SEE),
        Refresh,
        CopyYear,
    )

    @admin.display(description="年度", ordering="fiscal_year")
    def year(self, row: YearPlan) -> str:
        """Return the year in the era."""
        return fiscal_year_label(row.fiscal_year)

    def get_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Ask for the year once; afterwards it reads in the era."""
        return self.fields if obj is None else ("program", "year", *self.fields[2:])

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Keep what a plan is about."""
        return () if obj is None else ("program", "year", "template")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Start through the action."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = start_plan(
            obj.program,
            obj.fiscal_year,
            obj.template,
            actor=actor_of(request),
            now=clock.now(),
        )
        dates = {name: getattr(obj, name) for name in ("drafted_on", "decided_on", "lessons")}
        obj.pk, obj.organization_id = made.pk, made.organization_id
        if any(dates.values()):
            super().save_model(request, obj, form, change)


class DoneForm(forms.Form):
    """When it was done and what was learned."""

    done_on = StaffDateField(label="完了日")
    note = forms.CharField(
        label="気づき", max_length=300, required=False, help_text="次の年度の計画に表示されます。"
    )


class Finish(ActionPage):
    """Record that a task is done."""

    name, label, permission = "finish", "完了にする", PLAN
    form_class = DoneForm

    @classmethod
    def applies(cls, request: Any, row: PlanTask) -> bool:
        """Stand on open tasks."""
        return row.done_on is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Propose today."""
        return {"done_on": clock.today(), "note": self.object.note}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Finish."""
        finish_task(self.object, **form.cleaned_data, **self.doer)
        return f"「{self.object}」を完了にしました。"


class DueFilter(admin.SimpleListFilter):
    """What is late, what comes next, what is done."""

    title, parameter_name = "状態", "due"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the lists a clerk works with."""
        return [("late", "期限超過"), ("week", "7日以内"), ("open", "未完了"), ("done", "完了")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Narrow the list."""
        if self.value() == "done":
            return queryset.filter(done_on__isnull=False)
        rows = queryset.filter(done_on__isnull=True, not_needed=False)
        today = clock.today()
        if self.value() == "late":
            return rows.filter(due_on__lt=today)
        if self.value() == "week":
            return rows.filter(due_on__range=(today, today + timedelta(days=REMIND_DAYS)))
        return rows if self.value() == "open" else queryset


@admin.register(PlanTask)
class PlanTaskAdmin(HouseAdmin):
    """Single tasks: owner, own tasks, done."""

    see, work = SEE, PLAN
    program_path = "plan__program"
    list_display = (
        "__str__",
        date_column("due_on", "期限", weekday=True),
        "owner",
        date_column("done_on", "完了"),
        "note",
    )
    list_filter = (DueFilter, "plan", ("owner", MemberFilter), "not_needed")
    list_select_related = ("course", "session", "owner")
    search_fields = ("title", "note")
    fields = ("plan", "title", "due_on", "owner", "not_needed", "note")
    row_actions = detail_actions = (Finish,)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save through the action: reminders follow."""
        save_task(obj, actor=actor_of(request), now=clock.now())
