"""A tap at the reception after the session had ended: offered again in its place (ux 1 and 10)."""

from dataclasses import dataclass
from typing import Any

from foundation.adminsite.pending import Pending, waiting_for_page
from foundation.text import whole_number
from trainings.models import Application, CourseSession

LABELS = {
    "arrive": "来場",
    "absent": "欠席連絡",
    "leave": "早退",
    "undo": "取り消す",
    "walk_in": "当日参加",
    "observer": "聴講",
    "undo_observer": "聴講の取消",
}


@dataclass(frozen=True)
class LateDeed:
    """What was touched, about whom, and the form to send once more."""

    label: str
    name: str
    kept: Pending


def late_deed(request: Any, session: CourseSession) -> LateDeed | None:
    """Return the touch that came too late on this page; None when there is none.

    Names only who stands on the list of the day: what was sent is no key to other names.
    """
    kept = waiting_for_page(request)
    if kept is None:
        return None
    sent = dict(kept.fields)
    name = sent.get("walk-name") or sent.get("observer-name") or _applicant(sent, session)
    return LateDeed(LABELS.get(sent.get("deed", ""), "操作"), name, kept)


def _applicant(sent: dict[str, str], session: CourseSession) -> str:
    listed = Application.objects.filter(course=session.course_id)
    number = whole_number(sent.get("application", ""))
    found: str | None = listed.filter(pk=number).values_list("name", flat=True).first()
    return found or ""
