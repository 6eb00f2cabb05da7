"""What needs somebody today: decisions, offers, days, completions, unopened mails (ux 5)."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from trainings.enums import ApplicationState, CourseState, SessionState
from trainings.models import Application, Course, CourseSession, Offer
from trainings.queries.public_list import with_seats
from trainings.wording import moment_text, session_place

SOON = timedelta(days=7)
MOST = 10


def _mine(request: Any, permission: Permission, path: str = "program") -> Q | None:
    """Return the condition of the own programmes; None when the membership may not look."""
    programs = programs_with(request, permission)
    if programs is None:
        return Q()
    return Q(**{f"{path}__in": programs}) if programs else None


@dashboard.register(10)
def decisions(request: Any) -> DashboardSection | None:
    """Applications that wait for a decision, by course. One query."""
    mine = _mine(request, Permission.DECIDE_APPLICATIONS)
    if mine is None:
        return None
    waiting = Q(applications__state=ApplicationState.RECEIVED)
    courses = (
        Course.objects.filter(mine, state__in=[CourseState.PUBLISHED, CourseState.STOPPED])
        .annotate(undecided=Count("applications", filter=waiting))
        .filter(undecided__gt=0)
        .order_by("applications_close_at")[: MOST + 1]
    )
    items = [
        DashboardItem(
            one.title,
            f"{_applications()}?course__id__exact={one.pk}&state__exact=received",
            on_day(one.applications_close_at) if one.applications_close_at else None,
            one.undecided,
        )
        for one in courses
    ]
    return DashboardSection(
        "参加を決める申込", items, f"{_applications()}?state__exact=received", most=MOST
    )


@dashboard.register(12)
def offers(request: Any) -> DashboardSection | None:
    """Open offers with their deadlines. One query."""
    mine = _mine(request, Permission.DECIDE_APPLICATIONS, "application__course__program")
    if mine is None:
        return None
    found = (
        Offer.objects.filter(mine, outcome="")
        .select_related("application__course")
        .order_by("deadline")[: MOST + 1]
    )
    items = [
        DashboardItem(
            f"{one.application.name}さん：{one.application.course.title}",
            reverse("admin:trainings_application_change", args=[one.application_id]),
            note=f"返事の期限 {moment_text(one.deadline)}",
        )
        for one in found
    ]
    return DashboardSection(
        "繰上げの返事待ち", items, f"{_applications()}?state__exact=offered", most=MOST
    )


@dashboard.register(14)
def days(request: Any) -> DashboardSection | None:
    """The days of the coming week, with the way to the reception. One query."""
    mine = _mine(request, Permission.SEE_COURSES, "course__program")
    if mine is None:
        return None
    now = clock.now()
    found = (
        CourseSession.objects.filter(
            mine,
            state=SessionState.PLANNED,
            course__state__in=[CourseState.PUBLISHED, CourseState.STOPPED],
            ends_at__gte=now,
            starts_at__lt=now + SOON,
        )
        .select_related("course")
        .order_by("starts_at")[: MOST + 1]
    )
    may_print = request.may(Permission.PRINT_PAPERS)
    receives = request.may(Permission.RECEPTION)

    def papers(day: CourseSession) -> tuple[tuple[str, str], ...]:
        address = reverse("admin:session_pack", args=[day.pk])
        return (("当日の資料", address),) if may_print else ()

    items = [
        DashboardItem(
            f"{one.course.title} 第{one.n}回",
            reverse("admin:reception", args=[one.pk])
            if receives
            else reverse("admin:trainings_course_change", args=[one.course_id]),
            on=on_day(one.starts_at),
            note=session_place(one),
            actions=papers(one),
        )
        for one in found
    ]
    return DashboardSection("1週間以内の日程", items, _days(), most=MOST)


@dashboard.register(15)
def moved_days(request: Any) -> DashboardSection | None:
    """Days that moved and people who have not said whether they come. One query."""
    mine = _mine(request, Permission.DECIDE_APPLICATIONS, "course__program")
    if mine is None:
        return None
    silent = Q(answers__answer="", answers__application__state=ApplicationState.ACCEPTED)
    found = (
        CourseSession.objects.filter(mine, state=SessionState.PLANNED, ends_at__gte=clock.now())
        .annotate(silent=Count("answers", filter=silent))
        .filter(silent__gt=0)
        .select_related("course")
        .order_by("starts_at")[: MOST + 1]
    )
    items = [
        DashboardItem(
            f"{one.course.title} 第{one.n}回",
            reverse("admin:day_answers", args=[one.pk]),
            on=on_day(one.starts_at),
            count=one.silent,
        )
        for one in found
    ]
    return DashboardSection("新しい日程への返事待ち", items, _days(), most=MOST)


@dashboard.register(16)
def completions(request: Any) -> DashboardSection | None:
    """Courses that are over and have people without a decision. One query."""
    mine = _mine(request, Permission.DECIDE_COMPLETION)
    if mine is None:
        return None
    open_ = Q(applications__state=ApplicationState.ACCEPTED, applications__completion=None)
    courses = (
        Course.objects.filter(
            mine, ends_at__lt=clock.now(), state__in=[CourseState.PUBLISHED, CourseState.STOPPED]
        )
        .annotate(undecided=Count("applications", filter=open_))
        .filter(undecided__gt=0)
        .order_by("ends_at")[: MOST + 1]
    )
    items = [
        DashboardItem(
            one.title,
            reverse("admin:course_completion", args=[one.pk]),
            count=one.undecided,
            note=f"終了 {moment_text(one.ends_at)}" if one.ends_at else "",
        )
        for one in courses
    ]
    return DashboardSection(
        "修了の判定", items, reverse("admin:trainings_course_changelist"), most=MOST
    )


@dashboard.register(18)
def worries(request: Any) -> DashboardSection | None:
    """Courses short of people and mails nobody opened. Two queries."""
    mine = _mine(request, Permission.PLAN_COURSES)
    if mine is None:
        return None
    now = clock.now()
    near: Any = with_seats(
        Course.objects.filter(
            mine,
            state=CourseState.PUBLISHED,
            min_to_run__isnull=False,
            starts_at__gt=now,
            starts_at__lt=now + 2 * SOON,
        )
    )
    items = [
        DashboardItem(
            f"{one.title}：申込{one.taken}人（最少催行{one.min_to_run}人）",
            reverse("admin:trainings_course_change", args=[one.pk]),
            on=on_day(one.starts_at) if one.starts_at else None,
        )
        for one in near
        if one.taken < (one.min_to_run or 0)
    ]
    own = _mine(request, Permission.PLAN_COURSES, "course__program") or Q()
    unopened = (
        Application.objects.still_open()
        .filter(own)
        .unconfirmed(now - timedelta(hours=24))
        .filter(course__starts_at__gt=now)
        .count()
    )
    if unopened:
        items.append(
            DashboardItem(
                "メール未確認の申込", f"{_applications()}?mail=unconfirmed", count=unopened
            )
        )
    return DashboardSection("気をつけること", items)


def _days() -> str:
    return reverse("admin:trainings_coursesession_changelist")


def _applications() -> str:
    return reverse("admin:trainings_application_changelist")
