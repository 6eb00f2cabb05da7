"""Staff pages of lecturers: who, for which programme, when they are free, what they are asked."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpResponse
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.columns import amount_column, date_column, date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.adminsite.own_data import Disclose, ProposeErasure
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from trainings.actions.honoraria import FeeFacts, brief_instructor, fix_honorarium, save_engagement
from trainings.admin.course_scope import course_or_404
from trainings.documents.instructor_profiles import profile_page
from trainings.enums_instructor import EngagementState
from trainings.models import (
    CourseSession,
    Engagement,
    HonorariumRate,
    Instructor,
    InstructorQualification,
)
from trainings.views.downloads import pdf_response

PLAN = Permission.PLAN_COURSES
MOST = 10  # lines of the first page
NOT_QUALIFIED = (
    "この講師には「担当できる事業」に、この研修の事業が登録されていません。"
    "担当できることを確かめ、講師の画面で登録してください。"
)


class QualificationInline(HouseTabularInline):
    """Programmes the lecturer may teach."""

    model = InstructorQualification
    fields = ("program", "title")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out Django's pop-up buttons beside a choice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


@admin.register(Instructor)
class InstructorAdmin(HouseAdmin):
    """Lecturers of the organization."""

    see = work = PLAN
    program_path = None
    list_display = ("name", "position", "payee", "planned", "is_active")
    list_filter = ("is_active", "payee")
    search_fields = ("name", "kana", "position")
    inlines = (QualificationInline,)
    detail_actions = (Disclose, ProposeErasure)

    @admin.display(description="これからの予定")
    def planned(self, row: Instructor) -> str:
        """Return the coming sessions: whoever is asked again sees when they are busy."""
        now = clock.now()
        coming = sorted(
            engagement.session.starts_at
            for engagement in row.engagements.all()
            if engagement.state != EngagementState.DECLINED and engagement.session.ends_at > now
        )
        return "、".join(date_text(moment) for moment in coming[:3])

    def get_queryset(self, request: Any) -> Any:
        """Fetch the engagements with the lecturers."""
        return super().get_queryset(request).prefetch_related("engagements__session")


class FeeForm(forms.Form):
    """What the fee is made of."""

    category = forms.ChoiceField(label="単価の区分", required=False)
    minutes = forms.IntegerField(label="時間（分）", min_value=1, max_value=1440)
    base = forms.IntegerField(
        label="謝金（円）",
        min_value=0,
        max_value=100_000_000,
        required=False,
        help_text="空欄は単価表による額。",
    )
    agreed_net = forms.IntegerField(
        label="手取りで約束した額（円）",
        min_value=0,
        max_value=100_000_000,
        required=False,
        help_text="入力すると、税を引いてこの額になるように計算します。",
    )
    travel = forms.IntegerField(
        label="本人に払う交通費（円）",
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text="交通機関や宿に直接払う分は入れません。",
    )
    consumption_tax = forms.IntegerField(
        label="うち消費税（円）",
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text="請求書で消費税が分けて書かれているとき。",
    )
    reason = forms.CharField(label="単価表と違う理由", max_length=200, required=False)


class FixFee(ActionPage):
    """Fix the fee of an engagement."""

    name, label, permission = "fee", "謝金を決める", PLAN

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the categories of the price table."""
        form = FeeForm(data, initial={"minutes": self.object.minutes})
        names = HonorariumRate.objects.order_by("category").values_list("category", flat=True)
        form.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", "（選ばない）"),
            *((name, name) for name in dict.fromkeys(names)),
        ]
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Fix it."""
        values = form.cleaned_data
        facts = FeeFacts(
            category=values["category"],
            minutes=values["minutes"],
            base=values["base"],
            agreed_net=values["agreed_net"],
            travel=values["travel"] or 0,
            consumption_tax=values["consumption_tax"] or 0,
            reason=values["reason"],
        )
        row = fix_honorarium(self.object, facts, **self.doer)
        return f"謝金を{row.gross:,}円（税引前）に決めました。"


class Brief(ActionPage):
    """Send the mail of two weeks before now."""

    name, label, permission = "brief", "事前案内を送る", PLAN

    @classmethod
    def applies(cls, request: Any, row: Engagement) -> bool:
        """Stand on agreed engagements that were not briefed."""
        return row.state == EngagementState.AGREED and row.briefed_at is None

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "日時、会場、申込人数、当日の流れを講師に送ります（2週間前には自動で送ります）。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Send."""
        brief_instructor(self.object, **self.doer)
        return "事前案内を送信予定に入れました。"


