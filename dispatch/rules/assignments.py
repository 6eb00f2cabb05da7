"""When a 派遣 may begin: both sides agreed to purpose, plan and content (津南町 第7条, R-48)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from dispatch.enums import AssignmentState
from foundation.refusals import Refusal

PLAN_CHANGED = Refusal(
    "plan_changed",
    "内容が新しくなりました。お手数ですが、もう一度お読みになってからお答えください。",
)


def plan_hash(plan: str) -> str:
    """Return what tells one plan from another: nobody agrees to words they were not shown."""
    return sha256(plan.encode()).hexdigest()


def why_cannot_agree(
    assignment: Any, agreed_on: date, on: date, shown_hash: str | None = None
) -> Refusal | None:
    """Return why an agreement to the plan cannot be recorded.

    `shown_hash` is the plan on the page of whoever agrees there; None where staff key a paper.
    """
    if not assignment.plan.strip():
        return Refusal("plan_missing", "先に、目的・計画・内容を書いてください。")
    if shown_hash is not None and shown_hash != plan_hash(assignment.plan):
        return PLAN_CHANGED
    if agreed_on > on:
        return Refusal("agreed_in_future", "合意日に、これから先の日は入力できません。")
    return None


@dataclass(frozen=True)
class PlanAskFacts:
    """What decides whether somebody is asked for the agreement by mail."""

    has_email: bool
    waiting: bool
    case_is_open: bool = True
    consent: Refusal | None = None


def why_cannot_ask_to_agree(assignment: Any, facts: PlanAskFacts) -> Refusal | None:
    """Return why nobody is asked by mail to agree to the plan."""
    if assignment.state != AssignmentState.PREPARING:
        return Refusal("already_begun", "この派遣は、すでに始まっているか、終わっています。")
    if not facts.case_is_open:
        return Refusal("case_closed", "このケースは終わっているか、利用を停止しています。")
    if not assignment.plan.strip():
        return Refusal("plan_missing", "先に、目的・計画・内容を書いてください。")
    if facts.consent:
        return facts.consent
    if not facts.has_email:
        return Refusal(
            "no_email", "メールアドレスが記録されていません。確認書を印刷してお渡しください。"
        )
    if facts.waiting:
        return Refusal("already_asked", "すでにお願いしています。返事をお待ちください。")
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
