"""Write an incident down, report it up the line, take measures, end it (R-72)."""

from datetime import date, datetime

from dispatch import notices_records as notices
from dispatch.actions.loading import locked_assignment, write
from dispatch.cases.actions.loading import locked_case
from dispatch.cases.models import Case
from dispatch.enums_records import IncidentStep
from dispatch.facts_records import IncidentFacts, StepFacts
from dispatch.models import Assignment, Incident, IncidentMeasure, IncidentReport
from dispatch.queries.incidents import is_in_circle
from dispatch.queries.owners import owner_of_case
from dispatch.queries.standing import access_refusal
from dispatch.rules.incidents import (
    FIRST_WITHIN,
    FULL_WITHIN,
    why_cannot_add_report,
    why_cannot_close,
    why_cannot_finish_measure,
    why_cannot_report,
)
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.references import random_reference
from foundation.refusals import Refused

TASKS = {
    IncidentStep.FIRST: ("dispatch.incident_first", "第一報（24時間以内）", FIRST_WITHIN),
    IncidentStep.FULL: ("dispatch.incident_full", "報告書（7日以内）", FULL_WITHIN),
}
MEASURE_TASK = "dispatch.incident_measure"


@action("dispatch.incident.recorded")
def record_incident(
    case: Case | None,
    facts: IncidentFacts,
    *,
    assignment: Assignment | None = None,
    actor: Actor,
    now: datetime,
) -> Incident:
    """Write an incident down at the office, about a case or a dispatch; the clocks start."""
    if case is not None:
        case = locked_case(case, actor=actor, now=now)
    if assignment is not None:
        assignment = locked_assignment(assignment, actor=actor, now=now)
        case = assignment.request.case
    if refusal := why_cannot_report(facts, now):
        raise Refused(refusal)
    program_id = case.program_id if case else assignment.request.program_id  # type: ignore[union-attr]
    incident: Incident = Incident.objects.create(
        program_id=program_id, reference=_free_reference(), case=case, assignment=assignment,
        recorded_by_id=actor.user_id, **facts.as_columns(now),
    )  # fmt: skip
    _start_clocks(incident, actor=actor, now=now)
    return incident


@action("dispatch.incident.told")
def tell_incident(
    assignment: Assignment, facts: IncidentFacts, *, token: str = "", actor: Actor, now: datetime
) -> Incident:
    """Take what a supporter tells from the phone; coordinator and deciding member are told.

    The same page sent twice is one incident. It is taken after the end of the work too.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    if token and (found := Incident.objects.filter(token=token).first()):
        first: Incident = found
        return first
    if refusal := access_refusal(assignment.supporter) or why_cannot_report(facts, now):
        raise Refused(refusal)
    request = assignment.request
    incident: Incident = Incident.objects.create(
        program_id=request.program_id, reference=_free_reference(), case=request.case,
        assignment=assignment, supporter=assignment.supporter, token=token,
        **facts.as_columns(now),
    )  # fmt: skip
    _start_clocks(incident, actor=actor, now=now)
    notices.tell_about_incident(incident, actor=actor, now=now)
    return incident


def _free_reference() -> str:
    while Incident.objects.filter(reference=(code := random_reference())).exists():
        continue
    return code


def _start_clocks(incident: Incident, *, actor: Actor, now: datetime) -> None:
    owner = owner_of_case(incident.case_id, now) if incident.case_id else actor.user_id
    for kind, words, within in TASKS.values():
        due = incident.known_at + within
        create_task(
            NewTask(kind, f"事故等 {incident.reference}：{words}", on_day(due), due_at=due,
                    owner_id=owner),
            target=incident, actor=actor, now=now,
        )  # fmt: skip


def _locked(incident: Incident, *, actor: Actor, now: datetime) -> Incident:
    row: Incident = (
        Incident.objects.select_for_update(of=("self",)).select_related("case").get(pk=incident.pk)
    )
    if not is_in_circle(row, actor.user_id, now):
        raise Refused("not_in_circle", "この事故等の担当ではないため、操作できません。")
    return row


@action("dispatch.incident.reported")
def add_report(
    incident: Incident, facts: StepFacts, *, actor: Actor, now: datetime
) -> IncidentReport:
    """Record a report up the line; the first and the full one stop their clocks."""
    row = _locked(incident, actor=actor, now=now)
    if refusal := why_cannot_add_report(row, row.reports.all(), facts, now):
        raise Refused(refusal)
    report: IncidentReport = IncidentReport.objects.create(
        incident=row, reported_by_id=actor.user_id, **facts.as_columns()
    )
    done = [facts.step] if facts.step != IncidentStep.FULL else list(TASKS)
    for step in done:
        if step in TASKS:
            close_tasks_about(row, TASKS[step][0], outcome="報告済み", actor=actor, now=now)
    return report


@action("dispatch.incident.measure_added")
def add_measure(
    incident: Incident, text: str, *, due_on: date, actor: Actor, now: datetime
) -> IncidentMeasure:
    """Write down what is to be done so that it does not happen again, with a task."""
    row = _locked(incident, actor=actor, now=now)
    if row.closed_at is not None:
        raise Refused("incident_closed", "この事故等の対応は、すでに終わっています。")
    if not text.strip():
        raise Refused("text_missing", "対策を入力してください。")
    measure: IncidentMeasure = IncidentMeasure.objects.create(
        incident=row, text=text, due_on=due_on
    )
    create_task(
        NewTask(MEASURE_TASK, f"事故等 {row.reference}：対策を終える", due_on,
                owner_id=actor.user_id),
        target=measure, actor=actor, now=now,
    )  # fmt: skip
    return measure


@action("dispatch.incident.measure_finished")
def finish_measure(
    measure: IncidentMeasure, *, outcome: str, done_on: date, actor: Actor, now: datetime
) -> IncidentMeasure:
    """Record what came of a measure."""
    _locked(measure.incident, actor=actor, now=now)
    row: IncidentMeasure = IncidentMeasure.objects.select_for_update(of=("self",)).get(
        pk=measure.pk
    )
    if refusal := why_cannot_finish_measure(row, done_on, outcome, on_day(now)):
        raise Refused(refusal)
    write(row, done_on=done_on, outcome=outcome)
    close_tasks_about(row, MEASURE_TASK, outcome="対策済み", actor=actor, now=now)
    return row


@action("dispatch.incident.closed")
def close_incident(incident: Incident, *, note: str, actor: Actor, now: datetime) -> Incident:
    """End the work on an incident once the full report and every measure are done."""
    row = _locked(incident, actor=actor, now=now)
    if refusal := why_cannot_close(row, row.reports.all(), row.measures.all()):
        raise Refused(refusal)
    if not note.strip():
        raise Refused("note_missing", "対応を終えた理由を入力してください。")
    write(row, closed_at=now, closing_note=note)
    return row
