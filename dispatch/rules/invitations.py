"""Whether a supporter may be asked, and whether the answer still counts (要綱 第10条)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.enums import InvitationState, RequestState
from foundation.refusals import Refusal

PLACES_FILLED = Refusal("places_filled", "お願いする人数は、すでにそろっています。")


@dataclass(frozen=True)
class InviteFacts:
    """Everything the decision to ask looks at, already loaded."""

    standing: Refusal | None
    consent: Refusal | None
    same_program: bool = True
    already_asked: bool = False
    vetoed: bool = False
    places_left: int = 1


def why_cannot_invite(request: Any, facts: InviteFacts) -> Refusal | None:
    """Return why the supporter may not be asked for this request."""
    if request.state != RequestState.APPROVED:
        return Refusal("request_not_approved", "派遣の申込みが承認されてから、要請してください。")
    if not facts.same_program:
        return Refusal("other_program", "別の事業のサポーターです。")
    if facts.consent:
        return facts.consent
    if facts.places_left < 1:
        return PLACES_FILLED
    if facts.already_asked:
        return Refusal("already_asked", "このサポーターには、すでに要請しています。")
    if facts.vetoed:
        # The reason is kept apart and never shows here.
        return Refusal("not_suitable", "このサポーターは、今回の候補になりません。")
    return facts.standing


def is_expired(invitation: Any, now: datetime) -> bool:
    """Return whether nobody answered in time; computed, never stored (design D10)."""
    return invitation.state == InvitationState.SENT and now > invitation.deadline


def why_cannot_accept(
    invitation: Any, facts: InviteFacts, *, by_staff: bool, now: datetime
) -> Refusal | None:
    """Return why an acceptance does not count. The deadline is inclusive.

    Staff may key an answer that reached the office in time but is entered later.
    """
    if invitation.state == InvitationState.ACCEPTED:
        return Refusal("already_accepted", "この要請は、すでに承諾されています。")
    if invitation.state != InvitationState.SENT:
        return Refusal("invitation_over", "この要請は終わっています。ご協力に感謝します。")
    if is_expired(invitation, now) and not by_staff:
        return Refusal("invitation_expired", "お返事の期限を過ぎました。担当課へお電話ください。")
    if invitation.request.state != RequestState.APPROVED:
        return Refusal("invitation_over", "この要請は終わっています。ご協力に感謝します。")
    if facts.places_left < 1:
        return Refusal(
            "places_filled", "ほかの方にお願いすることになりました。ご協力に感謝します。"
        )
    if facts.consent and not by_staff:
        return Refusal("being_arranged", "ただいま調整中です。担当課からのご連絡をお待ちください。")
    return facts.consent or facts.standing
