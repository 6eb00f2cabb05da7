"""When a 派遣 may begin: both sides agreed to purpose, plan and content (津南町 第7条, R-48)."""

from datetime import date
from typing import Any

from foundation.refusals import Refusal


def why_cannot_agree(assignment: Any, agreed_on: date, on: date) -> Refusal | None:
    """Return why an agreement to the plan cannot be recorded."""
    if not assignment.plan.strip():
        return Refusal("plan_missing", "先に、目的・計画・内容を書いてください。")
    if agreed_on > on:
        return Refusal("agreed_in_future", "合意日に、これから先の日は入力できません。")
    return None


def why_cannot_start(
    assignment: Any, begun_on: date, *, standing: Refusal | None, consent: Refusal | None
) -> Refusal | None:
    """Return why the assignment cannot begin on that day."""
    if not assignment.plan.strip():
        return Refusal("plan_missing", "先に、目的・計画・内容を書いてください。")
    if assignment.agreed_by_user_on is None:
        return Refusal("user_not_agreed", "利用者（本人・家族・団体）の合意を記録してください。")
    if assignment.agreed_by_supporter_on is None:
        return Refusal("supporter_not_agreed", "サポーターの合意を記録してください。")
    if begun_on < max(assignment.agreed_by_user_on, assignment.agreed_by_supporter_on):
        return Refusal("begun_before_agreed", "開始日は、両者の合意日以降の日付にしてください。")
    return consent or standing
