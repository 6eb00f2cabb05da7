"""The activity report 資料9 on a phone: kept as typed, checked, sent; then read with its answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.care import answer_care
from dispatch.actions.reports import answer_question, save_report, submit_report
from dispatch.enums import ActivityType, ReportState
from dispatch.facts import Submission
from dispatch.forms.supporter import FIELD_OF_REFUSAL, QuestionForm, ReportForm, report_initial
from dispatch.models import ActivityReport, CareCheck, Visit
from dispatch.queries.pairs import joint_report_about
from dispatch.queries.sharing import Stage, shared_with_supporter
from dispatch.queries.standing import why_consent_is_missing
from dispatch.rules.pairs import JOINT_EXISTS
from dispatch.rules.reports import WRITABLE, why_cannot_report, why_cannot_submit
from dispatch.views.guard import LinkNeeded, closed_page, doer, opened_supporter, supporter_of
from dispatch.views.guard import supporter_page as page
from dispatch.views.proof import proof_page
from dispatch.views.visits import opened_visit
from foundation import clock
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.clock import local
from foundation.refusals import Refused
from foundation.webforms.answers import carried_values, check_answers
from supporters.models import Supporter


@page
@require_http_methods(["GET", "POST"])
def report_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Write a report: `save` keeps it, `check` shows it once more, `send` submits it."""
    try:
        visit, supporter = opened_visit(request, pk)
    except Refused as refused:
        return _away(request, refused)
    asked = proof_page(request, supporter)
    if asked is not None:
        return _unproved(request) or asked
    report = ActivityReport.objects.filter(visit=visit, supporter=supporter).first()
    if report is not None and report.state not in WRITABLE:
        return HttpResponseRedirect(reverse("dispatch:report", args=[slug, report.pk]))
    if refusal := why_cannot_report(visit, clock.now()) or (
        JOINT_EXISTS if joint_report_about(visit) else None
    ):
        return _away(request, Refused(refusal))
    if request.method != "POST":
        if report is not None:
            _log_reading(report, supporter)
        return _form_page(
            request, visit, ReportForm(initial=_initial(visit, report), visit=visit), report
        )
    step = request.POST.get("step", "check")
    if step == "save":
        return _save(request, slug, visit, supporter)
    return _check_or_send(request, slug, visit, supporter)


def _log_reading(report: ActivityReport, supporter: Supporter) -> None:
    """Log that a supporter read what was written about a client."""
    record_access(AccessAction.VIEW, ActivityReport, [report.pk], **doer(supporter))


def _away(request: Any, refused: Refused) -> HttpResponse:
    """Answer a refusal; the script that keeps drafts gets the sentence alone."""
    if request.headers.get("X-Sasae-Draft"):
        return JsonResponse({"sentence": refused.sentence}, status=403)
    return closed_page(request, refused)


def _unproved(request: Any) -> HttpResponse | None:
    """Tell the script that keeps drafts to reload: the page then asks for the digits."""
    if not request.headers.get("X-Sasae-Draft"):
        return None
    sentence = "時間がたったため、まだ保存していません。別の画面でリンクを開き直してください。"
    return JsonResponse({"sentence": sentence}, status=403)


def _initial(visit: Visit, report: ActivityReport | None) -> dict[str, Any]:
    initial = report_initial(visit, report, clock.today())
    if check := CareCheck.objects.filter(visit=visit).first():
        initial |= {"strain": str(check.strain), "wants_talk": check.wants_talk}
    return initial


def _keep(visit: Visit, form: ReportForm, supporter: Supporter) -> ActivityReport:
    """Keep the report, and apart from it how the visit weighed."""
    report = save_report(visit, form.facts(), **doer(supporter))
    if care := form.care():
        answer_care(visit, care, **doer(supporter))
    return report


def _form_page(
    request: Any, visit: Visit, form: ReportForm, report: ActivityReport | None = None
) -> HttpResponse:
    returned = None
    if report is not None and report.state == ReportState.RETURNED:
        returned = report.guidance.filter(kind="return").last()
    context = {"visit": visit, "form": form, "returned": returned}
    return render(request, "dispatch/report_form.html", context)