@admin.register(Engagement)
class EngagementAdmin(HouseAdmin):
    """Requests to lecturers."""

    see = work = PLAN
    program_path = "session__course__program"
    list_display = (
        "course_day",
        "instructor",
        "topic",
        "state",
        date_column("flyer_checked_on", "チラシ確認"),
        date_column("briefed_at", "事前案内"),
    )
    list_display_links = ("course_day",)
    list_filter = ("state",)
    list_select_related = ("session__course", "instructor")
    fields = ("session", "instructor", "topic", "minutes", "state", "flyer_checked_on")
    row_actions = detail_actions = (FixFee, Brief)

    @admin.display(description="研修", ordering="session__starts_at")
    def course_day(self, row: Engagement) -> str:
        """Return course and day."""
        return f"{row.session.course.title} {row.session} {date_text(row.session.starts_at)}"

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the sessions of own programmes and lecturers who may be asked."""
        if db_field.name == "session":
            rows = CourseSession.objects.select_related("course").order_by("-starts_at")
            programs = programs_with(request, PLAN)
            kwargs["queryset"] = (
                rows if programs is None else rows.filter(course__program__in=programs)
            )
        if db_field.name == "instructor":
            kwargs["queryset"] = Instructor.objects.all()
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "session":
            field.label_from_instance = lambda row: (
                f"{row.course.title} {row} {date_text(row.starts_at)}"
            )
        return field

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save through the action, which knows who is busy."""
        save_engagement(obj, actor=actor_of(request), now=clock.now())
        program = obj.session.course.program_id
        if not obj.instructor.qualifications.filter(program=program).exists():
            messages.warning(request, NOT_QUALIFIED)


@admin.register(HonorariumRate)
class RateAdmin(HouseAdmin):
    """The price table."""

    see = Permission.PLAN_COURSES, Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS, Permission.PLAN_COURSES
    program_path = None
    list_display = (
        "category",
        "unit",
        amount_column("amount", "単価（円）"),
        "rounding",
        "most_hours",
        date_column("valid_from", "開始日"),
        date_column("valid_through", "終了日"),
    )
    list_filter = ("category",)


@staff_page
class Profiles(StaffPage):
    """The lecturers' page of the handout as PDF."""

    path, name, title = "courses/<int:pk>/lecturers.pdf", "course_lecturers", "講師紹介（PDF）"
    permission = PLAN
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF."""
        course = course_or_404(request, kwargs["pk"], PLAN)
        rows = Engagement.objects.filter(session__course=course).exclude(
            state=EngagementState.DECLINED
        )
        ordered = rows.select_related("instructor").order_by("session__starts_at", "id")
        return pdf_response(profile_page(course, list(ordered), clock.now()))


@dashboard.register(42)
def briefings(request: Any) -> DashboardSection | None:
    """Show lecturers who are still asked although their session is near."""
    if programs_with(request, PLAN) is not None:
        return None
    now = clock.now()
    rows = (
        Engagement.objects.filter(state=EngagementState.ASKED, session__starts_at__gt=now)
        .select_related("session__course", "instructor")
        .order_by("session__starts_at")[: MOST + 1]
    )
    items = [
        DashboardItem(
            f"講師の返事待ち：{row}",
            reverse("admin:trainings_engagement_change", args=[row.pk]),
            on=clock.on_day(row.session.starts_at),
        )
        for row in rows
    ]
    address = reverse("admin:trainings_engagement_changelist")
    return DashboardSection("講師", items, address, most=MOST) if items else None
