"""What needs the coordinator today, and what a successor takes over (ux 5, 6)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from dispatch.actions.reports import ANSWER_TASK
from dispatch.actions.requests import DECIDE_TASK
from dispatch.admin.scope import may_work, own_rows, works
from dispatch.enums import GuidanceKind, InvitationState, ReportState, RequestState, VisitState
from dispatch.models import ActivityReport, DispatchRequest, Invitation, Visit
from dispatch.queries.overdue import answer_due_on, reports_overdue
from dispatch.queries.teams import case_teams, opened_since, untaken_cases
from foundation import clock
from foundation.adminsite import dashboard, timeline
from foundation.adminsite.columns import date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.timeline import TimelineEntry
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from foundation.webforms.templatetags.sasae import clock_time

SHOWN = 8
LATE = timedelta(minutes=30)
WEEK = timedelta(days=7)


def _about(row: Any) -> str:
    return f"ケース {row.case}" if row.case_id else str(row.body)


dashboard.shows_tasks(DECIDE_TASK)
dashboard.shows_tasks(ANSWER_TASK)


@dashboard.register(40)
def requests_to_decide(request: Any) -> DashboardSection | None:
    """Show requests that wait for a decision."""
    if not works(request):
        return None
    rows = own_rows(
        request,
        DispatchRequest.objects.filter(state=RequestState.RECEIVED).select_related("case", "body"),
        "case",
    ).order_by("received_at")[: SHOWN + 1]
    items = [
        DashboardItem(
            f"{_about(row)}：{row.get_kind_display()}",
            reverse("admin:dispatch_dispatchrequest_change", args=[row.pk]),
            note=f"{date_text(on_day(row.received_at))}受付　{row.reference}",
        )
        for row in rows
    ]
    url = reverse("admin:dispatch_dispatchrequest_changelist") + "?state__exact=received"
    return DashboardSection("決定を待つ派遣の申込み", items, url=url, most=SHOWN)


@dashboard.register(41)
def untaken(request: Any) -> DashboardSection | None:
    """Show how many cases nobody looks after."""
    if not may_work(request, Permission.WORK_CASES):
        return None
    count = len(untaken_cases(clock.now()))
    items = [
        DashboardItem("担当のいないケースを受け持つ", reverse("admin:cases_untaken"), count=count)
    ]
    return DashboardSection("担当のいないケース", items if count else [])


@dashboard.register(42)
def reports_to_answer(request: Any) -> DashboardSection | None:
    """Show reports that wait for advice, the oldest first."""
    if not may_work(request, Permission.ANSWER_REPORTS):
        return None
    rows = own_rows(
        request,
        ActivityReport.objects.filter(state=ReportState.SUBMITTED)
        .select_related(
            "supporter__person",
            "visit__assignment__request__case",
            "visit__assignment__request__body",
            "visit__assignment__request__program__dispatch_settings",
        )
        .prefetch_related("guidance"),
        "visit__assignment__request__case",
    ).order_by("submitted_at")[: SHOWN + 1]
    items = []
    for row in rows:
        items.append(
            DashboardItem(
                f"{_about(row.visit.assignment.request)}（{row.supporter}さん）",
                reverse("admin:dispatch_activityreport_change", args=[row.pk]),
                due_on=answer_due_on(row),
                note="　".join(
                    filter(None, (f"{date_text(on_day(row.starts_at))}の活動", _asked(row)))
                ),
            )
        )
    url = reverse("admin:dispatch_activityreport_changelist") + "?state__exact=submitted"
    return DashboardSection("助言を待つ活動報告", items, url=url, most=SHOWN)


def _asked(report: ActivityReport) -> str:
    """Return where the last question to the supporter stands; nothing else tells of an answer."""
    asked = [one for one in report.guidance.all() if one.kind == GuidanceKind.QUESTION]
    if not asked:
        return ""
    return "質問の答えが届いています" if asked[-1].answer else "質問の答えを待っています"


@dashboard.register(42)
def reports_missing(request: Any) -> DashboardSection | None:
    """Show visits that are over and whose report did not come in its days, the oldest first."""
    if not may_work(request, Permission.ANSWER_REPORTS):
        return None
    rows = own_rows(request, Visit.objects.all(), "assignment__request__case")
    overdue = reports_overdue(rows, clock.now())
    items = [
        DashboardItem(
            f"{_about(one.visit.assignment.request)}（{one.visit.supporter}さん）",
            reverse("admin:dispatch_visit_change", args=[one.visit.pk]),
            due_on=one.due_on,
            note=f"{date_text(on_day(one.visit.starts_at))}の訪問",
        )
        for one in overdue[: SHOWN + 1]
    ]
    url = reverse("admin:dispatch_visit_changelist")
    return DashboardSection("届いていない活動報告", items, url=url, most=SHOWN)


@dashboard.register(43)
def visits_of_the_day(request: Any) -> DashboardSection | None:
    """Show who is out: today's visits, and those begun that did not report back."""
    if not works(request):
        return None
    now, today = clock.now(), clock.today()
    rows = own_rows(
        request,
        Visit.objects.filter(
            state__in=[VisitState.PLANNED, VisitState.DONE],
            starts_at__lt=now + timedelta(days=1),
            ends_at__gt=now - timedelta(days=1),
        ).select_related("supporter__person", "assignment__request__case",
                         "assignment__request__body"),
        "assignment__request__case",
    ).order_by("starts_at")  # fmt: skip
    items = [
        DashboardItem(
            f"{_about(row.assignment.request)}（{row.supporter}さん）"
            f"{clock_time(row.starts_at)}〜{clock_time(row.ends_at)}",
            reverse("admin:dispatch_visit_change", args=[row.pk]),
            note=_progress(row, now),
        )
        for row in rows
        if on_day(row.starts_at) == today or _is_missing(row, now)
    ]
    url = reverse("admin:dispatch_visit_changelist")
    return DashboardSection("今日の訪問", items, url=url)


