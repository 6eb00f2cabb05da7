"""Ask supporters, take their answers, take an invitation back (要綱 第10条, T29)."""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction

from dispatch import notices
from dispatch.actions.loading import locked_invitation, locked_request, locked_supporter, write
from dispatch.enums import INVITATION_MOVES, AnswerChannel, InvitationState
from dispatch.facts import InvitationFacts
from dispatch.models import Assignment, DispatchRequest, Invitation
from dispatch.queries.owners import label_of, label_of_assignment, owner_of
from dispatch.queries.standing import invite_facts, settings_of
from dispatch.rules.invitations import why_cannot_accept, why_cannot_invite
from foundation.clock import JST, on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.links import revoke_links
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.models import Supporter

PREPARE_TASK = "dispatch.prepare_assignment"
FIND_ANOTHER_TASK = "dispatch.find_another"


def deadline_after(now: datetime, days: int) -> datetime:
    """Return the end of the last day on which an answer counts."""
    return datetime.combine(on_day(now) + timedelta(days=days), time(23, 59, 59), JST)


@action("dispatch.invitation.sent")
def invite_supporter(
    request: DispatchRequest,
    supporter: Supporter,
    facts: InvitationFacts,
    *,
    days: int | None = None,
    actor: Actor,
    now: datetime,
) -> Invitation:
    """Ask one supporter, with coarse facts; queues the message with the link.

    Refuses a supporter who may not be dispatched today, a missing consent, a second open
    invitation to the same supporter. Locks request and supporter.
    """
    request = locked_request(request, actor=actor, now=now)
    supporter = locked_supporter(supporter.pk)
    if refusal := why_cannot_invite(request, invite_facts(request, supporter, on_day(now))):
        raise Refused(refusal)
    deadline = deadline_after(now, days or settings_of(request.program_id).answer_days)
    try:
        with transaction.atomic():
            invitation: Invitation = Invitation.objects.create(
                request=request,
                supporter=supporter,
                area=facts.area,
                when=facts.when,
                outline=facts.outline,
                sent_at=now,
                deadline=deadline,
            )
    except IntegrityError as error:
        raise Refused("already_asked", "このサポーターには、すでに要請しています。") from error
    notices.tell_invited(invitation, actor=actor, now=now)
    return invitation


@action("dispatch.invitation.accepted")
def accept_invitation(
    invitation: Invitation,
    *,
    through: AnswerChannel,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Assignment:
    """Take the supporter's yes and make the assignment that has to be prepared.

    When the last place is taken the other open invitations end. Locks the request: two
    supporters never take the last place.
    """
    invitation = locked_invitation(invitation, actor=actor, now=now)
    request = invitation.request
    facts = invite_facts(request, invitation.supporter, on_day(now))
    if refusal := why_cannot_accept(invitation, facts, by_staff=actor.is_staff, now=now):
        raise Refused(refusal)
    INVITATION_MOVES.require(invitation.state, InvitationState.ACCEPTED)
    write(
        invitation, state=InvitationState.ACCEPTED, answered_at=now, answered_through=through,
        answer_note=note,
    )  # fmt: skip
    assignment: Assignment = Assignment.objects.create(
        invitation=invitation, request=request, supporter=invitation.supporter
    )
    create_task(
        NewTask(
            PREPARE_TASK,
            f"派遣の目的・計画・内容を合意する（{label_of_assignment(assignment)}）",
            on_day(now), owner_id=owner_of(request, now),
        ),
        target=assignment, actor=actor, now=now,
    )  # fmt: skip
    if facts.places_left <= 1:
        for other in request.invitations.filter(state=InvitationState.SENT):
            withdraw_invitation(other, actor=actor, now=now)
    notices.tell_accepted(invitation, actor=actor, now=now)
    return assignment


@action("dispatch.invitation.declined")
def decline_invitation(
    invitation: Invitation,
    *,
    through: AnswerChannel,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Invitation:
    """Take the supporter's no; what the link opened closes at once."""
    invitation = locked_invitation(invitation, actor=actor, now=now)
    INVITATION_MOVES.require(invitation.state, InvitationState.DECLINED)
    write(
        invitation, state=InvitationState.DECLINED, answered_at=now, answered_through=through,
        answer_note=note,
    )  # fmt: skip
    revoke_links(notices.INVITATION_LINK, invitation.pk, now=now)
    request = invitation.request
    if not request.invitations.filter(state=InvitationState.SENT).exists():
        create_task(
            NewTask(
                FIND_ANOTHER_TASK, f"別のサポーターに要請する（{label_of(request)}）", on_day(now),
                owner_id=owner_of(request, now),
            ),
            target=request, actor=actor, now=now,
        )  # fmt: skip
    return invitation


@action("dispatch.invitation.withdrawn")
def withdraw_invitation(
    invitation: Invitation, *, reason: str = "", actor: Actor, now: datetime
) -> Invitation:
    """Take an unanswered invitation back and tell the supporter; its link closes."""
    invitation = locked_invitation(invitation, actor=actor, now=now)
    if invitation.state == InvitationState.ACCEPTED:
        raise Refused("assignment_exists", "承諾済みです。やめるときは、派遣を終えてください。")
    INVITATION_MOVES.require(invitation.state, InvitationState.WITHDRAWN)
    write(invitation, state=InvitationState.WITHDRAWN, state_reason=reason)
    revoke_links(notices.INVITATION_LINK, invitation.pk, now=now)
    notices.tell_not_needed(invitation, actor=actor, now=now)
    return invitation
