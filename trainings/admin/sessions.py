"""The days of courses: timetable, postponing, new times, reception duty."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline, Link
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission
from trainings.actions.sessions import (
    NewTimes,
    cancel_session,
    mark_held,
    postpone_session,
    reschedule_session,
)
from trainings.admin.course_forms import MOMENTS, ReasonForm, RescheduleForm
from trainings.admin.online import TellViewing
from trainings.admin.seat_papers import SeatPapers
from trainings.enums import CourseState, SessionState
from trainings.models import CourseSession, CurriculumItem, ReceptionDuty

PLAN = Permission.PLAN_COURSES
ONLINE = ("online_url", "online_note")


def _announced(row: CourseSession) -> bool:
    return row.course.state in (CourseState.PUBLISHED, CourseState.STOPPED)


class Postpone(ActionPage):
    """Put a day off without a new date."""

    name, label, permission = "postpone", "延期する（日程は後日）", PLAN
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on planned days."""
        return row.state == SessionState.PLANNED and _announced(row)

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "申し込んでいる方全員に延期を知らせます。新しい日程は、決まってから知らせ、"
            "出席できるかどうかをたずねます。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Postpone."""
        postpone_session(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "延期にしました。申し込んでいる方への連絡を準備しました。"


class Reschedule(ActionPage):
    """Give a day other hours or another place."""

    name, label, permission = "reschedule", "日時・会場を変える", PLAN
    form_class = RescheduleForm

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on days to come."""
        return row.state in (SessionState.PLANNED, SessionState.POSTPONED) and _announced(row)

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with what holds now."""
        names = ("starts_at", "ends_at", "reception_at", "venue", "venue_address")
        return {name: getattr(self.object, name) for name in names}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "申し込んでいる方全員に新しい日時と会場を知らせます。"
            "時刻が変わるときは、参加が決まっている方に、出席できるかどうかもたずねます。"
            "カレンダーも新しくなります。修了証には影響しません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        data = dict(form.cleaned_data)
        reason = data.pop("reason")
        reschedule_session(self.object, NewTimes(**data), reason=reason, **self.doer)
        return "日時・会場を変えました。申し込んでいる方への連絡を準備しました。"


class CancelDay(ActionPage):
    """Cancel one day of several."""

    name, label, permission = "cancel", "この回を中止する", PLAN
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on days to come."""
        return Reschedule.applies(request, row)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel."""
        cancel_session(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "この回を中止しました。申し込んでいる方への連絡を準備しました。"


class Held(ActionPage):
    """Record that the day took place."""

    name, label, permission = "held", "実施済みにする", PLAN

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on planned days."""
        return row.state == SessionState.PLANNED and _announced(row)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record."""
        mark_held(self.object, **self.doer)
        return "実施済みにしました。"


class ItemInline(HouseTabularInline):
    """The timetable."""

    model = CurriculumItem
    fields = ("order", "minutes", "title", "kind", "instructor")


class DutyInline(HouseTabularInline):
    """Who receives people."""

    model = ReceptionDuty
    fields = ("membership",)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the own organization's memberships only."""
        if db_field.name == "membership":
            kwargs["queryset"] = Membership.objects.filter(
                organization=request.organization
            ).select_related("user", "organization")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


RECEPTION = Link(
    "受付の画面",
    lambda row: reverse("admin:reception", args=[row.pk]),
    Permission.RECEPTION,
    applies=lambda request, row: row.takes_place and row.course.state != CourseState.DRAFT,
)


@admin.register(CourseSession)
class CourseSessionAdmin(HouseAdmin):
    """Days with their timetable."""

    see = Permission.SEE_COURSES
    work = PLAN
    program_path = "course__program"
    list_display = ("course", "n", date_column("starts_at", "開始", weekday=True), "venue", "state")
    list_select_related = ("course",)
    list_filter = ("state",)
    search_fields = ("course__title", "venue")
    inlines = (ItemInline, DutyInline)
    formfield_overrides = {**HouseAdmin.formfield_overrides, **MOMENTS}
    fields = (
        *("course", "n", "reception_at", "starts_at", "ends_at", "mode"),
        *("venue", "venue_address", "venue_access", *ONLINE),
    )
    detail_actions = (
        RECEPTION,
        Link(
            "当日の資料一式（PDF）",
            lambda row: reverse("admin:session_pack", args=[row.pk]),
            Permission.PRINT_PAPERS,
            applies=lambda request, row: row.course.state != CourseState.DRAFT,
            new_tab=True,
        ),
        Link(
            "当日の資料一式（名札つき）",
            lambda row: f"{reverse('admin:session_pack', args=[row.pk])}?badges=1",
            Permission.PRINT_PAPERS,
            applies=lambda request, row: (
                row.course.state != CourseState.DRAFT and row.course.keeps_names
            ),
            new_tab=True,
        ),
        Link(
            "受付簿（PDF）",
            lambda row: reverse("admin:reception_sheet", args=[row.pk]),
            Permission.PRINT_PAPERS,
            new_tab=True,
        ),
        Link(
            "受付簿を入力する",
            lambda row: reverse("admin:reception_keyed", args=[row.pk]),
            Permission.RECEPTION,
        ),
        SeatPapers,
        TellViewing,
        Link(
            "新しい日程への返事",
            lambda row: reverse("admin:day_answers", args=[row.pk]),
            Permission.SEE_APPLICANTS,
            applies=lambda request, row: row.answers.exists(),
        ),
        Link(
            "開催前の電話連絡",
            lambda row: reverse("admin:reminder_calls", args=[row.pk]),
            Permission.SEE_APPLICANTS,
            applies=lambda request, row: row.state == SessionState.PLANNED and _announced(row),
        ),
        Reschedule,
        Postpone,
        Held,
        CancelDay,
    )
    row_actions = (RECEPTION,)

    def row_name(self, row: Any) -> str:
        """Say of which course it is a day."""
        return f"{row.course.title}　{row}"

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Take an address without its scheme as https."""
        if db_field.name == "online_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: Any) -> bool:
        """Days are added on the page of their course."""
        return False

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show the way into the online room to those who plan, not to everybody who looks."""
        may_plan = self.has_change_permission(request, obj)
        return self.fields if may_plan else [one for one in self.fields if one not in ONLINE]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """A published day changes its time and place through the button that tells everybody."""
        fixed = ("course", "n")
        if obj is None or obj.course.state == CourseState.DRAFT:
            return fixed
        return (*fixed, "reception_at", "starts_at", "ends_at", "venue", "venue_address")
