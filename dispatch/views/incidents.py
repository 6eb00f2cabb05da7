"""A supporter tells of an incident or a near-miss, from the phone (R-72)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.incidents import tell_incident
from dispatch.forms.incidents import OwnIncidentForm
from dispatch.models import Assignment
from dispatch.views.guard import (
    LinkNeeded,
    closed_page,
    doer,
    opened_supporter,
    supporter_of,
    supporter_page,
)
from foundation import clock
from foundation.refusals import Refused


@supporter_page
@require_http_methods(["GET", "POST"])
def incident_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Take what happened; what was sent is shown by its number alone."""
    assignment = (
        Assignment.objects.select_related("invitation", "request__case", "request__body")
        .filter(pk=pk)
        .first()
    )
    if assignment is None:
        raise LinkNeeded
    try:
        supporter = opened_supporter(
            request, supporter_of(assignment.supporter_id), assignment.invitation_id
        )
    except Refused as refused:
        return closed_page(request, refused)
    form = OwnIncidentForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            told = tell_incident(assignment, form.facts(), token=form.token, **doer(supporter))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"担当に知らせました（番号 {told.reference}）。")
            return HttpResponseRedirect(reverse("dispatch:incident", args=[slug, pk]))
    context = {
        "assignment": assignment,
        "supporter": supporter,
        "form": form,
        "told": assignment.incidents.filter(supporter=supporter),
    }
    return render(request, "dispatch/incident.html", context)
