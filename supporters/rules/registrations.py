"""What may happen to a registration, and when it ends (要綱 第14〜16条, rule D3)."""

from datetime import date
from typing import Any

from foundation.refusals import Refusal
from foundation.wareki import format_date
from supporters.enums import RegistrationState, RevocationState, WithdrawalState


def why_day_is_refused(
    day: date, *, not_before: date | None, on: date, what: str
) -> Refusal | None:
    """Return why a recorded day cannot be: it lies ahead, or before what it follows."""
    if day > on:
        return Refusal("day_in_future", f"{what}に、これから先の日は入力できません。")
    if not_before is not None and day < not_before:
        return Refusal(
            "day_too_early", f"{what}は、{format_date(not_before)}以降の日にしてください。"
        )
    return None


def why_cannot_propose_revocation(revocation: Any) -> Refusal | None:
    """Return what is missing before an approver may decide: investigation and interview (16条)."""
    if revocation.investigation_on is None or not revocation.investigation_note:
        return Refusal("investigation_missing", "調査した日と、その結果を記録してください。")
    if revocation.interview_on is None or not revocation.interview_note:
        return Refusal("interview_missing", "本人と面談した日と、その内容を記録してください。")
    return None


def why_cannot_approve_revocation(revocation: Any, user_id: int | None) -> Refusal | None:
    """Return why this person cannot revoke the registration now."""
    if revocation.state != RevocationState.PROPOSED:
        return Refusal("not_proposed", "先に担当者が「承認を求める」を行ってください。")
    if user_id is None:
        return Refusal("no_approver", "取消しは、承認者が決定してください。")
    if revocation.proposed_by_id == user_id:
        return Refusal("same_person", "起案した方とは別の承認者が決定してください。")
    return why_cannot_propose_revocation(revocation)


def why_cannot_receive_withdrawal(registration: Any, open_withdrawals: int) -> Refusal | None:
    """Return why a 辞退届 cannot be taken: the registration is over, or one already waits."""
    if not registration.is_live:
        return Refusal("registration_over", "この登録は、すでに終わっています。")
    if open_withdrawals:
        return Refusal("withdrawal_waits", "辞退の届けは、すでに受け付けています。")
    return None


def why_cannot_confirm_withdrawal(withdrawal: Any, note: str) -> Refusal | None:
    """Return why a withdrawal cannot be confirmed: the office has to know the reason (15条)."""
    if withdrawal.state != WithdrawalState.RECEIVED:
        return Refusal("withdrawal_settled", "この届けは、すでに処理されています。")
    if not (note.strip() or withdrawal.reason.strip()):
        return Refusal("reason_missing", "辞退の理由を確認し、その内容を記録してください。")
    return None


def why_cannot_renew_now(registration: Any, settings: Any) -> Refusal | None:
    """Return why a registration cannot be renewed, whatever its term (rule D2 asks the rest)."""
    if not settings.renewal_allowed:
        return Refusal("renewal_off", "この事業では、登録の更新を行いません。")
    if registration.state == RegistrationState.SUSPENDED:
        return Refusal("suspended", "登録が停止されています。停止を解いてから更新してください。")
    if not registration.is_live:
        return Refusal(
            "registration_over",
            f"この登録は「{registration.get_state_display()}」のため、更新できません。",
        )
    return None
