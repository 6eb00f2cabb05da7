"""Courses: plan, publish, stop, cancel; a published course changes through buttons (rule B15)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline, Link
from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal
from trainings.actions.courses import (
    cancel_course,
    change_capacity,
    change_course,
    publish_course,
    refresh_times,
    resume_course,
    stop_course,
)
from trainings.actions.sessions import copy_course, set_default_timetable
from trainings.admin.course_forms import CapacityForm, CopyForm, EligibilityForm, ReasonForm
from trainings.enums import Channel, CourseState
from trainings.models import Course, CourseSession, TrainingSettings
from trainings.queries.public_list import seats_of, with_seats
from trainings.queries.staff import course_seats
from trainings.rules.courses import why_cannot_publish

PLAN = Permission.PLAN_COURSES
OPEN = (CourseState.PUBLISHED, CourseState.STOPPED)


class Publish(ActionPage):
    """Open the course to applicants."""

    name, label, permission = "publish", "公開する", PLAN

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on drafts."""
        return row.state == CourseState.DRAFT

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Say what is missing."""
        return why_cannot_publish(self.object, list(self.object.sessions.all()), clock.now())

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "募集開始の日時になると、公開ページで申込を受け付けます。\n"
            "たずねる項目、利用目的、修了の条件、修了証の内容は、いまの事業の設定で固定します。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show what people will read."""
        course = self.object
        return [
            ("研修名", course.title),
            ("日程", "、".join(f"{one}" for one in course.sessions.all())),
            ("定員", course.capacity if course.capacity is not None else "なし"),
            ("決め方", course.get_allocation_display()),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Publish."""
        publish_course(self.object, **self.doer)
        return "公開しました。"


class Stop(ActionPage):
    """Take no more applications."""

    name, label, permission = "stop", "募集を止める", PLAN
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on published courses."""
        return row.state == CourseState.PUBLISHED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "新しい申込と、空席の自動の案内を止めます。参加が決まっている方はそのままです。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Stop."""
        stop_course(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "募集を止めました。"


class Resume(ActionPage):
    """Take applications again."""

    name, label, permission = "resume", "募集を再開する", PLAN

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on stopped courses."""
        return row.state == CourseState.STOPPED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申込の受付を再開します。空席があれば、待っている方に順番に案内します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Resume."""
        resume_course(self.object, **self.doer)
        return "募集を再開しました。"


class Cancel(ActionPage):
    """Cancel the whole course."""

    name, label, permission = "cancel", "中止する", PLAN
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state in OPEN

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        seats = course_seats(self.object)
        return (
            f"参加決定・案内中の{seats.taken}人と、キャンセル待ちの{seats.waiting}人に中止を知らせます。"
            "この操作は取り消せません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel."""
        told = cancel_course(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return f"中止しました。{told}人への連絡を準備しました。"


class ChangeCapacity(ActionPage):
    """Set the capacities of a published course."""

    name, label, permission = "capacity", "定員を変える", PLAN
    form_class = CapacityForm

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state in OPEN

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with what holds now."""
        return {
            "capacity": self.object.capacity,
            "waiting_capacity": self.object.waiting_capacity,
        }

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show what a change would do."""
        seats = course_seats(self.object)
        return [
            ("参加決定・案内中", f"{seats.taken}人"),
            ("キャンセル待ち", f"{seats.waiting}人"),
            ("空席", "なし（定員なし）" if seats.free is None else f"{seats.free}席"),
        ]

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "増やすと、増えた席の数だけ、待っている方に順番に案内します。"
            "減らしても、決まっている方が外れることはありません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        given = change_capacity(self.object, **form.cleaned_data, **self.doer)
        return f"定員を変えました。{given}人に席を案内しました。" if given else "定員を変えました。"


class ChangeEligibility(ActionPage):
    """Change the frozen eligibility, with a reason that applicants are told."""

    name, label, permission = "eligibility", "対象者を変える", PLAN
    form_class = EligibilityForm

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state in OPEN

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with what holds now."""
        return {"eligibility": self.object.eligibility}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申し込んでいる方全員に、変わったことと理由をお知らせします。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        data = form.cleaned_data
        changes = {"eligibility": data["eligibility"]}
        change_course(self.object, changes, reason=data["reason"], **self.doer)
        return "対象者を変えました。"


class Copy(ActionPage):
    """Make a draft like this one."""

    name, label, permission = "copy", "複製する", PLAN
    form_class = CopyForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with the same title."""
        return {"title": self.object.title, "days": 7}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Copy."""
        copied = copy_course(self.object, **form.cleaned_data, **self.doer)
        self.objects = [copied]
        return "複製しました。日時を確かめてから公開してください。"


class SessionInline(HouseTabularInline):
    """The days of a draft; a published course's days change through their own buttons."""

    model = CourseSession
    fields = ("n", "reception_at", "starts_at", "ends_at", "mode", "venue", "venue_address")
    show_change_link = True

    def _may(self, request: Any, obj: Any) -> bool:
        draft = obj is None or obj.pk is None or obj.state == CourseState.DRAFT
        return draft and super()._may(request, obj)


class CourseForm(forms.ModelForm[Course]):
    """Channels as boxes."""

    channels = forms.MultipleChoiceField(
        label="申込の方法",
        choices=[
            (one.value, one.label)
            for one in (Channel.WEB, Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST)
        ],
        widget=forms.CheckboxSelectMultiple,
    )


def _page(name: str, label: str, permission: Permission) -> Link:
    return Link(
        label,
        lambda row: reverse(f"admin:{name}", args=[row.pk]),
        permission,
        applies=lambda request, row: row.state != CourseState.DRAFT,
    )


APPLICATIONS = Link(
    "申込の一覧",
    lambda row: f"{reverse('admin:trainings_application_changelist')}?course__id__exact={row.pk}",
    Permission.SEE_APPLICANTS,
    applies=lambda request, row: row.state != CourseState.DRAFT,
)


@admin.register(Course)
class CourseAdmin(HouseAdmin):
    """Courses of the programmes this membership works for."""

    see = Permission.SEE_COURSES
    work = PLAN
    program_path = "program"
    menu = ("研修", 10)
    form = CourseForm
    inlines = (SessionInline,)
    list_display = (
        "title",
        "state",
        date_column("starts_at", "初回"),
        "seats",
        date_column("applications_close_at", "申込〆切"),
    )
    list_filter = ("state", "program", "fiscal_year")
    search_fields = ("title",)
    date_hierarchy = None
    fieldsets = (
        (None, {"fields": ("program", "title", "lead", "eligibility", "cohosts")}),
        ("募集", {"fields": (
            "visibility", "allocation", "capacity", "waiting_capacity", "waiting_mode",
            "min_to_run", "channels",
        )}),
        ("日時", {"fields": ("opens_at", "applications_close_at", "promotion_until")}),
    )  # fmt: skip
    detail_actions = (
        Publish,
        APPLICATIONS,
        _page("course_entry", "電話・FAXの申込を入力", Permission.DECIDE_APPLICATIONS),
        _page("course_completion", "修了の判定", Permission.DECIDE_COMPLETION),
        ChangeCapacity,
        ChangeEligibility,
        Stop,
        Resume,
        Copy,
        Cancel,
    )
    row_actions = (Publish, APPLICATIONS)

    def get_queryset(self, request: Any) -> Any:
        """Count the seats in the list's own query."""
        return with_seats(super().get_queryset(request))

    @admin.display(description="参加／定員（待ち）")
    def seats(self, row: Any) -> str:
        """Return 31／40（待2）."""
        seats = seats_of(row)
        capacity = "－" if seats.capacity is None else str(seats.capacity)
        waiting = f"（待{seats.waiting}）" if seats.waiting else ""
        return f"{seats.taken}／{capacity}{waiting}"

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Freeze what has a button of its own once the course is published."""
        if obj is None:
            return ()
        if obj.state == CourseState.DRAFT:
            return ("program",)
        return ("program", "eligibility", "allocation", "capacity", "waiting_capacity")

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Offer the only programme there is."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        settings = list(TrainingSettings.objects.all()[:2])
        if len(settings) == 1:
            one = settings[0]
            initial |= {
                "program": one.program_id,
                "eligibility": one.eligibility,
                "allocation": one.allocation,
                "waiting_mode": one.waiting_mode,
            }
        return initial

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save a draft plainly; change a published course through its action."""
        if change and obj.state != CourseState.DRAFT:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            change_course(obj, changes, actor=actor_of(request), now=clock.now())
            return
        if not change:
            obj.fiscal_year = fiscal_year(on_day(clock.now()))
            settings = TrainingSettings.objects.filter(program=obj.program).first()
            if settings and not obj.eligibility:
                obj.eligibility = settings.eligibility
        super().save_model(request, obj, form, change)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the days, follow their times, and give each its standard timetable."""
        super().save_related(request, form, formsets, change)
        course = form.instance
        if course.state != CourseState.DRAFT:
            return
        self.in_history(request, "saved", lambda: refresh_times(course))
        for session in CourseSession.objects.filter(course=course):
            set_default_timetable(session, actor=actor_of(request), now=clock.now())
