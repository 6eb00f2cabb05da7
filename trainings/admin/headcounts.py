"""Staff pages of headcount reports: ask, check, close, sum up."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.text import whole_number
from foundation.wareki import fiscal_year_label
from trainings.actions.headcounts import ask_for_headcount, close_report
from trainings.models import CourseSession, HeadcountLine, HeadcountReport
from trainings.models.headcount import FollowUp, HeadcountAge, TextVersion
from trainings.queries.headcounts import by_audience, filed_reports, late_reports
from trainings.rules.headcount import overdue, report_due

SEE, PLAN = Permission.SEE_COURSES, Permission.PLAN_COURSES
CHILD_WARNING = timedelta(days=30)


class Ask(ActionPage):
    """Send the link to the lecturer."""

    name, label, permission = "ask", "報告のリンクを送る", PLAN

    @classmethod
    def applies(cls, request: Any, row: HeadcountReport) -> bool:
        """Stand on reports that are not closed."""
        return row.closed_at is None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show to whom."""
        row = self.object
        return [("報告者", row.reporter_name), ("メール", row.reporter_email)]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Send."""
        ask_for_headcount(self.object, again=True, **self.doer)
        return "リンクを送信予定に入れました。"


class Close(ActionPage):
    """Accept the report."""

    name, label, permission = "close", "確認済みにする", PLAN

    @classmethod
    def applies(cls, request: Any, row: HeadcountReport) -> bool:
        """Stand on filed reports."""
        return row.reported_at is not None and row.closed_at is None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show the numbers, and what is open around a children's course."""
        row = self.object
        lines = [str(line) for line in row.lines.all()]
        return [
            ("人数", "、".join(lines)),
            ("残った部数", row.leftover),
            ("まだのこと", "、".join(row.open_follow_up) or "なし"),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Close."""
        close_report(self.object, **self.doer)
        return "報告を確認済みにしました。"


class LineInline(HouseTabularInline):
    """Numbers by age band, as reported."""

    model = HeadcountLine
    fields = readonly_fields = ("age_band", "n")
    may_add = may_change = may_delete = False


class HeadcountForm(forms.ModelForm[HeadcountReport]):
    """A report; what has to be arranged around a course for children as boxes (R-114)."""

    follow_up = forms.MultipleChoiceField(
        label="子ども向けのときに確かめること",
        choices=FollowUp.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="子ども向けのテキストを使う講座では、開催までに全部を確かめます。",
    )

    class Meta:
        model = HeadcountReport
        fields = ("session", "reporter_name", "reporter_email", "audience", "text_version",
                  "planned_people", "follow_up")  # fmt: skip


@admin.register(HeadcountReport)
class HeadcountAdmin(HouseAdmin):
    """Plans and reports."""

    see, work = SEE, PLAN
    program_path = "session__course__program"
    list_display = (
        "__str__",
        "audience",
        "planned_people",
        date_column("reported_at", "報告"),
        "people",
        "late",
    )
    list_filter = ("audience", "text_version")
    list_select_related = ("session__course",)
    form = HeadcountForm
    fields = (
        *HeadcountForm.Meta.fields,
        "copies_used",
        "leftover",
        "comment",
    )
    readonly_fields = ("copies_used", "leftover", "comment")
    inlines = (LineInline,)
    row_actions = detail_actions = (Ask, Close)

    @admin.display(description="人数")
    def people(self, row: HeadcountReport) -> int | str:
        """Return everybody, once reported."""
        return sum(line.n for line in row.lines.all()) if row.reported_at else ""

    @admin.display(description="期限")
    def late(self, row: HeadcountReport) -> str:
        """Return what is late."""
        what = overdue(row, clock.today())
        return f"{what}が期限を過ぎています" if what else ""

    def get_queryset(self, request: Any) -> Any:
        """Fetch the numbers with the reports."""
        return super().get_queryset(request).prefetch_related("lines")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the sessions of own programmes."""
        if db_field.name != "session":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        rows = CourseSession.objects.select_related("course").order_by("-starts_at")
        programs = programs_with(request, PLAN)
        kwargs["queryset"] = rows if programs is None else rows.filter(course__program__in=programs)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda row: (
            f"{row.course.title} {row} {date_text(row.starts_at)}"
        )
        return field


def reports_for(request: Any) -> Any:
    """Return the reports of the membership's own programmes."""
    programs = programs_with(request, SEE)
    rows = HeadcountReport.objects.all()
    return rows if programs is None else rows.filter(session__course__program__in=programs)


@staff_page
class HeadcountSummary(StaffPage):
    """Sums of a fiscal year by audience and age band."""

    path, name, title = "headcounts/summary/", "headcount_summary", "実施報告の集計"
    permission = SEE
    template_name = "trainings/headcount/summary.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the table of the year in the address."""
        typed = self.request.GET.get("year", "")
        year = whole_number(typed[:5], fiscal_year(clock.today()))
        lines = by_audience(filed_reports([year], programs=programs_with(self.request, SEE)))
        return {
            "year": year,
            "year_label": fiscal_year_label(year),
            "bands": [str(band.label) for band in HeadcountAge],
            "lines": lines,
            "total": [sum(column) for column in zip(*(one.by_age for one in lines), strict=True)],
            "people": sum(one.people for one in lines),
        }


@dashboard.register(35)
def late(request: Any) -> DashboardSection | None:
    """Show plans and reports that are late. One query."""
    if programs_with(request, PLAN) == frozenset():
        return None
    items = [
        DashboardItem(
            f"{what}がまだです：{row}",
            reverse("admin:trainings_headcountreport_change", args=[row.pk]),
            due_on=report_due(row) if what == "報告" else None,
        )
        for row, what in late_reports(reports_for(request), clock.today())[:10]
    ]
    return DashboardSection("実施報告", items) if items else None


@dashboard.register(36)
def children(request: Any) -> DashboardSection | None:
    """Show courses for children that are near and still have something to arrange (R-114)."""
    if programs_with(request, PLAN) == frozenset():
        return None
    now = clock.now()
    near = reports_for(request).filter(
        text_version=TextVersion.CHILD,
        closed_at__isnull=True,
        session__starts_at__gt=now,
        session__starts_at__lt=now + CHILD_WARNING,
    )
    items = [
        DashboardItem(
            f"{row}：確かめていないことが{len(row.open_follow_up)}つあります",
            reverse("admin:trainings_headcountreport_change", args=[row.pk]),
            on=clock.on_day(row.session.starts_at),
        )
        for row in near.select_related("session__course")[:10]
        if row.open_follow_up
    ]
    return DashboardSection("子ども向け講座の準備", items) if items else None
