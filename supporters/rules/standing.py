"""Why a supporter may not be asked for a day: one sentence for each reason (rules A5, C4, D3)."""

from dataclasses import dataclass
from datetime import date

from foundation.period import Period
from foundation.refusals import Refusal
from foundation.wareki import format_date
from supporters.enums import ReceivedState, RegistrationState


@dataclass(frozen=True)
class StandingFacts:
    """Everything the decision looks at, already loaded."""

    stop_use: bool
    purged: bool
    registration_state: RegistrationState | None
    terms: tuple[Period, ...]
    received_state: ReceivedState | None
    stopped_there: bool
    stop_told: bool
    consent_in_force: bool
    withdrawal_waits: bool
    follow_up_overdue: bool
    follow_up_strict: bool


STATE_REFUSALS = {
    RegistrationState.ON_LEAVE: Refusal("on_leave", "本人の希望で休止しています。"),
    RegistrationState.SUSPENDED: Refusal("suspended", "登録が停止されています。"),
    RegistrationState.WITHDRAWN: Refusal("withdrawn", "登録を辞退しています。"),
    RegistrationState.REPLACED: Refusal("replaced", "新しい番号で更新されています。"),
    RegistrationState.REVOKED: Refusal("revoked", "登録が取り消されています。"),
}
RECEIVED_REFUSALS = {
    ReceivedState.PENDING: Refusal(
        "not_reconfirmed", "提供を受けた名簿の方です。先に本人の意向を確かめてください。"
    ),
    ReceivedState.DECLINED: Refusal("declined", "活動の意向がないことを確認しています。"),
    ReceivedState.WITHDRAWN: Refusal("provision_withdrawn", "提供元で提供が取りやめられています。"),
}


def why_not_dispatchable_from(facts: StandingFacts, day: date) -> Refusal | None:
    """Return why the supporter may not be asked for the day; None when they may."""
    if facts.stop_use or facts.purged:
        return Refusal("stop_use", "利用停止の記録がある方です。")
    if facts.registration_state is not None:
        refusal = _why_registration_does_not_serve(facts, facts.registration_state, day)
    else:
        refusal = _why_entry_does_not_serve(facts) or _why_no_term_holds(facts.terms, day)
    if refusal:
        return refusal
    if facts.follow_up_strict and facts.follow_up_overdue:
        return Refusal("follow_up_overdue", "フォローアップの期限が過ぎています。")
    return None


def _why_entry_does_not_serve(facts: StandingFacts) -> Refusal | None:
    if refusal := RECEIVED_REFUSALS.get(facts.received_state or ReceivedState.PENDING):
        return refusal
    if facts.stopped_there:
        return Refusal("stopped_there", "提供元で休止または停止となっています。")
    if facts.stop_told:
        return Refusal(
            "stop_told",
            "提供元から休止・停止のお知らせが届いています。先にお知らせを確認してください。",
        )
    return None


def _why_registration_does_not_serve(
    facts: StandingFacts, state: RegistrationState, day: date
) -> Refusal | None:
    if refusal := STATE_REFUSALS.get(state):
        return refusal
    if refusal := _why_no_term_holds(facts.terms, day):
        return refusal
    if not facts.consent_in_force:
        return Refusal(
            "consent_missing", "活動への同意が有効ではありません。同意書を確かめてください。"
        )
    if facts.withdrawal_waits:
        return Refusal("leaving", "辞退の届けを受け付けています。")
    return None


def _why_no_term_holds(terms: tuple[Period, ...], day: date) -> Refusal | None:
    if any(term.contains(day) for term in terms):
        return None
    ends = [term.valid_through for term in terms if term.valid_from <= day and term.valid_through]
    if ends:
        last = max(ends)
        return Refusal("expired", f"登録期間が{format_date(last)}で満了しています。")
    return Refusal("not_begun", "登録期間がまだ始まっていません。")
