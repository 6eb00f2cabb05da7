"""The user's side reads purpose, plan and content, and agrees or says what should change."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.agreement_answers import (
    agree_to_plan,
    why_agreement_is_over,
    wish_for_change,
)
from dispatch.forms.agreements import PlanAnswerForm
from dispatch.models import AgreementRequest
from dispatch.notices_agreements import PLAN_LINK
from dispatch.views.guard import LinkNeeded, supporter_page
from foundation import clock
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.notices.links import has_opened
from foundation.organizations.actor import Actor
from foundation.refusals import Refused


@supporter_page
@require_http_methods(["GET", "POST"])
def plan_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the plan and who would come; POST agrees or asks for a change. No fact of the case."""
    asked = (
        AgreementRequest.objects.select_related(
            "assignment__request__case", "assignment__request__body",
            "assignment__supporter__person",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    if asked is None or not has_opened(request.session, PLAN_LINK, pk, asked.organization_id):
        raise LinkNeeded
    form = PlanAnswerForm(request.POST or None, plan=asked.assignment.plan)
    if request.method == "POST" and (answer := _answered(request, slug, asked, form)):
        return answer
    over = why_agreement_is_over(asked, clock.now())
    if over is None:
        record_access(
            AccessAction.VIEW, AgreementRequest, [pk], actor=Actor.resident(f"plan-{pk}"),
            now=clock.now(),
        )  # fmt: skip
    context = {"asked": asked, "form": form, "over": over}
    return render(request, "dispatch/plan.html", context)


def _answered(
    request: Any, slug: str, asked: AgreementRequest, form: PlanAnswerForm
) -> HttpResponse | None:
    doer: dict[str, Any] = {"actor": Actor.resident(f"plan-{asked.pk}"), "now": clock.now()}
    if not form.is_valid():
        return None
    try:
        if request.POST.get("step") == "change":
            wish_for_change(asked, wish=form.cleaned_data["wish"], **doer)
        else:
            agree_to_plan(asked, shown_hash=form.cleaned_data["shown_hash"], **doer)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        asked.refresh_from_db()
        asked.assignment.refresh_from_db()
        return None
    return HttpResponseRedirect(reverse("dispatch:plan", args=[slug, asked.pk]))
