"""The invitation and the agreement: coarse facts, yes or no, then the plan (T29)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.assignments import Side, record_agreement
from dispatch.actions.invitations import accept_invitation, decline_invitation
from dispatch.enums import AnswerChannel, AssignmentState, InvitationState
from dispatch.forms.agreements import SupporterAgreesForm
from dispatch.forms.supporter import AnswerForm
from dispatch.models import Assignment, Invitation
from dispatch.notices import HOME_LINK
from dispatch.queries.sharing import Stage, shared_with_supporter
from dispatch.rules.invitations import is_expired
from dispatch.views.guard import (
    LinkNeeded,
    closed_page,
    doer,
    opened_supporter,
    supporter_of,
    supporter_page,
)
from dispatch.views.proof import STEP, is_proved, proof_form, prove
from foundation import clock
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.notices.links import remember
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from supporters.models import Supporter


@supporter_page
@require_http_methods(["GET", "POST"])
def invitation_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the coarse facts and take the answer; after acceptance lead to the assignment."""
    invitation = Invitation.objects.select_related("request").filter(pk=pk).first()
    if invitation is None:
        raise LinkNeeded
    try:
        supporter = opened_supporter(request, supporter_of(invitation.supporter_id), pk)
    except Refused as refused:
        return closed_page(request, refused)
    remember(request.session, HOME_LINK, supporter.pk, supporter.organization_id)
    form = AnswerForm(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, slug, invitation, form.cleaned_data["note"])
        except Refused as refused:
            sentence = refused.sentence
            invitation.refresh_from_db()
    if invitation.state == InvitationState.ACCEPTED and not sentence:
        return HttpResponseRedirect(
            reverse("dispatch:assignment", args=[slug, invitation.assignment.pk])
        )
    context = {
        "invitation": invitation,
        "supporter": supporter,
        "form": form,
        "sentence": sentence,
        "is_open": invitation.state == InvitationState.SENT
        and not is_expired(invitation, clock.now()),
    }
    return render(request, "dispatch/invitation.html", context)


def _answer(request: Any, slug: str, invitation: Invitation, note: str) -> HttpResponse:
    keywords = doer(invitation.supporter) | {"through": AnswerChannel.WEB, "note": note}
    if request.POST.get("answer") == "yes":
        assignment = accept_invitation(invitation, **keywords)
        messages.success(request, "お引き受けくださり、ありがとうございます。")
        return HttpResponseRedirect(reverse("dispatch:assignment", args=[slug, assignment.pk]))
    decline_invitation(invitation, **keywords)
    return HttpResponseRedirect(reverse("dispatch:invitation", args=[slug, invitation.pk]))


@supporter_page
@require_http_methods(["GET", "POST"])
def assignment_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the plan to agree to; POST agrees."""
    assignment = (
        Assignment.objects.select_related("request__case", "request__body", "invitation")
        .filter(pk=pk)
        .first()
    )
    if assignment is None:
        raise LinkNeeded
    here = HttpResponseRedirect(reverse("dispatch:assignment", args=[slug, pk]))
    try:
        supporter = opened_supporter(
            request, supporter_of(assignment.supporter_id), assignment.invitation_id
        )
    except Refused as refused:
        return closed_page(request, refused)
    sentence = ""
    proof = None if is_proved(request, supporter) else proof_form(request, supporter)
    if proof is not None and request.POST.get("step") == STEP:
        if prove(request, proof):
            return here
    elif request.method == "POST":
        try:
            _agree(request, assignment, supporter)
            return here
        except Refused as refused:
            sentence = refused.sentence
            assignment.refresh_from_db()
    return _show_assignment(request, assignment, supporter, proof=proof, sentence=sentence)


def _agree(request: Any, assignment: Assignment, supporter: Supporter) -> None:
    """Take the supporter's agreement to the plan that was on their page."""
    record_agreement(
        assignment, Side.SUPPORTER, agreed_on=clock.today(),
        shown_hash=request.POST.get("shown_hash", ""), **doer(supporter),
    )  # fmt: skip
    messages.success(request, "合意を記録しました。ありがとうございます。")


def _show_assignment(
    request: Any, assignment: Assignment, supporter: Supporter, *, proof: Any, sentence: str
) -> HttpResponse:
    shared = shared_with_supporter(assignment, clock.today())
    withheld = proof is not None and bool(shared.plan or shared.facts)
    if withheld:
        shared = replace(shared, plan="", facts=[])
    log_reading(assignment, shared.facts, supporter.pk)
    context = {
        "assignment": assignment,
        "supporter": supporter,
        "shared": shared,
        "proof": proof,
        "withheld": withheld,
        "sentence": sentence,
        "form": SupporterAgreesForm(plan=assignment.plan)
        if assignment.state == AssignmentState.PREPARING
        and shared.stage == Stage.PREPARING
        and shared.plan
        and assignment.agreed_by_supporter_on is None
        else None,
    }
    return render(request, "dispatch/assignment.html", context)


def log_reading(assignment: Assignment, facts: Any, supporter_id: int) -> None:
    """Log that a supporter read facts of a case; nothing where none were shown."""
    if facts and assignment.request.case_id:
        record_access(
            AccessAction.VIEW,
            "cases.Case",
            [assignment.request.case_id],
            actor=Actor.supporter(supporter_id),
            now=clock.now(),
        )
