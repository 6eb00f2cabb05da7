"""Take the rows of a roster over, and take that back while nobody has used it (T37)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.documents.actions.numbers import SeriesSpec, raise_series
from foundation.documents.models import SeriesPurpose
from foundation.imports import people
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Applied, Context, Facts, ImportKind, NextStep, Plan
from foundation.imports.kinds import register as register_kind
from foundation.imports.numbers import value_of
from foundation.imports.traces import changed_since, deeds_of, delete_rows, referred_to
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Permission
from foundation.people.actions.people import update_person
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from supporters.actions.decisions import become_supporter
from supporters.enums import LIVE_REGISTRATIONS, RegistrationState, TermKind
from supporters.imports import roster
from supporters.models import (
    Registration,
    RegistrationMove,
    RegistrationTerm,
    Supporter,
    SupporterSettings,
)
from supporters.queries.papers import without_papers

REASON = "名簿の取込み"
MADE_PERSON, MADE, ENTRY = "made_person", "made", "entry"
# What every import makes; anything else that points to the registration is use.
OWN = {"supporters.RegistrationTerm", "supporters.RegistrationMove", "supporters.Supporter"}


def apply_row(facts: Facts, plan: Plan, context: Context, actor: Actor) -> Applied:
    """Register somebody as the roster says, or fill what the record lacks."""
    if plan.action == RowAction.UPDATE and plan.target_id is not None:
        return _complete(plan.target_id, facts, context, actor)
    settings = roster.settings_for(context)
    number = roster.number_of(facts, settings)
    person, before = _person(number, roster.person_facts(facts), context, actor)
    earlier = Supporter.objects.filter(program=settings.program_id, person=person).first()
    if earlier is not None and earlier.received_entry_id:
        before[ENTRY] = str(earlier.received_entry_id)
    registration = _register(person, number, facts, settings, context, actor)
    if registration.state in LIVE_REGISTRATIONS or earlier is None:
        become_supporter(registration, None, actor=actor, now=context.now)
    return Applied(registration.pk, {MADE: "1", **before})


def _person(
    number: str, who: dict[str, Any], context: Context, actor: Actor
) -> tuple[Person, dict[str, str]]:
    given = {name: who[name] for name in people.FACTS if who.get(name)}
    known = context.memory.get(("person", number))
    if known is None:
        person = Person.objects.create(**PersonFacts(**given).as_columns())
        return person, {MADE_PERSON: "1"}
    person = Person.objects.get(pk=known)
    missing = {name: value for name, value in given.items() if not getattr(person, name)}
    if missing:
        update_person(person, actor=actor, now=context.now, **missing)
    return person, {name: str(value) for name, value in missing.items()}


def _register(
    person: Person, number: str, facts: Facts, settings: SupporterSettings, context: Context,
    actor: Actor,
) -> Registration:  # fmt: skip
    dates = roster.dates_of(facts, settings)
    state = RegistrationState(facts.get("state") or RegistrationState.ACTIVE)
    is_active = state == RegistrationState.ACTIVE
    today = on_day(context.now)
    since = dates.registered_on if is_active else today
    if state not in LIVE_REGISTRATIONS and dates.valid_through and dates.valid_through < today:
        since = dates.valid_through
    value = value_of(number)
    registration: Registration = Registration.objects.create(
        program_id=settings.program_id, person=person, number_text=number, number_value=value,
        registered_on=dates.registered_on, state=state, state_since=since,
        state_reason="" if is_active else REASON, note=facts.get("note") or "",
    )  # fmt: skip
    moves = [(RegistrationState.ACTIVE, dates.registered_on)]
    if not is_active:
        moves.append((state, since))
    for to_state, day in moves:
        RegistrationMove.objects.create(
            registration=registration, to_state=to_state, moved_on=day, moved_at=context.now,
            reason=REASON,
        )  # fmt: skip
    RegistrationTerm.objects.create(
        registration=registration, kind=TermKind.IMPORTED, valid_from=dates.valid_from,
        valid_through=dates.valid_through, issued_on=dates.valid_from, years=None,
        decided_on=dates.registered_on, decided_by_id=actor.user_id,
    )  # fmt: skip
    year = roster.series_year(settings, dates.registered_on)
    if value is not None:
        spec = SeriesSpec(
            SeriesPurpose.REGISTRATION, settings.program, year, settings.number_pattern,
            settings.number_starts_at,
        )  # fmt: skip
        raise_series(spec, value)
    return registration


def _complete(target_id: int, facts: Facts, context: Context, actor: Actor) -> Applied:
    registration = Registration.objects.select_related("person").get(pk=target_id)
    missing = roster.missing_of(registration, roster.person_facts(facts), facts)
    before = {name: str(value) for name, value in missing.items()}
    if note := missing.pop("note", ""):
        registration.note = note
        registration.save(update_fields=["note"])
    if missing:
        update_person(registration.person, actor=actor, now=context.now, **missing)
    return Applied(target_id, before)


# ── taking it back ───────────────────────────────────────────────────────────────────────────


def undo_row(target_id: int, before: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Remove what the import made, history included; or empty again what it filled."""
    registration = Registration.objects.select_related("person").filter(pk=target_id).first()
    if registration is None:
        return
    filled = {name: value for name, value in before.items() if name in people.FACTS}
    person_id = registration.person_id
    if before.get(MADE):
        _remove(registration, before)
    elif before.get("note") and registration.note == before["note"]:
        registration.note = ""
        registration.save(update_fields=["note"])
    if before.get(MADE_PERSON):
        people.undo_row(person_id, {}, actor, now)
    elif filled:
        people.undo_row(person_id, filled, actor, now)


