"""The clocks of an incident: 24 hours to the first report, 7 days to the full one (R-72)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dispatch.enums_records import IncidentStage, IncidentStep
from dispatch.facts_records import IncidentFacts, StepFacts
from foundation.refusals import Refusal

FIRST_WITHIN = timedelta(hours=24)
FULL_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Clocks:
    """What is due when, and what was done when; counted from when the office knew."""

    first_due: datetime
    full_due: datetime
    first_at: datetime | None = None
    full_at: datetime | None = None
    closed_at: datetime | None = None

    def stage(self, now: datetime) -> IncidentStage:
        """Return where it stands at `now`; a deadline is inclusive."""
        if self.closed_at is not None:
            return IncidentStage.CLOSED
        if self.full_at is not None:
            return IncidentStage.FOLLOW_UP
        if self.first_at is None:
            return IncidentStage.FIRST_DUE if now <= self.first_due else IncidentStage.FIRST_LATE
        return IncidentStage.FULL_DUE if now <= self.full_due else IncidentStage.FULL_LATE

    def next_due(self) -> datetime | None:
        """Return the moment by which the next report is due; None when none is."""
        if self.closed_at is not None or self.full_at is not None:
            return None
        return self.full_due if self.first_at is not None else self.first_due


def clocks_of(incident: Any, reports: Iterable[Any]) -> Clocks:
    """Return the clocks of an incident. A full report within a day stands for the first."""
    at = {report.step: report.reported_at for report in reports}
    full_at = at.get(IncidentStep.FULL)
    return Clocks(
        first_due=incident.known_at + FIRST_WITHIN,
        full_due=incident.known_at + FULL_WITHIN,
        first_at=at.get(IncidentStep.FIRST, full_at),
        full_at=full_at,
        closed_at=incident.closed_at,
    )


def why_cannot_report(facts: IncidentFacts, now: datetime) -> Refusal | None:
    """Return why an incident cannot be written down."""
    if not facts.account.strip():
        return Refusal("account_missing", "起きたことを入力してください。")
    if facts.occurred_at > now:
        return Refusal("incident_in_future", "起きた日時は、今か今より前にしてください。")
    known = facts.known_at or now
    if known > now:
        return Refusal("known_in_future", "知った日時は、今か今より前にしてください。")
    if known < facts.occurred_at:
        return Refusal("known_before", "知った日時は、起きた日時より後にしてください。")
    return None


def why_cannot_add_report(
    incident: Any, reports: Iterable[Any], facts: StepFacts, now: datetime
) -> Refusal | None:
    """Return why a report cannot be added: twice, too early, or without what it has to say."""
    if incident.closed_at is not None:
        return Refusal("incident_closed", "この事故等の対応は、すでに終わっています。")
    steps = {report.step for report in reports}
    if facts.step != IncidentStep.FURTHER and facts.step in steps:
        return Refusal("reported_already", f"{facts.step.label}は、すでに記録されています。")
    if not incident.known_at <= facts.reported_at <= now:
        return Refusal(
            "report_out_of_time", "報告した日時は、知った日時から今までの間にしてください。"
        )
    if not facts.told.strip() or not facts.text.strip():
        return Refusal("report_incomplete", "報告先と報告の内容を入力してください。")
    if facts.step == IncidentStep.FULL and not (facts.cause.strip() and facts.prevention.strip()):
        return Refusal("cause_missing", "報告書には、原因と再発の防止を入力してください。")
    return None


def why_cannot_close(
    incident: Any, reports: Iterable[Any], measures: Iterable[Any]
) -> Refusal | None:
    """Return why the work on an incident is not over."""
    if incident.closed_at is not None:
        return Refusal("incident_closed", "この事故等の対応は、すでに終わっています。")
    if all(report.step != IncidentStep.FULL for report in reports):
        return Refusal("full_report_missing", "報告書を記録してから、対応を終えてください。")
    if any(measure.done_on is None for measure in measures):
        return Refusal("measures_open", "終わっていない対策があります。先に対策を終えてください。")
    return None


def why_cannot_finish_measure(
    measure: Any, done_on: date, outcome: str, on: date
) -> Refusal | None:
    """Return why a measure is not done."""
    if measure.done_on is not None:
        return Refusal("measure_done", "この対策は、すでに終わっています。")
    if done_on > on:
        return Refusal("done_in_future", "終えた日は、今日か今日より前の日にしてください。")
    if not outcome.strip():
        return Refusal("outcome_missing", "対策の結果を入力してください。")
    return None
