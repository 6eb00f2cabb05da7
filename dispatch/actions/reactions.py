"""What follows the same second when a consent or a supporter's standing ends (C5, D3, T29)."""

from contextlib import suppress
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from dispatch import notices
from dispatch.actions.invitations import withdraw_invitation
from dispatch.actions.loading import write
from dispatch.actions.visit_moves import hold_future_visits
from dispatch.actions.visits import RENEWAL_TASK
from dispatch.cases.models import Case
from dispatch.enums import InvitationState, RequestState, VisitState
from dispatch.models import ActivityReport, Assignment, ContactNote, Invitation, Visit
from dispatch.queries.owners import label_of_assignment, owner_of
from dispatch.queries.standing import access_refusal, term_facts, why_consent_is_missing
from dispatch.rules.visits import VisitMark, days_of, mark_of
from foundation.clock import on_day
from foundation.notices.actions.notices import cancel_notice
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.notices.links import revoke_links
from foundation.notices.models import Channel, Notice, NoticeState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.models import Supporter
from supporters.queries.standing import why_not_dispatchable

CONSENT_TASK = "dispatch.consent_ended"
STANDING_TASK = "dispatch.standing_ended"
SYSTEM = Actor.system("dispatch.reactions")


@action("dispatch.case.consents_looked_at")
def react_to_consents(case: Case, *, actor: Actor, now: datetime) -> int:
    """Hold the visits to come of every request whose consents do not stand any more (C5).

    Returns how many visits were held. Unanswered invitations of such a request end.
    """
    held = 0
    for request in case.requests.filter(state=RequestState.APPROVED):
        if why_consent_is_missing(request, on_day(now)) is None:
            continue
        _end_invitations(request.invitations.filter(state=InvitationState.SENT), now=now)
        running = Assignment.objects.filter(request=request).exclude(state="ended")
        for assignment in running:
            held += hold_future_visits(assignment, reason="同意の撤回", actor=SYSTEM, now=now)
            create_task(
                NewTask(
                    CONSENT_TASK,
                    f"同意がなくなった派遣をどうするか決める（{label_of_assignment(assignment)}）",
                    on_day(now), owner_id=owner_of(request, now),
                ),
                target=assignment, actor=actor, now=now,
            )  # fmt: skip
    return held


@action("dispatch.supporter.standing_looked_at")
def react_to_standing(supporter: Supporter, *, actor: Actor, now: datetime) -> None:
    """End what a supporter may no longer do, the same second.

    Nobody who is not dispatchable keeps an open invitation. Whose access is closed loses the
    links, and the visits to come are held.
    """
    supporter = Supporter.objects.select_related(
        "person", "program", "registration", "received_entry"
    ).get(pk=supporter.pk)
    refusal = why_not_dispatchable(supporter, on_day(now))
    closed = access_refusal(supporter)
    if closed:
        revoke_links(notices.HOME_LINK, supporter.pk, now=now)
        _take_mails_back(supporter, now=now)
    if closed or refusal:
        waiting = Invitation.objects.filter(supporter=supporter, state=InvitationState.SENT)
        _end_invitations(waiting, now=now)
    running = Assignment.objects.filter(supporter=supporter).exclude(state="ended")
    for assignment in running.select_related("request__case", "request__body"):
        if closed:
            hold_future_visits(assignment, reason="サポーターの資格", actor=SYSTEM, now=now)
            revoke_links(notices.INVITATION_LINK, assignment.invitation_id, now=now)
        if closed or refusal:
            create_task(
                NewTask(
                    STANDING_TASK,
                    f"サポーターの登録に変更：派遣を確かめる（{label_of_assignment(assignment)}）",
                    on_day(now), owner_id=owner_of(assignment.request, now),
                ),
                target=assignment, actor=actor, now=now,
            )  # fmt: skip
        else:
            close_tasks_about(
                assignment, STANDING_TASK, outcome="登録が有効に戻った", actor=actor, now=now
            )
    _settle_renewals(supporter, actor=actor, now=now)


def _take_mails_back(supporter: Supporter, *, now: datetime) -> None:
    """Cancel what waits to be mailed: what closed this second is not mailed in the morning."""
    ours: dict[Any, Any] = {
        Supporter: Supporter.objects.filter(pk=supporter.pk),
        Invitation: Invitation.objects.filter(supporter=supporter),
        Visit: Visit.objects.filter(supporter=supporter),
        ActivityReport: ActivityReport.objects.filter(supporter=supporter),
        ContactNote: ContactNote.objects.filter(supporter=supporter),
    }
    about = [
        Q(target_kind=model._meta.label, target_id__in=rows.values("pk"))
        for model, rows in ours.items()
    ]
    waiting = Notice.objects.filter(
        reduce(or_, about), state=NoticeState.QUEUED, channel=Channel.MAIL,
        kind__startswith="dispatch.", email=supporter.person.email,
    )  # fmt: skip
    for notice in waiting:
        with suppress(Refused):  # it is leaving at this moment
            cancel_notice(notice, actor=SYSTEM, now=now)


def _end_invitations(waiting: Any, *, now: datetime) -> None:
    """Take back what nobody answered. One that is answered at this moment stops nothing: what
    came of it is among the running assignments, which are looked at next.
    """
    for invitation in waiting.select_related("request"):
        with suppress(Refused):
            withdraw_invitation(invitation, actor=SYSTEM, now=now)


def _settle_renewals(supporter: Supporter, *, actor: Actor, now: datetime) -> None:
    """Take the mark 更新待ち from visits whose days lie inside a term by now (rule D4)."""
    waiting = Visit.objects.filter(
        supporter=supporter, awaits_renewal=True, state__in=[VisitState.PLANNED, VisitState.ON_HOLD]
    ).select_related("assignment__invitation", "assignment__supporter")
    for visit in waiting:
        mark = mark_of(days_of(visit.starts_at, visit.ends_at), term_facts(visit.assignment))
        if mark == VisitMark.INSIDE:
            write(visit, awaits_renewal=False)
            close_tasks_about(visit, RENEWAL_TASK, outcome="更新済み", actor=actor, now=now)
