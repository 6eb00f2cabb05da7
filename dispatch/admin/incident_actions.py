"""Buttons of incidents: written down, reported up the line, measures, end (R-72)."""

from typing import Any

from django import forms as django_forms

from dispatch.actions.incidents import (
    add_measure,
    add_report,
    close_incident,
    finish_measure,
    record_incident,
)
from dispatch.admin.case_actions import CaseButton
from dispatch.enums_records import IncidentStep
from dispatch.forms import incidents as forms
from dispatch.forms.staff import today_and_now
from dispatch.queries.standing import settings_of
from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission

HANDLE = Permission.HANDLE_INCIDENTS


class ReportIncident(CaseButton):
    """An incident of the case."""

    name, label = "incident", "事故・ヒヤリハットを記録する"
    permission = HANDLE
    form_class = forms.OfficeIncidentForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on every case: it may come to light after the end."""
        return True

    def description(self, objects: list[Any]) -> str:
        """Say what starts."""
        return "知った時刻から、第一報は24時間、報告書は7日以内です。期限は「やること」に入ります。"

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return now."""
        day, minute = today_and_now(clock.now())
        return {"kind": "incident", "day": day, "known_day": day, "known_time": minute}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        incident = record_incident(self.object, form.facts(form.known_at()), **self.doer)
        return f"記録しました（番号 {incident.reference}）。続きは「事故・ヒヤリハット」で。"


class ReportIncidentOfDispatch(ReportIncident):
    """An incident of a dispatch, with a case or without."""

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        incident = record_incident(
            None, form.facts(form.known_at()), assignment=self.object, **self.doer
        )
        return f"記録しました（番号 {incident.reference}）。続きは「事故・ヒヤリハット」で。"


class StepButton(ActionPage):
    """A report up the line."""

    permission = HANDLE
    form_class: type[django_forms.Form] = forms.StepForm
    step = IncidentStep.FURTHER

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on open incidents."""
        return row.closed_at is None

    def description(self, objects: list[Any]) -> str:
        """Name the reporting line of the programme."""
        line = settings_of(self.object.program_id).incident_line
        return f"報告先：{'、'.join(line.split())}" if line.strip() else ""

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return now."""
        day, minute = today_and_now(clock.now())
        return {"day": day, "at": minute}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        add_report(self.object, form.facts(self.step), **self.doer)
        return f"{self.step.label}を記録しました。"


class First(StepButton):
    """The first report, within a day."""

    name, label = "first", "第一報を記録する"
    step = IncidentStep.FIRST

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand until it, or the full one, was made."""
        made = {report.step for report in row.reports.all()}
        return row.closed_at is None and not made & {IncidentStep.FIRST, IncidentStep.FULL}


class Full(StepButton):
    """The full report, within a week."""

    name, label = "full", "報告書を記録する"
    step = IncidentStep.FULL
    form_class = forms.FullStepForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand until it was made."""
        made = {report.step for report in row.reports.all()}
        return row.closed_at is None and IncidentStep.FULL not in made


class Further(StepButton):
    """What came later."""

    name, label = "further", "続報を記録する"


class AddMeasure(StepButton):
    """A measure against it."""

    name, label = "measure", "対策を加える"
    form_class = forms.MeasureForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Add it."""
        data = form.cleaned_data
        add_measure(self.object, data["text"], due_on=data["due_on"], **self.doer)
        return "対策を加えました。"


class Close(StepButton):
    """The work is over."""

    name, label = "close", "対応を終える"
    form_class = forms.ClosingForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """End it."""
        close_incident(self.object, note=form.cleaned_data["note"], **self.doer)
        return "対応を終えました。"


class FinishMeasure(ActionPage):
    """A measure was done."""

    name, label = "finish", "対策を終える"
    permission = HANDLE
    form_class = forms.OutcomeForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on open measures."""
        return row.done_on is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        data = form.cleaned_data
        finish_measure(self.object, outcome=data["outcome"], done_on=data["day"], **self.doer)
        return "対策を終えました。"
