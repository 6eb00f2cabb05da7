"""Make a layout with the usual columns."""

from datetime import date, datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from reports.enums import ReturnKind
from reports.models import ReturnColumn, ReturnForm
from reports.presets import COLUMNS
from reports.rules.returns import DEFAULT_DUE


@action("reports.form.created")
def create_form(
    program: Program,
    kind: ReturnKind,
    *,
    title: str = "",
    used_from: date,
    actor: Actor,
    now: datetime,
) -> ReturnForm:
    """Make a layout with the columns and the time limit that are usual for its kind."""
    form: ReturnForm = ReturnForm.objects.create(
        program=program,
        kind=kind,
        title=title or f"{program.name} {kind.label}",
        due_within=DEFAULT_DUE[kind],
        used_from=used_from,
    )
    ReturnColumn.objects.bulk_create(
        ReturnColumn(form=form, order=order, code=code)
        for order, code in enumerate(COLUMNS[kind], start=1)
    )
    return form