def _save(request: Any, slug: str, visit: Visit, supporter: Supporter) -> HttpResponse:
    """Keep what can be read; a field that cannot is shown, everything else is kept."""
    form = ReportForm(request.POST, visit=visit, draft=True)
    form.is_valid()
    quiet = request.headers.get("X-Sasae-Draft")
    try:
        _keep(visit, form, supporter)
    except Refused as refused:
        return _away(request, refused)
    if quiet:
        return JsonResponse({"saved": f"{local(clock.now()):%H:%M}"})
    if form.errors:
        return _form_page(request, visit, form)
    messages.success(request, "下書きを保存しました。続きはいつでも書けます。")
    return HttpResponseRedirect(reverse("dispatch:report-form", args=[slug, visit.pk]))


def _check_or_send(request: Any, slug: str, visit: Visit, supporter: Supporter) -> HttpResponse:
    form = ReportForm(request.POST, visit=visit)
    step = request.POST.get("step")
    if not form.is_valid() or step in ("back", "change"):
        return _form_page(request, visit, form)
    try:
        report = _keep(visit, form, supporter)
        reported_on = form.cleaned_data["reported_on"] or clock.today()
        if step == "send":
            submit_report(report, Submission(reported_on), **doer(supporter))
            messages.success(request, "報告を送りました。お疲れさまでした。")
            return HttpResponseRedirect(reverse("dispatch:report", args=[slug, report.pk]))
        _refuse_incomplete(report, reported_on)
    except Refused as refused:
        form.add_error(FIELD_OF_REFUSAL.get(refused.code), refused.sentence)
        return _form_page(request, visit, form)
    context = {
        "visit": visit,
        "rows": check_answers(form),
        "carried": carried_values(form),
        "send_label": "この内容で報告する",
    }
    return render(request, "dispatch/report_check.html", context)


def _refuse_incomplete(report: ActivityReport, reported_on: Any) -> None:
    if refusal := why_cannot_submit(report, reported_on, clock.now()):
        raise Refused(refusal)


@page
@require_http_methods(["GET", "POST"])
def sent_report(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show a report that was sent, with what the coordinator wrote; POST answers a question."""
    report = (
        ActivityReport.objects.select_related(
            "visit__assignment__request__case", "visit__assignment__request__body"
        )
        .exclude(state=ReportState.DRAFT)
        .filter(pk=pk)
        .first()
    )
    if report is None:
        raise LinkNeeded
    try:
        supporter = opened_supporter(
            request, supporter_of(report.supporter_id), report.visit.assignment.invitation_id
        )
    except Refused as refused:
        return closed_page(request, refused)
    if (asked := proof_page(request, supporter)) is not None:
        return asked
    guidance = list(report.guidance.all())
    question = next((g for g in guidance if g.kind == "question" and not g.answered_at), None)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and question is not None and form.is_valid():
        try:
            answer_question(question, text=form.cleaned_data["answer"], **doer(supporter))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "答えを送りました。")
            return HttpResponseRedirect(reverse("dispatch:report", args=[slug, pk]))
    if not (shown := _shown_of(report))["is_arranging"]:
        _log_reading(report, supporter)
    context = {"report": report, "supporter": supporter, "guidance": guidance,
               "question": question, "form": form, **shown}  # fmt: skip
    return render(request, "dispatch/report.html", context)


def _shown_of(report: ActivityReport) -> dict[str, Any]:
    """Return how much is shown: without consent nothing; on hold and after the end the answers."""
    assignment, today = report.visit.assignment, clock.today()
    return {
        "is_arranging": why_consent_is_missing(assignment.request, today) is not None,
        "shows_content": shared_with_supporter(assignment, today).stage == Stage.SHOWN,
        "is_returned": report.state == ReportState.RETURNED,
        "types": "、".join(
            report.other_type if kind == ActivityType.OTHER else str(ActivityType(kind).label)
            for kind in report.activity_types
        ),
    }
