"""Whom a veto keeps apart, and when it may be recorded."""

from typing import Any

from foundation.refusals import Refusal


def why_cannot_veto(case: Any, supporter: Any, reason: str, *, stands: bool) -> Refusal | None:
    """Return why the two cannot be kept apart by a new record."""
    if supporter.program_id != case.program_id:
        return Refusal("other_program", "別の事業のサポーターです。")
    if stands:
        return Refusal("veto_exists", "この組み合わせは、すでに記録されています。")
    if not reason.strip():
        return Refusal(
            "reason_missing", "理由を入力してください。候補を選ぶ画面には、理由は表示されません。"
        )
    return None
