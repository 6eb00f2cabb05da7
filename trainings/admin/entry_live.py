"""What the entry grid asks while a call lasts: seats left, and who has this number (ux 2)."""

from typing import Any

from django.http import HttpResponseBase, JsonResponse

from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.text import TextError, clean_phone
from trainings.admin.course_scope import course_or_404
from trainings.models import Application, Course
from trainings.queries.staff import course_pools, joins_a_queue

MOST = 3


def seat_lines(course: Course) -> list[str]:
    """Return how the seats stand, a sentence for each kind that is counted apart."""
    pools = course_pools(course)
    lines = []
    for seat, count in pools.items():
        kind = f"{seat.label}：" if len(pools) > 1 else ""
        free = "定員なし" if count.free is None else f"残り{count.free}席"
        queued = (
            "。新しい申込は、キャンセル待ちになります。" if joins_a_queue(course, count) else ""
        )
        people = f"参加・案内中 {count.taken}人、キャンセル待ち {count.waiting}人"
        lines.append(f"{kind}{free}（{people}）{queued}")
    return lines


def same_number(course: Course, phone: str) -> str:
    """Return who has applied with this telephone number; empty for nobody or half a number."""
    try:
        number = clean_phone(phone)
    except TextError:
        return ""
    if not number:
        return ""
    found = (
        Application.objects.filter(course=course, phone=number).still_open().order_by("id")[:MOST]
    )
    people = "、".join(f"{one.name}さん（{one.get_state_display()}）" for one in found)
    return f"同じ電話番号の申込があります：{people}" if people else ""


@staff_page
class EntryLive(StaffPage):
    """Answers the script of the grid; the page works without it."""

    path, name, title = "courses/<int:pk>/entry/live/", "course_entry_live", "申込の入力（電話）"
    permission = Permission.DECIDE_APPLICATIONS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the seats."""
        course = course_or_404(request, kwargs["pk"], self.permission)
        return JsonResponse({"seats": seat_lines(course)})

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Return the seats, and who has the number; numbers never stand in an address."""
        course = course_or_404(request, pk, self.permission)
        hint = same_number(course, request.POST.get("phone", "")[:40])
        return JsonResponse({"seats": seat_lines(course), "hint": hint})
