"""When a letter may be written, and how it may be dated (rule D9)."""

from datetime import date
from typing import Any

from foundation.refusals import Refusal
from supporters.enums import LetterKind, RegistrationState
from supporters.rules.registrations import why_day_is_refused


def why_letter_is_refused(
    kind: LetterKind, registration: Any, term: Any, *, issued_on: date
) -> Refusal | None:
    """Return why the letter cannot be issued: its decision is missing, or it is dated before it.

    A 施行日 ahead is allowed: letters are prepared before they are sent.
    """
    if kind == LetterKind.REVOCATION:
        if registration.state != RegistrationState.REVOKED:
            return Refusal(
                "not_revoked", "取り消された登録ではありません。先に取消しを決定します。"
            )
        return _dated(issued_on, registration.state_since)
    if not registration.is_live:
        return Refusal("registration_over", "この登録は、すでに終わっています。")
    if term is None:
        return Refusal("no_term", "登録期間の記録がありません。")
    if kind == LetterKind.EXPIRY and term.valid_through is None:
        return Refusal("term_without_end", "期間の定めがない登録のため、満了の案内はありません。")
    return _dated(issued_on, term.decided_on)


def _dated(issued_on: date, decided_on: date) -> Refusal | None:
    return why_day_is_refused(issued_on, not_before=decided_on, on=date.max, what="施行日")
