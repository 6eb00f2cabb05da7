"""Courses: plan, publish, stop, cancel; a published course changes through buttons (rule B15)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.buttons import Group, Link
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin, HouseTabularInline
from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from trainings.actions.courses import change_course, refresh_times
from trainings.actions.sessions import set_default_timetable
from trainings.admin import course_actions as deeds
from trainings.admin.application_export import ExportApplications
from trainings.admin.bulk import has_waiting_bulk
from trainings.admin.capacity import ChangeCapacity
from trainings.admin.course_forms import MOMENTS
from trainings.admin.points import ListPoints
from trainings.admin.session_rows import SessionRows
from trainings.enums import Channel, CourseState, Visibility
from trainings.models import Course, CourseSession, TrainingSettings
from trainings.models.course import default_channels
from trainings.queries.public_list import pools_of, with_seats
from trainings.queries.signers import signer_choices

PLAN = Permission.PLAN_COURSES
APART = ("counts_online", "online_capacity")


class SessionInline(HouseTabularInline):
    """The days of a draft; a published course's days change through their own buttons."""

    model = CourseSession
    formset = SessionRows
    formfield_overrides = {**HouseTabularInline.formfield_overrides, **MOMENTS}
    fields = ("n", "reception_at", "starts_at", "ends_at", "mode", "venue", "venue_address")
    show_change_link = True

    def _may(self, request: Any, obj: Any) -> bool:
        draft = obj is None or obj.pk is None or obj.state == CourseState.DRAFT
        return draft and super()._may(request, obj)


class CourseForm(forms.ModelForm[Course]):
    """Channels as boxes; a course that was announced keeps all its times."""

    channels = forms.MultipleChoiceField(
        label="申込の方法",
        choices=[
            (one.value, one.label)
            for one in (
                *(Channel.WEB, Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST),
                Channel.TEAM,
            )
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=default_channels,
    )

    issuer_slots = forms.TypedMultipleChoiceField(
        label="修了証に署名する発行者",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、発行日に有効な発行者の全員の職名と氏名を印刷します。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "issuer_slots" in self.fields:
            signers: Any = self.fields["issuer_slots"]
            signers.choices = signer_choices(self.instance, clock.today())

    def clean(self) -> dict[str, Any]:
        """Refuse to empty a time that every announced course has."""
        data: dict[str, Any] = super().clean() or {}
        if self.instance.state != CourseState.DRAFT:
            for name in ("opens_at", "applications_close_at", "promotion_until"):
                if name in self.fields and name in data and data[name] is None:
                    label = self.fields[name].label
                    self.add_error(name, f"公開した研修では「{label}」を空欄にできません。")
        return data


def _page(name: str, label: str, permission: Permission) -> Link:
    return Link(
        label,
        lambda row: reverse(f"admin:{name}", args=[row.pk]),
        permission,
        applies=lambda request, row: row.state == CourseState.PUBLISHED and row.keeps_names,
    )


def _paper(name: str, label: str, permission: Permission) -> Link:
    address = lambda row: reverse(f"admin:{name}", args=[row.pk])  # noqa: E731
    return Link(label, address, permission, new_tab=True)


APPLICATIONS = Link(
    "申込の一覧",
    lambda row: f"{reverse('admin:trainings_application_changelist')}?course__id__exact={row.pk}",
    Permission.SEE_APPLICANTS,
    applies=lambda request, row: row.state != CourseState.DRAFT,
)

PUBLIC_PAGE = Link(
    "公開ページを見る",
    lambda row: reverse("course-page", args=[row.organization.slug, row.public_code]),
    Permission.SEE_COURSES,
    applies=lambda request, row: (
        row.state != CourseState.DRAFT and row.visibility != Visibility.INTERNAL
    ),
    new_tab=True,
)


@admin.register(Course)
class CourseAdmin(HouseAdmin):
    """Courses of the programmes this membership works for."""

    see = Permission.SEE_COURSES
    work = PLAN
    program_path = "program"
    empty_hint = (
        "「研修を追加」から計画します。下書きで保存し、内容を確かめて「公開する」を押すと、"
        "募集が始まります。"
    )
    form = CourseForm
    formfield_overrides = {**HouseAdmin.formfield_overrides, **MOMENTS}
    inlines = (SessionInline,)
    list_display = (
        "title",
        "state_now",
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
            "counts_online", "online_capacity", "min_to_run", "channels",
        )}),
        ("修了証", {"fields": ("issuer_slots",)}),
        ("日時", {"fields": ("opens_at", "applications_close_at", "promotion_until")}),
    )  # fmt: skip
    detail_actions = (
        Link(
            "一斉連絡を取り消す（送信前）",
            lambda row: reverse("admin:course_bulk", args=[row.pk]),
            Permission.DECIDE_APPLICATIONS,
            applies=has_waiting_bulk,
            danger=True,
        ),
        Group("公開と募集", (
            deeds.Publish, PUBLIC_PAGE, ChangeCapacity, deeds.ChangeEligibility,
            deeds.Stop, deeds.Resume,
        )),
        Group("申込", (
            _page("course_entry", "電話・FAXの申込を入力", Permission.DECIDE_APPLICATIONS),
            ExportApplications, ListPoints,
        )),
        Group("印刷", (
            _paper("course_agenda", "次第（PDF）", Permission.SEE_COURSES),
            _paper("course_lecturers", "講師紹介（PDF）", PLAN),
        )),
        Group("この研修", (deeds.Copy, deeds.Cancel)),
    )  # fmt: skip
    row_actions = (deeds.Publish, APPLICATIONS)

    def get_queryset(self, request: Any) -> Any:
        """Count the seats in the list's own query."""
        return with_seats(super().get_queryset(request))

    @admin.display(description="状態", ordering="state")
    def state_now(self, row: Any) -> str:
        """Return the state that was decided; of an announced course also whether it is over."""
        announced = row.state in (CourseState.PUBLISHED, CourseState.STOPPED)
        over = announced and row.ends_at is not None and row.ends_at < clock.now()
        return f"{row.get_state_display()}（終了）" if over else row.get_state_display()

    @admin.display(description="参加／定員（待ち）")
    def seats(self, row: Any) -> str:
        """Return 31／40（待2）, for each kind of seat where they are counted apart."""
        pools = pools_of(row)
        lines = []
        for seat, seats in pools.items():
            capacity = "－" if seats.capacity is None else str(seats.capacity)
            waiting = f"（待{seats.waiting}）" if seats.waiting else ""
            name = f"{seat.label} " if len(pools) > 1 else ""
            lines.append(f"{name}{seats.taken}／{capacity}{waiting}")
        return "、".join(lines)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Freeze what has a button of its own once the course is published."""
        if obj is None:
            return ()
        if obj.state == CourseState.DRAFT:
            return ("program",)
        return ("program", "eligibility", "allocation", "capacity", "waiting_capacity", *APART)

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
