"""Give a coordinator's cases with their open tasks to a successor (ux 6)."""

from datetime import datetime

from dispatch.cases.actions.handover import hand_over_case
from dispatch.cases.models import Case
from dispatch.models import DispatchSettings
from dispatch.queries.handover import cases_coordinated_by, tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action


@action("dispatch.case.handed_over")
def hand_over(
    case: Case, giver_id: int, taker_id: int, *, overlap_days: int = 0, actor: Actor, now: datetime
) -> int:
    """Put the taker in the giver's place and give them the giver's open tasks about the case.

    Returns how many tasks changed hands.
    """
    hand_over_case(case, giver_id, taker_id, overlap_days=overlap_days, actor=actor, now=now)
    mine = tasks_about(case).filter(owner_id=giver_id)
    return int(mine.update(owner_id=taker_id))


@action("dispatch.work.handed_over")
def hand_over_everything(giver_id: int, taker_id: int, *, actor: Actor, now: datetime) -> int:
    """Give every case the giver coordinates, and new requests from the web; returns how many."""
    cases = list(cases_coordinated_by(giver_id, now))
    for case in cases:
        hand_over(case, giver_id, taker_id, actor=actor, now=now)
    intake = DispatchSettings.objects.filter(intake_owner=giver_id)
    return len(cases) + int(intake.update(intake_owner_id=taker_id))
