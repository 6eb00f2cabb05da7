"""Receive a 派遣の申込, decide it, and end it (要綱 第10条)."""

from datetime import date, datetime, timedelta

from dispatch.actions.invitations import withdraw_invitation
from dispatch.actions.loading import locked_request, write
from dispatch.cases.actions.cases import close_case
from dispatch.cases.actions.loading import refuse_outsiders
from dispatch.cases.enums import CASE_KINDS
from dispatch.cases.models import Case, FamilyMember
from dispatch.enums import REQUEST_MOVES, InvitationState, RequestState
from dispatch.facts import PurposeCheck, RequestFacts
from dispatch.models import Assignment, DispatchRequest
from dispatch.queries.owners import label_of, owner_of
from dispatch.queries.standing import settings_of
from dispatch.rules.requests import why_cannot_approve
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Body
from foundation.programs.models import Program
from foundation.references import random_reference
from foundation.refusals import Refused

DECIDE_TASK = "dispatch.decide_request"
CLOCK_SKEW = timedelta(minutes=5)


@action("dispatch.request.received")
def receive_request(
    program: Program,
    facts: RequestFacts,
    *,
    case: Case | None = None,
    family_member: FamilyMember | None = None,
    body: Body | None = None,
    token: str = "",
    actor: Actor,
    now: datetime,
) -> DispatchRequest:
    """Take a request for a case or for a body; the same `token` is taken once.

    Refuses a kind the programme does not offer and a receipt in the future.
    """
    if token and (found := DispatchRequest.objects.filter(token=token).first()):
        return found
    if facts.kind not in settings_of(program.pk).kinds:
        raise Refused("kind_not_offered", "この事業では、この種類の派遣を行っていません。")
    if facts.received_at > now + CLOCK_SKEW:
        raise Refused("received_in_future", "受付日時に、これから先の時刻は入力できません。")
    if (facts.kind in CASE_KINDS) != (case is not None) or (case is None) == (body is None):
        raise Refused(
            "case_or_body", "本人・家族への支援はケースを、ほかは申込団体を選んでください。"
        )
    if case is not None:
        refuse_outsiders(case, actor=actor, now=now)
        _refuse_other_case(case, program, family_member)
    request: DispatchRequest = DispatchRequest.objects.create(
        program=program,
        reference=_free_reference(),
        case=case,
        family_member=family_member,
        body=body,
        token=token,
        **facts.as_columns(),
    )
    create_task(
        NewTask(
            DECIDE_TASK, f"派遣の申込みを決定する（{label_of(request)}）", on_day(now),
            owner_id=owner_of(request, now),
        ),
        target=request, actor=actor, now=now,
    )  # fmt: skip
    return request


def _refuse_other_case(case: Case, program: Program, family_member: FamilyMember | None) -> None:
    if case.program_id != program.pk:
        raise Refused("other_program", "このケースは、別の事業のものです。")
    if case.state != "open":
        raise Refused("case_closed", "このケースは終了しています。先に再開してください。")
    if family_member is not None and family_member.case_id != case.pk:
        raise Refused("other_case", "この方は、別のケースの家族です。")


def _free_reference() -> str:
    while DispatchRequest.objects.filter(reference=(code := random_reference())).exists():
        continue
    return code


@action("dispatch.request.family_chosen")
def choose_family_member(
    request: DispatchRequest, member: FamilyMember, *, actor: Actor, now: datetime
) -> DispatchRequest:
    """Say which member of the family is served (rule C1)."""
    request = locked_request(request, actor=actor, now=now)
    if request.kind != "case_family" or member.case_id != request.case_id:
        raise Refused("other_case", "このケースの家族から選んでください。")
    write(request, family_member=member)
    return request


@action("dispatch.request.approved")
def approve_request(
    request: DispatchRequest, check: PurposeCheck, *, reason: str = "", actor: Actor, now: datetime
) -> DispatchRequest:
    """Decide that support is needed and fits. Consents are asked for before anybody is invited.

    Refuses while one of the two conditions of R-68 is not confirmed.
    """
    if refusal := why_cannot_approve(check):
        raise Refused(refusal)
    row = _decide(request, RequestState.APPROVED, reason, actor=actor, now=now)
    write(row, is_effective=check.effective, is_wished=check.wished)
    return row


@action("dispatch.request.declined")
def decline_request(
    request: DispatchRequest, *, reason: str, actor: Actor, now: datetime
) -> DispatchRequest:
    """Decide against the request, with a reason."""
    return _decide(request, RequestState.DECLINED, reason, actor=actor, now=now)


def _decide(
    request: DispatchRequest, to: RequestState, reason: str, *, actor: Actor, now: datetime
) -> DispatchRequest:
    request = locked_request(request, actor=actor, now=now)
    REQUEST_MOVES.require(request.state, to, reason=reason)
    write(
        request, state=to, decided_on=on_day(now), decided_by_id=actor.user_id,
        decision_reason=reason,
    )  # fmt: skip
    close_tasks_about(request, DECIDE_TASK, outcome=to.label, actor=actor, now=now)
    return request


@action("dispatch.request.withdrawn")
def withdraw_request(
    request: DispatchRequest, *, reason: str = "", actor: Actor, now: datetime
) -> DispatchRequest:
    """Take the request back on the wish of whoever made it; open invitations end."""
    return _end(request, RequestState.WITHDRAWN, reason, on_day(now), actor=actor, now=now)


@action("dispatch.request.closed")
def close_request(
    request: DispatchRequest, *, reason: str = "", closed_on: date, actor: Actor, now: datetime
) -> DispatchRequest:
    """End an approved request whose work is done."""
    return _end(request, RequestState.CLOSED, reason, closed_on, actor=actor, now=now)


def _end(
    request: DispatchRequest, to: RequestState, reason: str, ended_on: date, *,
    actor: Actor, now: datetime,
) -> DispatchRequest:  # fmt: skip
    request = locked_request(request, actor=actor, now=now)
    REQUEST_MOVES.require(request.state, to, reason=reason)
    if Assignment.objects.filter(request=request).exclude(state="ended").exists():
        raise Refused("work_goes_on", "活動中の派遣があります。先に派遣を終えてください。")
    for invitation in request.invitations.filter(state=InvitationState.SENT):
        withdraw_invitation(invitation, actor=actor, now=now)
    write(request, state=to, ended_on=ended_on, end_reason=reason)
    close_tasks_about(request, DECIDE_TASK, outcome=to.label, actor=actor, now=now)
    return request


@action("dispatch.case.closed")
def end_case(case: Case, *, reason: str, closed_on: date, actor: Actor, now: datetime) -> Case:
    """Close a case when nothing of it is open any more."""
    if case.requests.filter(state__in=[RequestState.RECEIVED, RequestState.APPROVED]).exists():
        raise Refused("requests_open", "終わっていない派遣の申込みがあります。先に終えてください。")
    return close_case(case, reason=reason, closed_on=closed_on, actor=actor, now=now)
