"""Whether a request for a visiting lecture is taken, and whether names may be kept (R-113)."""

from datetime import date, datetime, timedelta

from foundation.refusals import Refusal
from trainings.models.headcount import Audience

EARLIEST_DAYS = 7
"""A lecturer has to be found; a wish sooner than this is for the telephone."""
LATEST_DAYS = 550


def why_not_that_day(day: date, today: date) -> Refusal | None:
    """Return why a wished day cannot be asked for on the web."""
    if day < today + timedelta(days=EARLIEST_DAYS):
        return Refusal(
            "too_soon",
            f"{EARLIEST_DAYS}日後より先の日を選んでください。お急ぎのときは、お電話ください。",
        )
    if day > today + timedelta(days=LATEST_DAYS):
        return Refusal("too_late", "1年半より先の日は、まだ申し込めません。")
    return None


def may_keep_names(audience: str) -> bool:
    """Return whether a list of names may be kept: never at a school (design: no child's name)."""
    return audience != Audience.SCHOOL


def why_cannot_hold(
    audience: str, *, keeps_names: bool, starts_at: datetime, ends_at: datetime, now: datetime
) -> Refusal | None:
    """Return why the course decided for a request cannot be made."""
    if starts_at <= now:
        return Refusal("in_the_past", "開始が過ぎています。日時を確かめてください。")
    if ends_at <= starts_at:
        return Refusal("ends_before_start", "終了は開始より後の日時にしてください。")
    if keeps_names and not may_keep_names(audience):
        return Refusal(
            "no_names_at_schools", "学校での講座は人数だけを記録します。名簿は作れません。"
        )
    return None