def _is_missing(visit: Visit, now: Any) -> bool:
    begun = visit.began_at is not None and visit.finished_at is None
    return begun and now > visit.ends_at + LATE and visit.state == VisitState.PLANNED


def _progress(visit: Visit, now: Any) -> str:
    if _is_missing(visit, now):
        return "終了の連絡がありません。電話してください"
    if visit.finished_at:
        return "終了の連絡あり"
    return "活動中" if visit.began_at else ""


@dashboard.register(44)
def invitations_waiting(request: Any) -> DashboardSection | None:
    """Show invitations without an answer, those past their deadline first."""
    if not works(request):
        return None
    rows = own_rows(
        request,
        Invitation.objects.filter(
            state=InvitationState.SENT, request__state=RequestState.APPROVED
        ).select_related("supporter__person", "request__case", "request__body"),
        "request__case",
    ).order_by("deadline")[: SHOWN + 1]
    items = [
        DashboardItem(
            f"{row.supporter}さん（{_about(row.request)}）",
            reverse("admin:dispatch_invitation_change", args=[row.pk]),
            due_on=on_day(row.deadline),
        )
        for row in rows
    ]
    url = reverse("admin:dispatch_invitation_changelist")
    return DashboardSection("返事を待つ要請", items, url=url, most=SHOWN)


@dashboard.register(80)
def empty_teams(request: Any) -> DashboardSection | None:
    """Warn the administrator of cases that nobody reads any more (rule D6)."""
    if not may_work(request, Permission.MANAGE_MEMBERS):
        return None
    items = [
        DashboardItem(
            f"ケース {row.number} に担当がいません", reverse("admin:case_team", args=[row.pk])
        )
        for row in case_teams(clock.now())
        if not row.is_read
    ]
    return DashboardSection("担当のいないケース", items, reverse("admin:case_teams"), most=SHOWN)


@dashboard.register(81)
def opened_in_emergency(request: Any) -> DashboardSection | None:
    """Tell the administrator who opened whose case in an emergency within a week, by number; why
    is read by its team (rule D6)."""
    if not may_work(request, Permission.MANAGE_MEMBERS):
        return None
    items = [
        DashboardItem(
            f"ケース {row.case}：{row.user}さん", reverse("admin:case_team", args=[row.case_id]),
            note=f"{date_text(row.starts_at)}から",
        )
        for row in opened_since(clock.now() - WEEK)
    ]  # fmt: skip
    return DashboardSection("緊急閲覧（この7日間）", items)


@timeline.register
def activities(person: Any) -> Iterable[TimelineEntry]:
    """Return a supporter's invitations and visits; no case is named."""
    invitations = Invitation.objects.filter(supporter__person=person)
    for row in invitations:
        yield TimelineEntry(
            row.sent_at, f"派遣の要請（{row.get_state_display()}）",
            permission=Permission.SEE_SUPPORTERS,
        )  # fmt: skip
    for visit in Visit.objects.filter(supporter__person=person, state=VisitState.DONE):
        yield TimelineEntry(visit.starts_at, "活動", permission=Permission.SEE_SUPPORTERS)
