"""Every move of every state table, allowed or refused (rule D3)."""

from itertools import product
from typing import Any

import pytest

from foundation.states import IllegalTransition
from supporters import states
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

ALLOWED: dict[str, tuple[Any, dict[str, set[str]]]] = {
    "APPLICATION_MOVES": (
        ApplicationState,
        {
            "received": {"interviewing", "approved", "rejected", "withdrawn"},
            "interviewing": {"approved", "rejected", "withdrawn"},
        },
    ),
    "REGISTRATION_MOVES": (
        RegistrationState,
        {
            "active": {"on_leave", "suspended", "withdrawn", "replaced", "revoked"},
            "on_leave": {"active", "suspended", "withdrawn", "replaced", "revoked"},
            "suspended": {"active", "on_leave", "withdrawn", "revoked"},
        },
    ),
    "WITHDRAWAL_MOVES": (WithdrawalState, {"received": {"confirmed", "retracted"}}),
    "RENEWAL_MOVES": (
        RenewalState,
        {"received": {"renewed", "declined", "retracted"}, "ending": {"retracted"}},
    ),
    "REVOCATION_MOVES": (
        RevocationState,
        {"opened": {"proposed", "dropped"}, "proposed": {"approved", "dropped"}},
    ),
    "RECEIVED_MOVES": (
        ReceivedState,
        {
            "pending": {"confirmed", "declined", "withdrawn"},
            "confirmed": {"declined", "withdrawn"},
            "declined": {"confirmed", "withdrawn"},
        },
    ),
    "UPDATE_MOVES": (UpdateState, {"waiting": {"accepted", "set_aside"}}),
    "PROVISION_MOVES": (
        ProvisionState,
        {"draft": {"approved", "cancelled"}, "approved": {"provided", "cancelled"}},
    ),
}
MATRIX = [
    (name, from_, to, to in allowed.get(from_.value, set()))
    for name, (words, allowed) in ALLOWED.items()
    for from_, to in product(words, words)
]


@pytest.mark.parametrize(("name", "from_", "to", "allowed"), MATRIX)
def test_rule_d3_transition_matrix(name, from_, to, allowed):
    table = getattr(states, name)

    assert table.allows(from_, to) is allowed
    if not allowed:
        with pytest.raises(IllegalTransition):
            table.require(from_, to)
