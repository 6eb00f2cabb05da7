"""People of one organization."""

from datetime import date

import factory

from foundation.people.facts import search_columns
from foundation.people.models import Person
from tests.factories.base import OwnedFactory


class PersonFactory(OwnedFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"佐藤 花子{n}")
    kana = factory.Sequence(lambda n: f"さとう はなこ{n}")
    birth_date = date(1985, 4, 1)
    phone = "09012345678"
    name_key = factory.LazyAttribute(lambda o: search_columns(o.name, o.kana)["name_key"])
    kana_key = factory.LazyAttribute(lambda o: search_columns(o.name, o.kana)["kana_key"])
