"""When the strain of a visit is asked, and when somebody should talk with the supporter."""

from datetime import date, datetime
from typing import Any

from dispatch.rules.reports import REPORTABLE
from foundation.clock import on_day
from foundation.refusals import Refusal

HEAVY = 4


def needs_talk(check: Any) -> bool:
    """Return whether the coordinator should talk with the supporter and has not yet."""
    return check.talked_on is None and (check.strain >= HEAVY or check.wants_talk)


def why_cannot_answer_care(visit: Any, strain: int, now: datetime) -> Refusal | None:
    """Return why the question is not asked now."""
    if visit.state not in REPORTABLE or now < visit.starts_at:
        return Refusal("visit_not_held", "活動が始まってから、お答えください。")
    if not 1 <= strain <= 5:
        return Refusal("strain_out_of_range", "負担感を1から5で選んでください。")
    return None


def why_cannot_record_talk(check: Any, talked_on: date, on: date) -> Refusal | None:
    """Return why a talk cannot be recorded."""
    if check.talked_on is not None:
        return Refusal("talked_already", "話をしたことは、すでに記録してあります。")
    if talked_on > on:
        return Refusal("talk_in_future", "話をした日は、今日か今日より前の日にしてください。")
    if talked_on < on_day(check.visit.starts_at):
        return Refusal("talk_before_visit", "話をした日は、訪問の日以降にしてください。")
    return None
