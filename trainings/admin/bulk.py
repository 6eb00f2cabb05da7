"""Take a message to many back while it has not left (ux 3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import actor_of
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from trainings.actions.bulk import take_bulk_back
from trainings.admin.course_scope import course_or_404, courses_for
from trainings.models import Course
from trainings.queries.bulk import WaitingBulk, waiting_bulks
from trainings.wording import moment_text

DECIDE = Permission.DECIDE_APPLICATIONS


def own_bulks(request: Any) -> list[WaitingBulk]:
    """Return the waiting messages whose every course this membership works for."""
    bulks = waiting_bulks(clock.now())
    wanted = {pk for bulk in bulks for pk in bulk.courses}
    if not wanted:
        return []
    own = set(courses_for(request, DECIDE).filter(pk__in=wanted).values_list("pk", flat=True))
    return [bulk for bulk in bulks if bulk.courses <= own]


def has_waiting_bulk(request: Any, row: Course) -> bool:
    """Return whether a message to people of this course can still be taken back."""
    return any(row.pk in bulk.courses for bulk in own_bulks(request))


@staff_page
class CourseBulk(StaffPage):
    """The waiting messages of a course, each with its 取消."""

    path, name, title = "courses/<int:pk>/bulk/", "course_bulk", "送信前の一斉連絡"
    permission = DECIDE
    template_name = "trainings/staff/bulk.html"
    open_to_limited = True

    def _bulks(self, course: Course) -> list[WaitingBulk]:
        return [bulk for bulk in own_bulks(self.request) if course.pk in bulk.courses]

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show what waits and until when."""
        course = course_or_404(self.request, kwargs["pk"], DECIDE)
        waiting = [(bulk, moment_text(bulk.leaves_at)) for bulk in self._bulks(course)]
        return {"course": course, "waiting": waiting}

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Take one back; what left meanwhile is said."""
        course = course_or_404(request, pk, DECIDE)
        key = request.POST.get("key", "")
        bulk = next((bulk for bulk in self._bulks(course) if bulk.key == key), None)
        if bulk is None:
            messages.error(request, "この連絡は、すでに送信されたか取り消されています。")
            return HttpResponseRedirect(reverse("admin:course_bulk", args=[pk]))
        taken = take_bulk_back(key, actor=actor_of(request), now=clock.now())
        gone = bulk.count - taken
        words = f"{taken}人への一斉連絡を取り消しました。"
        if gone > 0:
            messages.warning(request, f"{words}{gone}人には、すでに送信されていました。")
        else:
            messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:trainings_course_change", args=[pk]))


@dashboard.register(5)
def waiting_messages(request: Any) -> DashboardSection | None:
    """Messages to many that can still be taken back. Three queries while any waits, else one."""
    if not request.may(DECIDE):
        return None
    items = [
        DashboardItem(
            f"{bulk.count}人への一斉連絡：{bulk.course.title}",
            reverse("admin:course_bulk", args=[bulk.course.pk]),
            note=f"{moment_text(bulk.leaves_at)}に送信します",
            actions=(("取消", reverse("admin:course_bulk", args=[bulk.course.pk])),),
        )
        for bulk in own_bulks(request)
    ]
    return DashboardSection("送信前の一斉連絡", items)
