"""The coordinators' calendar: own cases by week and month, others as counts, a file to take."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch import notices
from dispatch.actions.feeds import close_feed, make_feed
from dispatch.admin.scope import WORKERS, own_rows
from dispatch.enums import VisitState
from dispatch.models import CalendarFeed, Visit
from dispatch.queries.calendar import Span, by_day, in_span, loads
from dispatch.queries.months import Month
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.wareki import format_date

CASE_PATH = "assignment__request__case"
TAKEN = timedelta(days=92)


def day_asked(request: Any, today: date) -> date:
    """Return the day in the address; today when there is none or it is not a day."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today


@staff_page
class VisitCalendar(StaffPage):
    """A week, or a month with `?view=month`."""

    path, name, title = "dispatch-calendar/", "dispatch_calendar", "訪問のカレンダー"
    permission = WORKERS
    template_name = "dispatch/staff/calendar.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the days with their visits; whose names are shown is logged."""
        today, now = clock.today(), clock.now()
        day = day_asked(self.request, today)
        is_month = self.request.GET.get("view") == "month"
        month = Month(day.year, day.month)
        span = Span.month_of(month.first) if is_month else Span.week_of(day)
        visits = in_span(own_rows(self.request, Visit.objects.all(), CASE_PATH), span)
        if visits:
            record_access(
                AccessAction.LIST, Visit, [row.pk for row in visits],
                actor=actor_of(self.request), now=now,
            )  # fmt: skip
        days = by_day(visits, span)
        week = timedelta(days=7)
        return {
            "is_month": is_month,
            "month": month,
            "today": today,
            "day": day,
            "label": month.label if is_month else _week_label(span),
            "before": (month.before.first if is_month else day - week).isoformat(),
            "after": (month.after.first if is_month else day + week).isoformat(),
            "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
            "loads": [] if is_month else loads(span, now),
        }


def _week_label(span: Span) -> str:
    return f"{format_date(span.first)}から{span.last.month}月{span.last.day}日まで"


@staff_page
class FeedPage(StaffPage):
    """Make, replace and close the own secret address of a subscribed calendar."""

    path, name = "dispatch-calendar/feed/", "dispatch_calendar_feed"
    title = "カレンダーの購読"
    permission = WORKERS
    password_again = True
    template_name = "dispatch/staff/feed.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the open address's dates; the secret itself is not kept."""
        open_ones = CalendarFeed.objects.filter(user=self.request.user, revoked_at__isnull=True)
        return {"feed": open_ones.first()}

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Make a new address and show it once, or close the one there is."""
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        if request.POST.get("step") == "close":
            close_feed(request.user, **doer)
            messages.success(request, "購読用のアドレスを無効にしました。")
            return HttpResponseRedirect(reverse("admin:dispatch_calendar_feed"))
        token = make_feed(request.user, **doer)
        here = reverse("dispatch:calendar-feed", args=[request.organization.slug, token])
        response = self.show(address=settings.SITE_URL.rstrip("/") + here, **self.get_context())
        response["Cache-Control"] = "private, no-store"
        return response


@staff_page
class CalendarFile(StaffPage):
    """The planned visits of the next three months as a calendar file with neutral titles."""

    path, name, title = "dispatch-calendar.ics", "dispatch_calendar_file", "カレンダーのファイル"
    permission = WORKERS
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Log the export and return the file: times and a neutral title, no place (rule B16)."""
        now, today = clock.now(), clock.today()
        rows = own_rows(request, Visit.objects.all(), CASE_PATH)
        visits = in_span(rows.filter(state=VisitState.PLANNED), Span(today, today + TAKEN))
        if visits:
            record_access(
                AccessAction.EXPORT, Visit, [row.pk for row in visits],
                actor=actor_of(request), now=now,
            )  # fmt: skip
        content = notices.calendar_of(visits, now=now)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
        response["Cache-Control"] = "private, no-store"
        return response