def _remove(registration: Registration, before: Mapping[str, Any]) -> None:
    supporters = Supporter.objects.filter(registration=registration)
    if entry := before.get(ENTRY):
        supporters.update(registration=None, received_entry_id=int(entry))
    delete_rows(supporters)
    for model in (RegistrationTerm, RegistrationMove):
        delete_rows(model.objects.filter(registration=registration))
    delete_rows(Registration.objects.filter(pk=registration.pk))


def is_used(ids: Sequence[int]) -> set[int]:
    """Return registrations that anything was built on, or whose rows were changed since."""
    wanted = list(ids)
    supporters = dict(
        Supporter.objects.filter(registration__in=wanted).values_list("pk", "registration_id")
    )
    made = _made_people(wanted)
    used = {pk for pk in wanted if pk in referred_to(Registration, wanted, but=OWN)}
    used |= {supporters[pk] for pk in referred_to(Supporter, list(supporters))}
    periods = dict(
        RegistrationTerm.objects.filter(registration__in=wanted).values_list(
            "pk", "registration_id"
        )
    )
    used |= {periods[pk] for pk in referred_to(RegistrationTerm, list(periods))}
    ours = {"supporters.Registration", "supporters.Supporter"}
    used |= {made[pk] for pk in referred_to(Person, list(made), but=ours)}
    used |= changed_since(Registration, wanted)
    used |= {made[pk] for pk in changed_since(Person, list(made))}
    terms = RegistrationTerm.objects.filter(registration__in=wanted).exclude(kind=TermKind.IMPORTED)
    moves = RegistrationMove.objects.filter(registration__in=wanted).exclude(reason=REASON)
    for made_since in (terms, moves):
        used |= set(made_since.values_list("registration_id", flat=True))
    return used


def _made_people(ids: list[int]) -> dict[int, int]:
    """Return the people made in the same deed as their registration, with its id."""
    deeds = deeds_of(Registration, ids)
    holders = Registration.objects.filter(pk__in=ids).values_list("person_id", "pk")
    people_of = dict(holders)
    born = deeds_of(Person, list(people_of))
    return {
        person_id: pk
        for person_id, pk in people_of.items()
        if person_id in born and born[person_id] == deeds.get(pk)
    }


register_kind(
    ImportKind(
        code="supporters.roster",
        label="サポーター登録名簿",
        target="supporters.Registration",
        fields=roster.FIELDS,
        prepare=roster.prepare,
        plan_row=roster.plan_row,
        apply_row=apply_row,
        undo_row=undo_row,
        is_used=is_used,
        name_of=roster.name_of,
        as_stored=roster.as_stored,
        needs_program=True,
        next_step=NextStep(
            "取り込んだ登録のうち、{count}人には、まだ登録証・登録カードを発行していません。お手元の証を"
            "そのまま使う方には、発行しなくてかまいません。",
            "登録証・登録カードをまとめて発行する",
            "issue_papers",
            Permission.PRINT_PAPERS,
            without_papers,
        ),
    )
)
