"""Who of several people of one name a row may mean, and how many of them are read."""

from datetime import date

import pytest

from foundation.imports import people
from foundation.imports.kinds import Context
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.people import PersonFactory

BORN, OTHER = date(1980, 5, 6), date(1980, 5, 7)
PHONE, MAIL = "0451112222", "hanako@example.jp"


def known(**facts):
    row = {"name": "山田 花子", **facts}
    return people.known_person(row, people.prepare([row], Context({}, NOW)))


@pytest.mark.parametrize(
    ("person", "row", "is_same"),
    [
        ({"birth_date": BORN}, {"birth_date": BORN}, True),
        ({"birth_date": OTHER, "phone": PHONE}, {"birth_date": BORN, "phone": PHONE}, False),
        ({"birth_date": None, "phone": PHONE}, {"birth_date": BORN, "phone": PHONE}, True),
        ({"birth_date": None, "mobile": PHONE}, {"birth_date": BORN, "phone": PHONE}, True),
        ({"birth_date": None, "phone": PHONE}, {"birth_date": BORN}, False),
        ({"birth_date": BORN, "email": MAIL}, {"email": MAIL}, True),
        ({"birth_date": BORN, "phone": ""}, {}, False),
        ({"birth_date": BORN, "name": "山田 華子"}, {"birth_date": BORN}, False),
        ({"birth_date": BORN, "purged_on": OTHER}, {"birth_date": BORN}, False),
    ],
)
def test_the_same_person_or_another(aoba, world, person, row, is_same):
    with within(world.wakaba):
        PersonFactory(name="山田 花子", birth_date=BORN, phone=PHONE, email=MAIL)
    made = PersonFactory(**{"name": "山田 花子", "phone": "", **person})

    assert known(**row) == (made if is_same else None)


def test_namesakes_of_other_birth_dates_are_not_read(aoba, django_assert_num_queries):
    wanted = PersonFactory(name="山田 花子", birth_date=BORN)
    PersonFactory.create_batch(3, name="山田 花子", birth_date=OTHER)
    rows = [{"name": "山田 花子", "birth_date": BORN}, {"name": "山田 花子"}]

    with django_assert_num_queries(2):
        assert people.prepare(rows[:1], Context({}, NOW)) == {wanted.name_key: [wanted]}
    with django_assert_num_queries(3):
        assert len(people.prepare(rows, Context({}, NOW))[wanted.name_key]) == 4
    with django_assert_num_queries(0):
        assert people.prepare([], Context({}, NOW)) == {}
