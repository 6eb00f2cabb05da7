"""When a supporter may open what they were sent: it ends the same second (T29, rule D3)."""

from dataclasses import dataclass
from typing import Any

from dispatch.enums import AssignmentState
from foundation.refusals import Refusal
from supporters.enums import ReceivedState, RegistrationState

CLOSED = Refusal("access_closed", "ただいま、この画面はご覧になれません。担当課へお電話ください。")
ENDING_STATES = (
    RegistrationState.SUSPENDED,
    RegistrationState.WITHDRAWN,
    RegistrationState.REVOKED,
)


@dataclass(frozen=True)
class AccessFacts:
    """What the decision looks at, already loaded."""

    stop_use: bool
    purged: bool
    registration_state: str | None
    received_state: str | None
    has_standing_consent: bool


def why_access_is_closed(facts: AccessFacts) -> Refusal | None:
    """Return why the supporter may open nothing at all.

    A pause, a term that ran out and a missed follow-up end candidacy only: reports of visits
    already made can still be written.
    """
    if facts.stop_use or facts.purged:
        return CLOSED
    if facts.registration_state is not None:
        if facts.registration_state in ENDING_STATES or not facts.has_standing_consent:
            return CLOSED
        return None
    return None if facts.received_state == ReceivedState.CONFIRMED else CLOSED


def shows_facts(assignment: Any) -> bool:
    """Return whether the stage is reached in which the consented facts are shown: the start.

    Before, purpose and plan are enough to agree; on hold and after the end nothing is shown.
    """
    return bool(assignment.state == AssignmentState.ACTIVE)
