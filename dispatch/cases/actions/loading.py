"""The case as it is now, locked, for somebody who may work it."""

from datetime import datetime

from dispatch.cases.models import Case
from dispatch.cases.rules.team import why_cannot_read
from foundation.organizations.actor import Actor
from foundation.refusals import Refused


def locked_case(case: Case, *, actor: Actor, now: datetime) -> Case:
    """Lock the case; staff who are not on its team are refused (rule D6)."""
    row: Case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    refuse_outsiders(row, actor=actor, now=now)
    return row


def refuse_outsiders(case: Case, *, actor: Actor, now: datetime) -> None:
    """Refuse staff who are not on the team; residents and supporters have guards of their own.

    Nobody writes to a case whose people were erased.
    """
    if case.purged_on is not None:
        raise Refused("case_erased", "このケースの記録は消去済みのため、変更できません。")
    if actor.is_staff and (refusal := why_cannot_read(case.team.all(), actor.user_id, now)):
        raise Refused(refusal)
