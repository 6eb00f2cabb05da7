"""Take the rows of a ledger over, and take that back while nobody has used it (E1; T37)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from foundation.clock import JST
from foundation.documents.actions.numbers import SeriesSpec, raise_series
from foundation.documents.models import SeriesPurpose
from foundation.imports import people
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Applied, Context, Facts, ImportKind, Plan
from foundation.imports.kinds import register as register_kind
from foundation.imports.numbers import value_of
from foundation.imports.traces import changed_since, deeds_of, delete_rows, referred_to
from foundation.organizations.actor import Actor
from foundation.people.actions.people import update_person
from foundation.people.models import Person
from trainings.enums import CompletionResult
from trainings.imports import ledger
from trainings.models import Completion

REASON = "以前の修了台帳から移しました。"
VOIDED = "以前の修了台帳で取り消されています。"
MADE, MADE_PERSON = "made", "made_person"


def apply_row(facts: Facts, plan: Plan, context: Context, actor: Actor) -> Applied:
    """Record a completion as the ledger says, or fill what the record of the person lacks.

    Nobody is told: what happened years ago is no news. The counter goes on above the number.
    """
    if plan.action == RowAction.UPDATE and plan.target_id is not None:
        known = Completion.objects.select_related("person").get(pk=plan.target_id)
        return Applied(known.pk, _complete(known.person, facts, context, actor))
    series = ledger.series_of(context)
    line = ledger.line_of(facts, series)
    person, before = _person(ledger.key_of(facts, line), facts, context, actor)
    year, value = series.year_of(line.fiscal_year), value_of(line.number)
    title = facts.get("title")
    completion = Completion.objects.create(
        program_id=series.program_id, person=person, fiscal_year=line.fiscal_year,
        series_year=year, number_value=value, number_text=line.number,
        completed_on=line.completed_on, decided_on=line.completed_on,
        result=CompletionResult.COMPLETED, reason=f"{REASON}（{title}）" if title else REASON,
        voided_at=_midnight(facts.get("voided_on")),
        voided_reason=VOIDED if facts.get("voided_on") else "",
    )  # fmt: skip
    if value is not None:
        certificate = series.certificate
        spec = SeriesSpec(
            SeriesPurpose.COMPLETION, series.settings.program, year, certificate.number_pattern,
            certificate.first_number,
        )  # fmt: skip
        raise_series(spec, value)
    return Applied(completion.pk, {MADE: "1", **before})


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), JST) if day else None


def _person(
    key: tuple[Any, ...], facts: Facts, context: Context, actor: Actor
) -> tuple[Person, dict[str, str]]:
    """Return the person of the row, made with the first row about them, and what was written."""
    row = context.memory["holders"][key]
    known: int | None = context.memory["known"][row]
    if known is not None:
        person = Person.objects.get(pk=known)
        return person, _complete(person, facts, context, actor)
    made = people.apply_row(facts, Plan(RowAction.CREATE), context, actor)
    context.memory["known"][row] = made.target_id
    return Person.objects.get(pk=made.target_id), {MADE_PERSON: "1"}


def _complete(person: Person, facts: Facts, context: Context, actor: Actor) -> dict[str, str]:
    missing = people.missing_of(facts, person)
    if missing:
        update_person(person, actor=actor, now=context.now, **missing)
    return {name: str(value) for name, value in missing.items()}


def undo_row(target_id: int, before: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Remove what the import made, history included; or empty again what it filled.

    The counter stays where it is: a number once seen is not given out again (rule E1).
    """
    completion = Completion.objects.filter(pk=target_id).first()
    if completion is None:
        return
    filled = {name: value for name, value in before.items() if name in people.FACTS}
    person_id = completion.person_id
    if before.get(MADE):
        delete_rows(Completion.objects.filter(pk=target_id))
    if before.get(MADE_PERSON):
        people.undo_row(person_id, {}, actor, now)
    elif filled:
        people.undo_row(person_id, filled, actor, now)


def is_used(ids: Sequence[int]) -> set[int]:
    """Return completions that anything was built on, or whose rows were changed since."""
    wanted = list(ids)
    holders = dict(Completion.objects.filter(pk__in=wanted).values_list("pk", "person_id"))
    used = referred_to(Completion, wanted) | changed_since(Completion, wanted)
    made = _made_people(holders)
    others = Completion.objects.filter(person__in=made).exclude(pk__in=wanted)
    touched = referred_to(Person, list(made), but=["trainings.Completion"])
    touched |= changed_since(Person, made) | set(others.values_list("person_id", flat=True))
    return used | {pk for pk, person_id in holders.items() if person_id in touched}


def _made_people(holders: Mapping[int, int]) -> set[int]:
    """Return the people made in the same deed as one of their completions."""
    deeds, born = deeds_of(Completion, holders), deeds_of(Person, set(holders.values()))
    return {
        person_id
        for pk, person_id in holders.items()
        if person_id in born and born[person_id] == deeds.get(pk)
    }


register_kind(
    ImportKind(
        code="trainings.ledger",
        label="修了台帳",
        target="trainings.Completion",
        fields=ledger.FIELDS,
        prepare=ledger.prepare,
        plan_row=ledger.plan_row,
        apply_row=apply_row,
        undo_row=undo_row,
        is_used=is_used,
        as_stored=ledger.as_stored,
        needs_program=True,
    )
)
