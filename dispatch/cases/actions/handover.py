"""Give a case to a colleague, with a time in which both may read it (ux 6)."""

from datetime import datetime, timedelta

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import Case, CaseTeam
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

TAKEN_TASK = "cases.handed_over"


@action("cases.case.handed_over")
def hand_over_case(
    case: Case, giver_id: int, taker_id: int, *, overlap_days: int = 0, actor: Actor, now: datetime
) -> CaseTeam:
    """Put the taker in the giver's place on the team; the giver reads on for `overlap_days`.

    Not asked: whether the actor is on the team. The page of the administrator hands over unread.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    current = case.team.select_for_update(of=("self",)).exclude(ends_at__lte=now)
    given = current.filter(user_id=giver_id, role=TeamRole.COORDINATOR).first()
    if given is None:
        raise Refused(
            "not_the_coordinator", "この方は、このケースの担当コーディネーターではありません。"
        )
    if giver_id == taker_id:
        raise Refused("same_person", "別の職員を選んでください。")
    given.ends_at = now + timedelta(days=overlap_days)
    given.save(update_fields=["ends_at"])
    taken: CaseTeam | None = current.filter(
        user_id=taker_id, role=TeamRole.COORDINATOR, ends_at__isnull=True
    ).first()
    if taken is None:
        taken = CaseTeam.objects.create(
            case=case, user_id=taker_id, role=TeamRole.COORDINATOR, starts_at=now
        )
    create_task(
        NewTask(
            TAKEN_TASK, f"引き継いだケースを確かめる（ケース {case}）", on_day(now),
            owner_id=taker_id,
        ),
        target=taken, actor=actor, now=now,
    )  # fmt: skip
    return taken
