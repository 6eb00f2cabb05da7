"""Keep a case and a supporter apart, and end that (acquaintance, past trouble, a wish)."""

from datetime import datetime

from dispatch.actions.invitations import withdraw_invitation
from dispatch.actions.loading import write
from dispatch.cases.actions.loading import locked_case
from dispatch.cases.models import Case
from dispatch.enums import InvitationState
from dispatch.facts import VetoFacts
from dispatch.models import Assignment, Invitation, Veto
from dispatch.queries.owners import label_of_assignment, owner_of
from dispatch.rules.vetoes import why_cannot_veto
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.models import Supporter

VETO_TASK = "dispatch.vetoed_assignment"


@action("dispatch.veto.recorded")
def record_veto(
    case: Case, supporter: Supporter, facts: VetoFacts, *, actor: Actor, now: datetime
) -> Veto:
    """Keep the two apart from now on.

    An unanswered invitation ends without the reason being told; where the supporter already
    works for the case, the coordinator decides what becomes of it.
    """
    case = locked_case(case, actor=actor, now=now)
    stands = case.vetoes.filter(supporter=supporter, ended_on__isnull=True).exists()
    if refusal := why_cannot_veto(case, supporter, facts.reason, stands=stands):
        raise Refused(refusal)
    veto: Veto = Veto.objects.create(
        case=case, supporter=supporter, wished_by=facts.wished_by, reason=facts.reason.strip(),
        recorded_on=on_day(now),
    )  # fmt: skip
    asked = Invitation.objects.filter(
        request__case=case, supporter=supporter, state=InvitationState.SENT
    )
    for invitation in asked.select_related("request"):
        withdraw_invitation(invitation, actor=actor, now=now)
    running = Assignment.objects.filter(request__case=case, supporter=supporter)
    for assignment in running.exclude(state="ended").select_related("request__case"):
        request = assignment.request
        create_task(
            NewTask(
                VETO_TASK,
                f"組み合わせない記録のある派遣をどうするか決める（{label_of_assignment(assignment)}）",
                on_day(now), owner_id=owner_of(request, now),
            ),
            target=assignment, actor=actor, now=now,
        )  # fmt: skip
    return veto


@action("dispatch.veto.ended")
def end_veto(veto: Veto, *, actor: Actor, now: datetime) -> Veto:
    """Let the two be matched again."""
    locked_case(veto.case, actor=actor, now=now)
    row: Veto = Veto.objects.select_for_update(of=("self",)).get(pk=veto.pk)
    if row.ended_on is not None:
        raise Refused("veto_ended", "この記録は、すでに終わっています。")
    write(row, ended_on=on_day(now))
    return row
