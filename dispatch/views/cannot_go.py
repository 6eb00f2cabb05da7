"""「行けなくなったとき」: telephone the coordinator first, then leave word here (ux 8)."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.visit_moves import excuse_visit
from dispatch.enums import VisitState
from dispatch.forms.supporter import ExcuseForm
from dispatch.queries.sharing import Stage, shared_with_supporter
from dispatch.views.guard import closed_page, doer, supporter_page
from dispatch.views.visits import opened_visit
from foundation import clock
from foundation.refusals import Refused


@supporter_page
@require_http_methods(["GET", "POST"])
def cannot_go_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Offer the telephone and take the word; afterwards say that the coordinator knows."""
    try:
        visit, supporter = opened_visit(request, pk)
    except Refused as refused:
        return closed_page(request, refused)
    now = clock.now()
    held = shared_with_supporter(visit.assignment, clock.today()).stage == Stage.ARRANGING
    form = ExcuseForm(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            excuse_visit(visit, reason=form.cleaned_data["reason"], **doer(supporter))
            return HttpResponseRedirect(reverse("dispatch:cannot-go", args=[slug, pk]))
        except Refused as refused:
            sentence = refused.sentence
            visit.refresh_from_db()
    context = {
        "visit": visit,
        "supporter": supporter,
        "form": form,
        "sentence": sentence,
        "is_open": visit.state == VisitState.PLANNED and visit.ends_at > now and not held,
        "is_today": clock.on_day(visit.starts_at) == clock.today(),
    }
    return render(request, "dispatch/cannot_go.html", context)
