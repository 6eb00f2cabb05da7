"""The supporter's own page and each visit: what I may know, start, end, 「行けない」."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dispatch import notices
from dispatch.actions.care import answer_care
from dispatch.actions.taps import EARLIEST, begin_visit, finish_visit
from dispatch.actions.visit_moves import record_not_met
from dispatch.enums import VisitState
from dispatch.facts_records import CareAnswer
from dispatch.forms.records import CareForm
from dispatch.models import CareCheck, Visit
from dispatch.queries.pairs import joint_report_about, twin_of
from dispatch.queries.sharing import Stage, own_page, shared_with_supporter
from dispatch.rules.care import why_cannot_answer_care
from dispatch.rules.reports import why_cannot_report
from dispatch.views.guard import (
    LinkNeeded,
    closed_page,
    doer,
    opened_supporter,
    supporter_of,
    supporter_page,
)
from dispatch.views.invitations import log_reading
from dispatch.views.proof import STEP, is_proved, proof_form, prove
from foundation import clock
from foundation.refusals import Refused
from supporters.models import Supporter

SAID = {
    "begin": "活動の開始を記録しました。お気をつけて。",
    "finish": "活動の終了を記録しました。お疲れさまでした。",
    "not_met": "会えなかったことを記録しました。担当に伝わります。",
}


@supporter_page
@require_GET
def home(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show what waits for the supporter, what is planned and what was sent."""
    try:
        supporter = opened_supporter(request, supporter_of(pk))
    except Refused as refused:
        return closed_page(request, refused)
    context = {"supporter": supporter, "own": own_page(supporter, clock.now())}
    return render(request, "dispatch/home.html", context)


def opened_visit(request: Any, pk: int) -> tuple[Visit, Supporter]:
    """Return the visit and its supporter when this session may open it."""
    visit = (
        Visit.objects.select_related(
            "assignment__request__case", "assignment__request__body", "supporter__program"
        )
        .filter(pk=pk)
        .first()
    )
    if visit is None:
        raise LinkNeeded
    supporter = opened_supporter(
        request, supporter_of(visit.supporter_id), visit.assignment.invitation_id
    )
    return visit, supporter


@supporter_page
@require_http_methods(["GET", "POST"])
def visit_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show a visit with the consented facts; POST records what happened on the way."""
    try:
        visit, supporter = opened_visit(request, pk)
    except Refused as refused:
        return closed_page(request, refused)
    sentence = ""
    step = request.POST.get("step", "")
    proof = None if is_proved(request, supporter) else proof_form(request, supporter)
    if proof is not None and step == STEP:
        if prove(request, proof):
            return HttpResponseRedirect(reverse("dispatch:visit", args=[slug, pk]))
    elif request.method == "POST":
        try:
            if step == "care":
                _take_care(request, visit, supporter)
            else:
                _do(step, visit, supporter, request.POST.get("reason", ""))
        except Refused as refused:
            sentence = refused.sentence
            visit.refresh_from_db()
        else:
            if step in SAID:
                messages.success(request, SAID[step])
            return HttpResponseRedirect(reverse("dispatch:visit", args=[slug, pk]))
    return _show(request, visit, supporter, sentence=sentence, proof=proof)


def _take_care(request: Any, visit: Visit, supporter: Supporter) -> None:
    """Keep how the visit weighed."""
    form = CareForm(request.POST)
    if not form.is_valid():
        raise Refused("strain_missing", "負担の度合いを選んでください。")
    data = form.cleaned_data
    answer_care(visit, CareAnswer(int(data["strain"]), data["wants_talk"]), **doer(supporter))
    messages.success(request, "お答えくださり、ありがとうございます。担当だけが見ます。")


def _show(
    request: Any, visit: Visit, supporter: Supporter, *, sentence: str, proof: Any
) -> HttpResponse:
    now = clock.now()
    shared = shared_with_supporter(visit.assignment, clock.today())
    withheld = proof is not None and shared.stage == Stage.SHOWN
    if withheld:
        shared = replace(shared, plan="", facts=[])
    hidden = shared.stage == Stage.ARRANGING or visit.state == VisitState.ON_HOLD
    if not hidden:
        log_reading(visit.assignment, shared.facts, supporter.pk)
    context = {
        "visit": visit,
        "supporter": supporter,
        "shared": shared,
        "hidden": hidden,
        "sentence": sentence,
        "is_planned": visit.state == VisitState.PLANNED and not hidden,
        "may_begin": now >= visit.starts_at - EARLIEST,
        "twin": twin_of(visit) if shared.stage == Stage.SHOWN and not hidden else None,
        "has_begun": now >= visit.starts_at,
        "is_over": now >= visit.ends_at,
        "may_report": not hidden
        and why_cannot_report(visit, now) is None
        and joint_report_about(visit) is None,
        "proof": proof,
        "withheld": withheld,
        "care_form": None
        if hidden or why_cannot_answer_care(visit, 1, now) or not _is_over(visit, now)
        else CareForm(),
    }
    return render(request, "dispatch/visit.html", context)


def _is_over(visit: Visit, now: datetime) -> bool:
    """Return whether the question after the visit is due and was not answered."""
    over = visit.finished_at is not None or now >= visit.ends_at
    return over and not CareCheck.objects.filter(visit=visit).exists()


def _do(step: str, visit: Visit, supporter: Supporter, reason: str) -> None:
    keywords = doer(supporter)
    if step == "begin":
        begin_visit(visit, **keywords)
    elif step == "finish":
        finish_visit(visit, **keywords)
    elif step == "not_met":
        record_not_met(visit, reason=reason[:200], **keywords)
    else:
        raise Refused("unknown_step", "この操作はできません。画面を読み込み直してください。")


@supporter_page
@require_GET
def visit_calendar(request: Any, slug: str, pk: int) -> HttpResponse:
    """Return the visit as a calendar file with a neutral title (rule B16)."""
    try:
        visit, _ = opened_visit(request, pk)
    except Refused as refused:
        return closed_page(request, refused)
    content = notices.calendar_of([visit], now=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response
