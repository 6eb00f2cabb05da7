"""Make and correct the record of a person."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.storing import store
from foundation.people.facts import PersonFacts, search_columns
from foundation.people.models import Person
from foundation.people.queries import find_exact
from foundation.people.signals import person_corrected, use_changed


@action("people.person.created", savepoint=False)
def create_person(facts: PersonFacts, *, actor: Actor, now: datetime) -> Person:
    """Make a new record from `facts`, as typed."""
    return store(Person(**facts.as_columns()))


@action("people.person.linked", savepoint=False)
def find_or_create_person(facts: PersonFacts, *, actor: Actor, now: datetime) -> Person:
    """Return the record that agrees in name, kana and birth date, else a new one (rule B10).

    A record found is filled where it was empty and otherwise left alone.
    """
    person = find_exact(facts.name, facts.kana, facts.birth_date)
    if person is None:
        return create_person(facts, actor=actor, now=now)
    missing = {
        field.name: getattr(facts, field.name)
        for field in fields(facts)
        if getattr(facts, field.name) and not getattr(person, field.name)
    }
    if missing:
        update_person(person, actor=actor, now=now, **missing)
    return person


@action("people.person.corrected")
def update_person(person: Person, *, actor: Actor, now: datetime, **changes: Any) -> Person:
    """Write changed facts; the keys follow, the history keeps the old values.

    What was corrected, and a stop of use, is told to the apps above in the same transaction.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    changed = {
        name: (getattr(person, name), value)
        for name, value in changes.items()
        if getattr(person, name) != value
    }
    for name, value in changes.items():
        setattr(person, name, value)
    keys = search_columns(person.name, person.kana)
    for name, value in keys.items():
        setattr(person, name, value)
    person.full_clean(exclude=["merged_into"])
    person.save(update_fields=[*changes, *keys])
    if changed:
        person_corrected.send(sender=Person, person=person, changed=changed, actor=actor, now=now)
    if "stop_use" in changed:
        use_changed.send(sender=Person, person=person, actor=actor, now=now)
    return person
