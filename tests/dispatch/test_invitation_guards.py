"""Every guard of an invitation by itself: the one before it may hide that it is gone."""

from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.enums import InvitationState, RequestState
from dispatch.rules.invitations import InviteFacts, why_cannot_accept, why_cannot_invite
from foundation.refusals import Refusal
from tests.factories.base import NOW

CONSENT = Refusal("client_consent_missing", "本人の同意がありません。")
STANDING = Refusal("suspended", "登録が停止されています。")
APPROVED = SimpleNamespace(state=RequestState.APPROVED)
SENT = SimpleNamespace(state=InvitationState.SENT, deadline=NOW, request=APPROVED)


def facts(**changes: Any) -> InviteFacts:
    return InviteFacts(**{"standing": None, "consent": None, **changes})


GUARDS = [
    ({}, None),
    ({"consent": CONSENT}, "client_consent_missing"),
    ({"standing": STANDING}, "suspended"),
    ({"places_left": 0}, "places_filled"),
]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        *GUARDS,
        ({"same_program": False}, "other_program"),
        ({"already_asked": True}, "already_asked"),
        ({"vetoed": True}, "not_suitable"),
        # What the office is told first hides nothing about the veto.
        ({"vetoed": True, "standing": STANDING}, "not_suitable"),
        ({"consent": CONSENT, "vetoed": True}, "client_consent_missing"),
    ],
)
def test_who_may_be_asked(changes, code):
    refusal = why_cannot_invite(APPROVED, facts(**changes))

    assert (refusal and refusal.code) == code
    received = SimpleNamespace(state=RequestState.RECEIVED)
    assert why_cannot_invite(received, facts(**changes)).code == "request_not_approved"


@pytest.mark.parametrize(("changes", "code"), GUARDS)
@pytest.mark.parametrize("by_staff", [True, False])
def test_whose_acceptance_counts(changes, code, by_staff):
    """Consent and standing are asked again when the answer comes, also when staff key it."""
    refusal = why_cannot_accept(SENT, facts(**changes), by_staff=by_staff, now=NOW)

    if code == "client_consent_missing" and not by_staff:
        code = "being_arranged"  # a supporter is told nothing of the case
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("invitation", "code"),
    [
        ({"state": InvitationState.ACCEPTED}, "already_accepted"),
        ({"state": InvitationState.WITHDRAWN}, "invitation_over"),
        ({"request": SimpleNamespace(state=RequestState.RECEIVED)}, "invitation_over"),
    ],
)
@pytest.mark.parametrize("by_staff", [True, False])
def test_what_can_no_longer_be_accepted(invitation, code, by_staff):
    row = SimpleNamespace(**{**vars(SENT), **invitation})

    assert why_cannot_accept(row, facts(), by_staff=by_staff, now=NOW).code == code
