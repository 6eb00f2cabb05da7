"""Who did it is written once a deed, whatever the deed changes and however often (design D7)."""

import pghistory
import pghistory.models
from django.db import connection, transaction

from foundation.organizations.tenancy import within
from foundation.people.models import Person
from tests.conftest import World
from tests.factories.people import PersonFactory

Deed = pghistory.models.Context


def deeds_of(person: Person) -> list[str | None]:
    events = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk).order_by("pgh_id")
    known = {deed.pk: deed.metadata["action"] for deed in Deed.objects.all()}
    return [known[one] if one else None for one in events.values_list("pgh_context_id", flat=True)]


def test_several_changes_are_one_deed(world: World):
    with within(world.aoba), transaction.atomic(), pghistory.context(action="people.person.added"):
        first, second = PersonFactory(), PersonFactory()
        Person.objects.filter(pk=first.pk).update(name="青葉 次郎")

        assert deeds_of(first) == ["people.person.added"] * 2
        assert deeds_of(second) == ["people.person.added"]
        assert Deed.objects.count() == 1


def test_the_entry_is_not_written_again(world: World):
    with within(world.aoba), transaction.atomic(), pghistory.context(action="people.person.added"):
        person = PersonFactory()
        written = physical_place()
        Person.objects.filter(pk=person.pk).update(name="青葉 次郎")

        assert physical_place() == written


def physical_place() -> list[tuple[str, str, str]]:
    """An upsert that changes nothing still locks the row: its xmax would be set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, xmax::text, ctid::text FROM pghistory_context")
        return cursor.fetchall()


def test_what_is_said_later_is_written_too(world: World):
    with within(world.aoba), transaction.atomic(), pghistory.context(action="people.person.added"):
        person = PersonFactory()
        with pghistory.context(reason="本人の申し出"):
            Person.objects.filter(pk=person.pk).update(name="青葉 次郎")

        assert [deed.metadata for deed in Deed.objects.all()] == [
            {"action": "people.person.added", "reason": "本人の申し出"}
        ]


def test_an_entry_that_was_rolled_back_is_written_again(world: World):
    with within(world.aoba), transaction.atomic(), pghistory.context(action="people.person.added"):
        mark = transaction.savepoint()
        PersonFactory()
        assert Deed.objects.count() == 1
        transaction.savepoint_rollback(mark)
        assert Deed.objects.count() == 0

        assert deeds_of(PersonFactory()) == ["people.person.added"]


def test_the_next_deed_of_a_transaction_is_another_one(world: World):
    with within(world.aoba), transaction.atomic():
        with pghistory.context(action="people.person.added"):
            person = PersonFactory()
        with pghistory.context(action="people.person.changed"):
            Person.objects.filter(pk=person.pk).update(name="青葉 次郎")
        with pghistory.context(action="people.person.added"):
            other = PersonFactory()

        assert deeds_of(person) == ["people.person.added", "people.person.changed"]
        assert deeds_of(other) == ["people.person.added"]
        assert Deed.objects.count() == 3


def test_without_a_deed_the_history_names_nobody(world: World):
    with within(world.aoba), transaction.atomic():
        assert deeds_of(PersonFactory()) == [None]
