"""The whole matrix of rule B2: what the table allows, and nothing else."""

import pytest

from foundation.refusals import Refused
from foundation.states import IllegalTransition
from trainings.enums import APPLICATION_STATES, COURSE_STATES, SESSION_STATES, ApplicationState

ALLOWED = {
    "received": {"accepted", "waiting", "declined", "cancelled", "course_cancelled"},
    "waiting": {"offered", "accepted", "cancelled", "course_cancelled"},
    "offered": {"accepted", "declined_offer", "lapsed", "cancelled", "course_cancelled"},
    "accepted": {"cancelled", "course_cancelled"},
    "lapsed": {"waiting"},
    "declined_offer": {"waiting"},
    "declined": set(),
    "cancelled": set(),
    "course_cancelled": set(),
}


@pytest.mark.parametrize("from_", ApplicationState.values)
@pytest.mark.parametrize("to", ApplicationState.values)
def test_rule_b2_matrix(from_, to):
    if to in ALLOWED[from_]:
        APPLICATION_STATES.require(from_, to)
    else:
        with pytest.raises(IllegalTransition):
            APPLICATION_STATES.require(from_, to)


@pytest.mark.parametrize("state", ApplicationState.values)
def test_rule_b2_a_new_application_is_accepted_waiting_or_received(state):
    assert APPLICATION_STATES.allows(None, state) is (state in {"accepted", "waiting", "received"})


@pytest.mark.parametrize(("from_", "to"), [("received", "declined"), ("waiting", "accepted")])
def test_rule_b2_reason_required(from_, to):
    with pytest.raises(Refused, match="理由"):
        APPLICATION_STATES.require(from_, to, reason=" ")


def test_every_course_and_session_state_is_in_its_table():
    assert set(COURSE_STATES.states) == {"draft", "published", "stopped", "cancelled"}
    assert set(SESSION_STATES.states) == {"planned", "held", "postponed", "cancelled"}
