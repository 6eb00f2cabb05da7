"""Whether one may apply, cancel or go back into the queue now (rules B1, B2, B5)."""

from datetime import datetime

from foundation.clock import on_day
from foundation.refusals import Refusal
from foundation.wareki import format_date
from trainings.enums import OPEN_STATES, ApplicationState, Channel, CourseState, Visibility
from trainings.models import Application, Course

TELEPHONE = "お急ぎのときは、担当課へお電話ください。"


def why_cannot_apply(
    course: Course, *, channel: str, received_at: datetime, now: datetime
) -> Refusal | None:
    """Return why an application received at `received_at` is not taken; None when it is.

    What counts is when it reached the office, so a FAX keyed after the closing time is taken
    when it arrived in time (rule B1). Walk-ins are taken by staff on the day (rule F4).
    """
    if received_at > now:
        return Refusal("received_in_future", "受付日時が未来になっています。確かめてください。")
    if not course.keeps_names:
        return Refusal(
            "headcount_only", "この研修は人数だけを記録します。受講する方のお名前は登録できません。"
        )
    if course.state == CourseState.DRAFT:
        return Refusal("draft", "この研修はまだ公開されていません。")
    if course.state == CourseState.CANCELLED:
        return Refusal("course_cancelled", "この研修は中止になりました。")
    if channel == Channel.WALK_IN:
        return None
    if course.state == CourseState.STOPPED:
        return Refusal("stopped", f"この研修は、いま申込を受け付けていません。{TELEPHONE}")
    if channel == Channel.WEB and (
        Channel.WEB not in course.channels or course.visibility == Visibility.INTERNAL
    ):
        return Refusal("not_on_the_web", f"この研修は、ウェブでは申し込めません。{TELEPHONE}")
    return _why_outside_the_times(course, received_at)


def _why_outside_the_times(course: Course, received_at: datetime) -> Refusal | None:
    if course.opens_at is not None and received_at < course.opens_at:
        day = format_date(on_day(course.opens_at), weekday=True)
        return Refusal("not_open_yet", f"申込の受付は、{day}から始まります。")
    if course.applications_close_at is not None and received_at >= course.applications_close_at:
        return Refusal("closed", f"申込の受付は終わりました。{TELEPHONE}")
    if course.has_started(received_at):
        return Refusal("started", f"この研修は、すでに始まっています。{TELEPHONE}")
    return None


def why_cannot_cancel(
    application: Application, course: Course, *, by_staff: bool, reason: str, now: datetime
) -> Refusal | None:
    """Return why the application cannot be cancelled: a person may until session 1 (rule B2)."""
    if application.state not in OPEN_STATES:
        return Refusal("not_open", "この申込は、すでに取り消されているか、終わっています。")
    if by_staff:
        if not reason.strip():
            return Refusal("reason_missing", "取り消す理由を入力してください。記録に残ります。")
        return None
    if course.has_started(now):
        return Refusal(
            "started",
            "研修が始まったため、この画面では取り消せません。担当課へお電話ください。",
        )
    return None


def why_cannot_rejoin(
    application: Application, course: Course, *, by_staff: bool, now: datetime
) -> Refusal | None:
    """Return why a lapsed or declined offer cannot go back to the end of the list (rule B2)."""
    if application.state not in (ApplicationState.LAPSED, ApplicationState.DECLINED_OFFER):
        return Refusal("not_lapsed", "この申込は、列に並び直す必要がありません。")
    if course.state != CourseState.PUBLISHED or course.has_started(now):
        return Refusal("over", "この研修のキャンセル待ちは終わりました。")
    if not by_staff and (course.promotion_until is None or now >= course.promotion_until):
        return Refusal("promotion_over", "繰上げの期限を過ぎたため、列に並び直せません。")
    return None
