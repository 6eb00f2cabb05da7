"""資料8 on the web: read the wording, say what may be told, type the full name (rule C3)."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.consent_requests import decline_consent, sign_consent
from dispatch.cases.models import ConsentRequest
from dispatch.forms.consents import SignForm
from dispatch.notices_consents import CONSENT_LINK
from dispatch.queries.standing import settings_of
from dispatch.views.guard import LinkNeeded, supporter_page
from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.actor import Actor
from foundation.refusals import Refused


@supporter_page
@require_http_methods(["GET", "POST"])
def consent_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the wording with the form; POST signs or says no. Nothing of the case is shown."""
    asked = (
        ConsentRequest.objects.select_related("case__program", "text", "family_member")
        .filter(pk=pk)
        .first()
    )
    if asked is None or not has_opened(request.session, CONSENT_LINK, pk, asked.organization_id):
        raise LinkNeeded
    form = SignForm(request.POST or None, asked=asked)
    if request.method == "POST" and (answer := _answered(request, slug, asked, form)):
        return answer
    case = asked.case
    over = asked.taken_back_at or asked.deadline < clock.now() or case.state != "open"
    context = {
        "asked": asked,
        "form": form,
        "title": settings_of(case.program_id).supporter_title,
        "is_over": bool(over or case.stop_use),
    }
    return render(request, "dispatch/consent.html", context)


def _answered(request: Any, slug: str, asked: ConsentRequest, form: SignForm) -> Any:
    doer: dict[str, Any] = {
        "actor": Actor.resident(f"consent-{asked.pk}"), "now": clock.now(),
    }  # fmt: skip
    try:
        if request.POST.get("step") == "decline":
            decline_consent(asked, **doer)
        elif form.is_valid():
            sign_consent(asked, form.facts(), **doer)
        else:
            return None
    except Refused as refused:
        form.add_error(None, refused.sentence)
        if refused.code == "wording_changed":
            form.ask_anew()
        asked.refresh_from_db()
        return None
    return HttpResponseRedirect(reverse("dispatch:consent", args=[slug, asked.pk]))
