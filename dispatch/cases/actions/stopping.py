"""Stop using the data of a case, and allow it again (利用停止, 個人情報保護法98条)."""

from datetime import datetime

from dispatch.cases.actions.loading import locked_case
from dispatch.cases.models import Case
from dispatch.cases.signals import consents_changed
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused


@action("cases.case.use_stopped")
def stop_use(case: Case, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Stop the use: visits to come are held and supporters see nothing, the same second."""
    case = locked_case(case, actor=actor, now=now)
    if not reason.strip():
        raise Refused("reason_missing", "利用停止の理由（請求の受付番号など）を入力してください。")
    if case.stop_use:
        raise Refused("use_is_stopped", "このケースは、すでに利用停止中です。")
    return _write(case, reason.strip(), actor=actor, now=now)


@action("cases.case.use_allowed")
def allow_use(case: Case, *, actor: Actor, now: datetime) -> Case:
    """Let the data be used again; visits that were held wait for the coordinator."""
    case = locked_case(case, actor=actor, now=now)
    if not case.stop_use:
        raise Refused("use_is_allowed", "このケースは、利用停止中ではありません。")
    return _write(case, "", actor=actor, now=now)


def _write(case: Case, reason: str, *, actor: Actor, now: datetime) -> Case:
    case.stop_use, case.stop_use_reason = bool(reason), reason
    case.save(update_fields=["stop_use", "stop_use_reason"])
    consents_changed.send(sender=Case, case=case, actor=actor, now=now)
    return case
