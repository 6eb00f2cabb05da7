"""Whether a course may be published, and which of its facts may still change (B2, B15)."""

from datetime import datetime

from foundation.refusals import Refusal
from trainings.enums import CourseState, SessionMode, Visibility
from trainings.models import Course, CourseSession


def why_cannot_publish(
    course: Course, sessions: list[CourseSession], now: datetime
) -> Refusal | None:
    """Return what is missing before the course may be published; None when nothing is."""
    if course.state != CourseState.DRAFT:
        return Refusal("not_a_draft", "この研修は、すでに公開されています。")
    if not sessions:
        return Refusal("no_session", "日程がありません。日程を1つ以上入力してください。")
    first = min(session.starts_at for session in sessions)
    if first <= now:
        return Refusal("in_the_past", "初回の開始が過ぎています。日程を確かめてください。")
    if course.opens_at is None or course.applications_close_at is None:
        return Refusal("times_missing", "募集開始と申込〆切を入力してください。")
    if course.opens_at >= course.applications_close_at:
        return Refusal("times_in_order", "申込〆切は、募集開始より後の日時にしてください。")
    if course.applications_close_at > first:
        return Refusal("closes_late", "申込〆切は、初回の開始までの日時にしてください。")
    if course.promotion_until is not None and not (
        course.applications_close_at <= course.promotion_until <= first
    ):
        return Refusal(
            "promotion_in_order",
            "繰上げ期限は、申込〆切から初回の開始までの日時にしてください。",
        )
    if refusal := _why_not_apart(course, sessions):
        return refusal
    if any(not session.venue and not session.online_url for session in sessions):
        return Refusal("no_place", "会場かオンラインのアドレスのない日程があります。")
    return None


def _why_not_apart(course: Course, sessions: list[CourseSession]) -> Refusal | None:
    """Return why room and online seats of the course cannot be counted apart."""
    if not course.counts_online:
        return None
    if not any(session.mode == SessionMode.HYBRID for session in sessions):
        return Refusal(
            "not_hybrid",
            "席を分けて数えるときは、日程の開催方法を「会場とオンライン」にしてください。",
        )
    return None


def why_cannot_change_allocation(course: Course, now: datetime) -> Refusal | None:
    """Return why the way seats are given is fixed: applications have opened (rule B2)."""
    if course.state != CourseState.DRAFT and course.opens_at and now >= course.opens_at:
        return Refusal(
            "allocation_fixed", "募集が始まったため、決め方（先着・抽選など）は変えられません。"
        )
    return None


def is_on_public_pages(course: Course) -> bool:
    """Return whether its address may be opened by anybody; the twin is `on_public_pages`."""
    return course.state != CourseState.DRAFT and course.visibility != Visibility.INTERNAL


def why_cannot_cancel(course: Course, now: datetime) -> Refusal | None:
    """Return why the whole course cannot be called off: what was held cannot be taken back.

    A course whose days were all put off without a new date is still to come.
    """
    if course.awaits_date or course.ends_at is None or course.ends_at > now:
        return None
    return Refusal(
        "course_over",
        "すべての日程が終わっているため、中止できません。延期したままの日程は、「日程」から中止できます。",
    )
