"""Prepare a return, have it confirmed, and freeze it (rule I, T36)."""

from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import StaffUser
from foundation.refusals import Refused
from reports.enums import RETURN_MOVES, ReturnState
from reports.models import Return, ReturnCell, ReturnForm
from reports.returning.corrections import Correction, corrections_for
from reports.returning.items import VERSION
from reports.returning.payloads import digest, payload_of, sealed
from reports.returning.values import Values, as_number, values_of
from reports.rules.returns import why_cannot_submit, why_not_about
from trainings.models import Course


@action("reports.return.prepared")
def prepare_return(
    form: ReturnForm,
    *,
    course: Course | None = None,
    fiscal_year: int = 0,
    typed: dict[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Return:
    """Begin a return about a course or a fiscal year; `typed`: reporter, materials,
    impressions, remarks.

    Refused when there is one already, when the course belongs to another programme or has no
    fiscal year yet, or when a course is missing or too much.
    """
    if refusal := why_not_about(form.kind, course is not None):
        raise Refused(refusal)
    if course is not None:
        if course.program_id != form.program_id or course.fiscal_year is None:
            raise Refused("other_program", "様式と同じ事業の、公開した研修を選んでください。")
        fiscal_year = course.fiscal_year
    if Return.objects.filter(form=form, course=course, fiscal_year=fiscal_year).exists():
        raise Refused("prepared", "この提出物は、すでに作られています。一覧からお開きください。")
    made: Return = Return.objects.create(
        form=form, course=course, fiscal_year=fiscal_year, **(typed or {})
    )
    return made


@action("reports.return.passed_on")
def ask_for_confirmation(returned: Return, *, actor: Actor, now: datetime) -> Return:
    """Hand a return to the approver; refused while it could not be submitted."""
    row = _locked(returned)
    RETURN_MOVES.require(ReturnState(row.state), ReturnState.READY)
    _refuse_unless_ripe(row, now)
    row.state = ReturnState.READY
    row.sent_back_reason = ""
    row.save(update_fields=["state", "sent_back_reason"])
    return row


@action("reports.return.sent_back")
def send_back(returned: Return, *, reason: str, actor: Actor, now: datetime) -> Return:
    """Hand a return back to who prepared it, with the reason."""
    row = _locked(returned)
    RETURN_MOVES.require(ReturnState(row.state), ReturnState.DRAFT, reason=reason)
    row.state = ReturnState.DRAFT
    row.sent_back_reason = reason
    row.save(update_fields=["state", "sent_back_reason"])
    return row


@action("reports.return.submitted")
def submit_return(returned: Return, *, by: StaffUser, actor: Actor, now: datetime) -> Return:
    """Freeze a return: count it as of today, write payload, hash and cells; nothing changes it.

    The corrections of earlier returns of the same layout become part of it.
    """
    row = _locked(returned)
    RETURN_MOVES.require(ReturnState(row.state), ReturnState.SUBMITTED)
    _refuse_unless_ripe(row, now)
    as_of = on_day(now)
    draft, values, corrections = drawn_up(row, now)
    ReturnCell.objects.bulk_create([*_cells(row, draft, values), *_corrected(row, corrections)])
    row.payload = sealed(draft, as_of=as_of, at=now, by=by.name)
    row.sha256 = digest(row.payload)
    row.definition_version = VERSION
    row.state = ReturnState.SUBMITTED
    row.submitted_at, row.submitted_by = now, by
    row.save()
    return row


def drawn_up(row: Return, now: datetime) -> tuple[dict[str, Any], Values, list[Correction]]:
    """Return what a return would say now: payload, values and corrections. Writes nothing."""
    as_of = on_day(now)
    columns = list(row.form.columns.order_by("order", "id").values_list("code", "label"))
    values = values_of(row, [code for code, _ in columns], as_of)
    corrections = corrections_for(row, as_of)
    return payload_of(row, columns, values, corrections), values, corrections


def _locked(returned: Return) -> Return:
    row: Return = (
        Return.objects.select_for_update(of=("self",))
        .select_related("form__program", "course__organization", "organization")
        .get(pk=returned.pk)
    )
    return row


def _refuse_unless_ripe(row: Return, now: datetime) -> None:
    ended = row.course.ends_at if row.course else None
    refusal = why_cannot_submit(
        row.form.kind,
        on=on_day(now),
        year=row.fiscal_year,
        course_ended_on=on_day(ended) if ended and ended <= now else None,
        codes=row.form.columns.values_list("code", flat=True),
    )
    if refusal:
        raise Refused(refusal)


def _cells(row: Return, draft: dict[str, Any], values: Values) -> list[ReturnCell]:
    labels = {one["code"]: (one["label"], one["unit"]) for one in draft["headings"]}
    lines = {line["year"]: line["label"] for line in draft["lines"]}
    return [
        ReturnCell(
            returned=row,
            year=year,
            line_label=lines[year],
            code=code,
            label=labels[code][0],
            unit=labels[code][1],
            number=as_number(value),
        )
        for (year, code), value in values.items()
    ]


def _corrected(row: Return, corrections: list[Correction]) -> list[ReturnCell]:
    return [
        ReturnCell(
            returned=row,
            year=one.cell.year,
            line_label=one.cell.line_label,
            code=one.cell.code,
            label=one.cell.label,
            unit=one.cell.unit,
            number=one.after,
            corrects=one.cell,
            before=one.before,
        )
        for one in corrections
    ]
