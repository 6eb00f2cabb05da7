"""A paper report (資料9) is keyed from the page of its visit."""

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.keyed_reports import key_report
from dispatch.admin.scope import WORKERS
from dispatch.enums import ReportState
from dispatch.forms.supporter import ReportForm, report_initial
from dispatch.models import ActivityReport
from dispatch.queries.pairs import joint_report_about
from dispatch.queries.reports import as_sent
from dispatch.rules.pairs import JOINT_EXISTS
from dispatch.rules.reports import REPORTABLE, SENT_ALREADY, WRITABLE, why_cannot_report
from foundation import clock
from foundation.adminsite.columns import date_text
from foundation.adminsite.house import ActionPage
from foundation.refusals import Refusal


class KeyReport(ActionPage):
    """Type a report that came on paper (資料9), in the order of the paper."""

    name, label = "key_report", "紙の報告を入力する"
    permission = WORKERS

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on visits that can be reported about."""
        return row.state in REPORTABLE

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Return why there is nothing to key: nobody types a whole paper to be told so then."""
        report = self.report()
        if report is not None and report.state not in WRITABLE:
            return SENT_ALREADY
        if joint_report_about(self.object):
            return JOINT_EXISTS
        return why_cannot_report(self.object, clock.now())

    def way_on(self) -> tuple[str, str] | None:
        """Lead to the report that is there already."""
        report = self.report() or joint_report_about(self.object)
        if report is None or report.state in WRITABLE:
            return None
        address = reverse("admin:dispatch_activityreport_change", args=[report.pk])
        return "提出された報告を開く", address

    def report(self) -> ActivityReport | None:
        """Return what the supporter has written so far, if anything."""
        return ActivityReport.objects.filter(visit=self.object).first()

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Say that there is a draft, and since when; what it says is its writer's own."""
        report = self.report()
        if report is None or report.state != ReportState.DRAFT:
            return []
        begun = date_text(report.created_at)
        return [("サポーターの下書き", f"{begun}から書きかけです（内容は本人だけが読めます）")]

    def description(self, objects: list[Any]) -> str:
        """Say what becomes of a draft."""
        if not self.facts(objects):
            return ""
        return (
            "サポーターがスマートフォンで報告を書きかけています。紙の報告を入力すると、こちらが"
            "提出された報告になります。書きかけの文章は消えず、本人の画面に残ります。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, filled from the visit, or from a returned report as it was sent."""
        report = self.report()
        if report is not None:
            report = as_sent(report) if report.state == ReportState.RETURNED else None
        initial = report_initial(self.object, report, clock.today())
        return ReportForm(data, visit=self.object, keyed=True, initial=initial)

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Keep and submit it."""
        reported_on = form.cleaned_data["reported_on"] or clock.today()
        report = key_report(self.object, form.facts(), reported_on, **self.doer)
        return HttpResponseRedirect(
            reverse("admin:dispatch_activityreport_change", args=[report.pk])
        )
