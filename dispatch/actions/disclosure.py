"""Print everything about somebody of a case for themselves, third parties blacked out (T34)."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.cases.actions.loading import locked_case
from dispatch.cases.models import Case, FamilyMember
from dispatch.redaction import third_parties
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.actions.disclosure import disclose
from foundation.refusals import Refused


@action("cases.case.disclosed")
def disclose_case(
    case: Case,
    member: FamilyMember | None = None,
    *,
    purpose: str,
    more: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> bytes:
    """Return the PDF for the 本人, or for one member of the family; the print is logged.

    `more` are further words to black out, found by reading. Refused for whoever is not on the
    team, without a purpose, and after an erasure.
    """
    case = locked_case(case, actor=actor, now=now)
    if member is not None and member.case_id != case.pk:
        raise Refused("other_case", "この方は、別のケースのご家族です。")
    black = third_parties(case, member or case.client, more)
    return disclose(member or case, purpose=purpose, leaving_out=black, actor=actor, now=now)
