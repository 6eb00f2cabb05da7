"""A supporter leaves: the notice, the office's confirmation, or a change of mind (要綱 第15条)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.moves import locked_registration, move_registration, tell_standing
from supporters.actions.recalls import recall_registration
from supporters.enums import IntakeChannel, RegistrationState, WithdrawalState
from supporters.models import Registration, Withdrawal
from supporters.rules.registrations import (
    why_cannot_confirm_withdrawal,
    why_cannot_receive_withdrawal,
    why_day_is_refused,
)
from supporters.states import WITHDRAWAL_MOVES

CONFIRM_TASK = "supporters.confirm_withdrawal"


@action("supporters.withdrawal.received")
def receive_withdrawal(
    registration: Registration,
    *,
    channel: IntakeChannel,
    received_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Withdrawal:
    """Take a 辞退届: candidacy ends at once, the registration when the office has confirmed.

    Refuses a registration that is over and a second notice. Locks the registration.
    """
    registration = locked_registration(registration)
    waiting = registration.withdrawals.filter(state=WithdrawalState.RECEIVED).count()
    refusal = why_cannot_receive_withdrawal(registration, waiting) or why_day_is_refused(
        received_on, not_before=None, on=on_day(now), what="届出日"
    )
    if refusal:
        raise Refused(refusal)
    withdrawal: Withdrawal = Withdrawal.objects.create(
        registration=registration, channel=channel, received_on=received_on, reason=reason
    )
    create_task(
        NewTask(
            CONFIRM_TASK, f"登録番号 {registration.number_text} の辞退の理由を確認する", on_day(now)
        ),
        target=withdrawal, actor=actor, now=now,
    )  # fmt: skip
    tell_standing(registration, actor=actor, now=now)
    return withdrawal


def open_withdrawal_for_consent(
    registration: Registration, *, through: IntakeChannel, note: str, actor: Actor, now: datetime
) -> Withdrawal | None:
    """Open a 辞退 because 資料5 was withdrawn (rule C5); None when one waits or it is over."""
    registration = locked_registration(registration)
    waiting = registration.withdrawals.filter(state=WithdrawalState.RECEIVED).count()
    if why_cannot_receive_withdrawal(registration, waiting):
        return None
    return receive_withdrawal(
        registration, channel=through, received_on=on_day(now),
        reason=note or "同意書の撤回による", actor=actor, now=now,
    )  # fmt: skip


@action("supporters.withdrawal.confirmed")
def confirm_withdrawal(
    withdrawal: Withdrawal, *, note: str, confirmed_on: date, actor: Actor, now: datetime
) -> Withdrawal:
    """Confirm the reason and end the registration that day (要綱 第15条第2項).

    Where the registration ended meanwhile in another way, the notice is settled and nothing else.
    """
    withdrawal = _locked(withdrawal)
    refusal = why_cannot_confirm_withdrawal(withdrawal, note) or why_day_is_refused(
        confirmed_on, not_before=withdrawal.received_on, on=on_day(now), what="確認した日"
    )
    if refusal:
        raise Refused(refusal)
    WITHDRAWAL_MOVES.require(withdrawal.state, WithdrawalState.CONFIRMED)
    withdrawal.state = WithdrawalState.CONFIRMED
    withdrawal.confirmed_on = confirmed_on
    withdrawal.confirmed_by_id = actor.user_id
    withdrawal.confirmation_note = note
    withdrawal.save(update_fields=["state", "confirmed_on", "confirmed_by", "confirmation_note"])
    close_tasks_about(withdrawal, CONFIRM_TASK, outcome="確認済み", actor=actor, now=now)
    if withdrawal.registration.is_live:
        _end(withdrawal, on=confirmed_on, actor=actor, now=now)
    return withdrawal


def _end(withdrawal: Withdrawal, *, on: date, actor: Actor, now: datetime) -> None:
    registration = move_registration(
        withdrawal.registration, RegistrationState.WITHDRAWN, on=on,
        reason=withdrawal.confirmation_note.strip() or withdrawal.reason, actor=actor, now=now,
    )  # fmt: skip
    recall_registration(registration, actor=actor, now=now)
    notices.tell_withdrawn(registration, actor=actor, now=now)


@action("supporters.withdrawal.retracted")
def retract_withdrawal(withdrawal: Withdrawal, *, actor: Actor, now: datetime) -> Withdrawal:
    """Let a supporter stay who changed their mind before the office confirmed."""
    withdrawal = _locked(withdrawal)
    WITHDRAWAL_MOVES.require(withdrawal.state, WithdrawalState.RETRACTED)
    withdrawal.state = WithdrawalState.RETRACTED
    withdrawal.save(update_fields=["state"])
    close_tasks_about(withdrawal, CONFIRM_TASK, outcome="本人が取り下げ", actor=actor, now=now)
    tell_standing(withdrawal.registration, actor=actor, now=now)
    return withdrawal


def _locked(withdrawal: Withdrawal) -> Withdrawal:
    locked_registration(withdrawal.registration)
    row: Withdrawal = (
        Withdrawal.objects.select_for_update(of=("self",))
        .select_related("registration__person", "registration__program")
        .get(pk=withdrawal.pk)
    )
    return row
