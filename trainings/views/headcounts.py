"""The lecturer's page behind the link: plan and report of a course without names."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from foundation.webforms.choices import CheckboxesField, SelectField
from foundation.webforms.fields import LongTextField, WholeNumberField
from foundation.webforms.form import PublicForm
from trainings.actions.headcounts import Held, file_plan, file_report
from trainings.models import HeadcountReport
from trainings.models.headcount import Audience, FollowUp, HeadcountAge, TextVersion
from trainings.notice_texts_headcount import HEADCOUNT
from trainings.rules.headcount import plan_due, report_due

MOST = 5_000


class PlanForm(PublicForm):
    """The expected number."""

    submit_label = gettext_lazy("予定人数を送る")
    submit_step = "plan"
    people = WholeNumberField(label=gettext_lazy("予定人数"), min_value=1, max_value=MOST)


class ReportForm(PublicForm):
    """Numbers by age band, materials, follow-up; no names anywhere."""

    submit_label = gettext_lazy("報告を送る")
    submit_step = "report"
    audience = SelectField(label=gettext_lazy("対象の区分"), choices=Audience.choices)
    text_version = SelectField(label=gettext_lazy("使ったテキスト"), choices=TextVersion.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for band in HeadcountAge:
            self.fields[f"n_{band.value}"] = WholeNumberField(
                label=_("%(band)sの人数") % {"band": band.label},
                min_value=0,
                max_value=MOST,
                required=False,
            )
        for name, label in (("copies_used", _("使った部数")), ("leftover", _("残った部数"))):
            self.fields[name] = WholeNumberField(
                label=label, min_value=0, max_value=100_000, required=False
            )
        self.fields["follow_up"] = CheckboxesField(
            label=_("子ども向けのときに確かめたこと"), choices=FollowUp.choices, required=False
        )
        self.fields["comment"] = LongTextField(
            label=_("感想・気づき"),
            rows=4,
            limit=500,
            required=False,
            help_text=_("受講した方のお名前は書かないでください。"),
        )

    def held(self) -> Held:
        """Return what was typed."""
        values = self.cleaned_data
        return Held(
            {band: values[f"n_{band}"] or 0 for band in HeadcountAge.values},
            values["audience"],
            values["text_version"],
            values["copies_used"],
            values["leftover"],
            values["follow_up"],
            values["comment"],
        )


def _own_report(request: Any, pk: int) -> HeadcountReport:
    report = HeadcountReport.objects.filter(pk=pk).select_related("session__course").first()
    if report is None or not has_opened(
        request.session, HEADCOUNT, report.pk, report.organization_id
    ):
        raise Http404
    return report


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def headcount_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show and take plan and report."""
    report = _own_report(request, pk)
    now = clock.now()
    lines = {f"n_{line.age_band}": line.n for line in report.lines.all()}
    filled = {
        name: getattr(report, name)
        for name in (
            "audience",
            "text_version",
            "copies_used",
            "leftover",
            "follow_up",
            "comment",
        )
    }
    plan = PlanForm(initial={"people": report.planned_people})
    result = ReportForm(initial={**filled, **lines})
    if request.method == "POST":
        is_plan = request.POST.get("step") == "plan"
        form: Any = PlanForm(request.POST) if is_plan else ReportForm(request.POST)
        if form.is_valid() and _store(report, form, now):
            messages.success(request, _("ありがとうございました。受け付けました。"))
            return redirect("headcount-page", slug=slug, pk=pk)
        plan, result = (form, result) if is_plan else (plan, form)
    context = {
        "report": report,
        "plan": plan,
        "result": result,
        "form": plan if plan.is_bound else result,
        "plan_due": plan_due(report),
        "report_due": report_due(report),
        "held": now >= report.session.starts_at,
    }
    return render(request, "trainings/headcount/page.html", context)


def _store(report: HeadcountReport, form: forms.Form, now: Any) -> bool:
    actor = Actor.resident(f"headcount-{report.pk}")
    try:
        if isinstance(form, PlanForm):
            file_plan(report, people=form.cleaned_data["people"], actor=actor, now=now)
        elif isinstance(form, ReportForm):
            file_report(report, form.held(), actor=actor, now=now)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True
