"""Which state may follow which: one table per state column of supporters (rule D3)."""

from foundation.states import MoveRule, TransitionTable
from supporters.enums import (
    ApplicationState,
    ProvisionState,
    ReceivedState,
    RegistrationState,
    RenewalState,
    RevocationState,
    UpdateState,
    WithdrawalState,
)

STAFF = ("clerk",)
OFFICE = ("clerk", "approver")
A, R, W = ApplicationState, RegistrationState, WithdrawalState

APPLICATION_MOVES = TransitionTable(
    initial=(A.RECEIVED,),
    moves={
        (A.RECEIVED, A.INTERVIEWING): MoveRule("面談・講習へ進む", STAFF),
        (A.RECEIVED, A.APPROVED): MoveRule("承認する", OFFICE),
        (A.RECEIVED, A.REJECTED): MoveRule("承認しない", OFFICE, reason_required=True),
        (A.RECEIVED, A.WITHDRAWN): MoveRule("取り下げる", ("person", "clerk")),
        (A.INTERVIEWING, A.APPROVED): MoveRule("承認する", OFFICE),
        (A.INTERVIEWING, A.REJECTED): MoveRule("承認しない", OFFICE, reason_required=True),
        (A.INTERVIEWING, A.WITHDRAWN): MoveRule("取り下げる", ("person", "clerk")),
    },
)

REGISTRATION_MOVES = TransitionTable(
    initial=(R.ACTIVE,),
    moves={
        (R.ACTIVE, R.ON_LEAVE): MoveRule("休止する", ("person", "clerk")),
        (R.ON_LEAVE, R.ACTIVE): MoveRule("再開する", ("person", "clerk")),
        (R.ACTIVE, R.SUSPENDED): MoveRule("停止する", STAFF, reason_required=True),
        (R.ON_LEAVE, R.SUSPENDED): MoveRule("停止する", STAFF, reason_required=True),
        (R.SUSPENDED, R.ACTIVE): MoveRule("停止を解く", STAFF, reason_required=True),
        (R.SUSPENDED, R.ON_LEAVE): MoveRule("停止を解き、休止に戻す", STAFF, reason_required=True),
        **{
            (state, R.WITHDRAWN): MoveRule("辞退を確認して解除する", STAFF, reason_required=True)
            for state in (R.ACTIVE, R.ON_LEAVE, R.SUSPENDED)
        },
        **{
            (state, R.REPLACED): MoveRule("新しい番号で更新する", STAFF)
            for state in (R.ACTIVE, R.ON_LEAVE)
        },
        **{
            (state, R.REVOKED): MoveRule("取り消す", ("approver",), reason_required=True)
            for state in (R.ACTIVE, R.ON_LEAVE, R.SUSPENDED)
        },
    },
)

WITHDRAWAL_MOVES = TransitionTable(
    initial=(W.RECEIVED,),
    moves={
        (W.RECEIVED, W.CONFIRMED): MoveRule("理由を確認した", STAFF),
        (W.RECEIVED, W.RETRACTED): MoveRule("取り下げる", ("person", "clerk")),
    },
)

RENEWAL_MOVES = TransitionTable(
    initial=(RenewalState.RECEIVED, RenewalState.ENDING),
    moves={
        (RenewalState.RECEIVED, RenewalState.RENEWED): MoveRule("更新する", STAFF),
        (RenewalState.RECEIVED, RenewalState.DECLINED): MoveRule(
            "更新しない", STAFF, reason_required=True
        ),
        (RenewalState.RECEIVED, RenewalState.RETRACTED): MoveRule(
            "取り下げる", ("person", "clerk")
        ),
        (RenewalState.ENDING, RenewalState.RETRACTED): MoveRule("取り下げる", ("person", "clerk")),
    },
)

REVOCATION_MOVES = TransitionTable(
    initial=(RevocationState.OPENED,),
    moves={
        (RevocationState.OPENED, RevocationState.PROPOSED): MoveRule("承認を求める", STAFF),
        (RevocationState.PROPOSED, RevocationState.APPROVED): MoveRule("取り消す", ("approver",)),
        (RevocationState.OPENED, RevocationState.DROPPED): MoveRule("取り消さない", STAFF),
        (RevocationState.PROPOSED, RevocationState.DROPPED): MoveRule(
            "取り消さない", OFFICE, reason_required=True
        ),
    },
)

RECEIVED_MOVES = TransitionTable(
    initial=(ReceivedState.PENDING,),
    moves={
        (ReceivedState.PENDING, ReceivedState.CONFIRMED): MoveRule("意向ありと確認", STAFF),
        (ReceivedState.PENDING, ReceivedState.DECLINED): MoveRule("意向なしと確認", STAFF),
        (ReceivedState.CONFIRMED, ReceivedState.DECLINED): MoveRule("意向なしと確認", STAFF),
        (ReceivedState.DECLINED, ReceivedState.CONFIRMED): MoveRule("意向ありと確認", STAFF),
        **{
            (state, ReceivedState.WITHDRAWN): MoveRule("提供元で撤回", ("system",))
            for state in (ReceivedState.PENDING, ReceivedState.CONFIRMED, ReceivedState.DECLINED)
        },
    },
)

UPDATE_MOVES = TransitionTable(
    initial=(UpdateState.WAITING,),
    moves={
        (UpdateState.WAITING, UpdateState.ACCEPTED): MoveRule("受け入れる", STAFF),
        (UpdateState.WAITING, UpdateState.SET_ASIDE): MoveRule(
            "反映しない", STAFF, reason_required=True
        ),
    },
)

PROVISION_MOVES = TransitionTable(
    initial=(ProvisionState.DRAFT,),
    moves={
        (ProvisionState.DRAFT, ProvisionState.APPROVED): MoveRule("承認する", ("approver",)),
        (ProvisionState.DRAFT, ProvisionState.CANCELLED): MoveRule("取りやめる", OFFICE),
        (ProvisionState.APPROVED, ProvisionState.PROVIDED): MoveRule("提供する", STAFF),
        (ProvisionState.APPROVED, ProvisionState.CANCELLED): MoveRule("取りやめる", OFFICE),
    },
)
