"""Rows stored together: one message, the same rows, history, walls and errors as one by one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.storing import (
    asked_once,
    insert_statement,
    is_waiting,
    new_ids,
    store,
    together,
)
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.programs.models import Program

pytestmark = pytest.mark.django_db
DOER = Actor.resident("web")


def person(name: str) -> Person:
    return Person(**PersonFacts(name=name, phone="0900000000").as_columns())


@action("people.person.created")
def make(names: list[str], *, actor: Actor, at_once: bool) -> list[Person]:
    if not at_once:
        return [store(person(name)) for name in names]
    with together(Person):
        return [store(person(name)) for name in names]


@pytest.mark.parametrize("at_once", [True, False])
def test_rows_are_the_same_with_the_history_of_who_made_them(aoba, at_once):
    made = make(["髙橋 花子", "O'Neil; --"], actor=DOER, at_once=at_once)

    rows = list(Person.objects.order_by("id"))
    assert [row.pk for row in rows] == sorted(one.pk for one in made)
    assert [row.name for row in rows] == ["髙橋 花子", "O'Neil; --"]
    assert all(row.organization_id == aoba.pk and row.created_at for row in rows)
    events = list(Person.pgh_event_model.objects.order_by("pgh_id"))
    assert [event.name for event in events] == [row.name for row in rows]
    assert {event.pgh_context.metadata["actor"] for event in events} == {"resident:web"}


def test_many_rows_leave_in_one_message(aoba):
    new_ids([Person])  # a process asks once which sequence gives the ids
    with CaptureQueriesContext(connection) as one, together(Person, times=2):
        store(person("山田 一郎"))
        store(person("山田 二郎"))
    with CaptureQueriesContext(connection) as more, together(Person, times=5):
        for number in range(5):
            store(person(f"佐藤 {number}"))

    assert len(one) == len(more) == 2, "the ids, the rows"
    assert Person.objects.count() == 7


def test_a_row_waits_inside_the_block_and_has_its_id(aoba):
    with together(Person):
        mine = store(person("山田 一郎"))
        with together():
            other = store(person("山田 二郎"))
        assert (is_waiting(mine), is_waiting(other)) == (True, True)
        assert mine.pk
        assert mine.pk != other.pk
        assert Person.objects.count() == 0
    assert Person.objects.count() == 2
    assert mine.created_at == Person.objects.get(pk=mine.pk).created_at
    assert not is_waiting(mine)
    mine.name = "山田 三郎"
    mine.save()
    assert Person.objects.count() == 2, "saved again it is updated"


def store_and_fail() -> None:
    with together(Person):
        store(person("山田 一郎"))
        raise RuntimeError


def store_twice() -> None:
    with transaction.atomic(), together():
        store(Program(kind="tsunagari", name="同じ名", neutral_label="講座"))
        store(Program(kind="tsunagari", name="同じ名", neutral_label="講座"))


def test_after_an_exception_nothing_is_sent(aoba):
    with pytest.raises(RuntimeError):
        store_and_fail()
    assert Person.objects.count() == 0
    assert is_waiting(person("山田 一郎")) is False


def test_constraints_hold(aoba):
    with pytest.raises(IntegrityError):
        store_twice()
    assert Program.objects.count() == 0


def test_the_wall_holds(aoba, world):
    def store_for_the_other_town() -> None:
        with transaction.atomic(), together():
            store(Person(organization=world.wakaba, name="山田", name_key="山田"))

    with pytest.raises(ProgrammingError, match="row-level security"):
        store_for_the_other_town()


def test_ids_come_from_the_sequences(aoba):
    first, second = new_ids([Person], times=2)[Person]
    assert second == first + 1
    assert new_ids([]) == {}
    assert Person.objects.create(name="次", name_key="次").pk == second + 1


def test_a_question_is_asked_once_a_block(aoba):
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert [asked_once("how many", ask), asked_once("how many", ask)] == [1, 2]
    with together():
        assert [asked_once("how many", ask), asked_once("how many", ask)] == [3, 3]
    assert asked_once("how many", ask) == 4


def test_rows_of_different_columns_do_not_share_an_insert(aoba):
    first, second = person("山田 一郎"), person("山田 二郎")
    first.pk = 10**9
    with pytest.raises(ValueError, match="columns"):
        insert_statement(first, second)
