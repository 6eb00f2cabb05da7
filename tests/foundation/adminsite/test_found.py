"""A search by name looks once, in order, among those who are still there."""

from datetime import date

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.adminsite import paginator
from foundation.adminsite.paginator import FoundPaginator
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
LIST = "/staff/people/person/"


@pytest.fixture
def desk(world):
    """A clerk of あおば市, where 山田s live, one of them merged away; in わかば町 lives another."""
    with within(world.wakaba):
        PersonFactory(name="山田 町子", kana="やまだ まちこ")
    with within(world.aoba):
        kept = PersonFactory(name="山田 花子", kana="やまだ はなこ")
        PersonFactory(name="山田 併合", kana="やまだ へいごう", merged_into=kept)
        PersonFactory(name="山田 消去", kana="やまだ しょうきょ", purged_on=date(2026, 4, 1))
        PersonFactory(name="山田 一郎", kana="やまだ いちろう")
        PersonFactory(name="鈴木 一郎", kana="すずき いちろう")
    return Desk(world.member(Role.CLERK))


def names(response):
    return [row.name for row in response.context["cl"].result_list]


def test_who_is_there_is_found_in_the_order_of_the_list(desk):
    answer = desk.get(LIST, {"q": "山田"})

    assert names(answer) == ["山田 一郎", "山田 花子"]
    assert answer.context["cl"].result_count == 2
    assert names(desk.get(LIST, {"q": "やまた いちろう"})) == ["山田 一郎"]
    assert names(desk.get(LIST, {"q": "山田", "stop_use__exact": "1"})) == []
    assert names(desk.get(LIST, {"q": "山田", "stop_use__exact": "0"})) == [
        "山田 一郎",
        "山田 花子",
    ]


def test_queries_do_not_grow_with_what_is_found(desk, world):
    counts = []
    for _ in range(2):
        desk.get(LIST, {"q": "山田"})
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST, {"q": "山田"})
        counts.append(len(queries))
        with within(world.aoba):
            PersonFactory.create_batch(2, name="山田 三郎", kana="やまだ さぶろう")

    assert counts[0] == counts[1]


def test_pages_hold_their_own_rows(world):
    with within(world.aoba):
        PersonFactory.create_batch(5, name="山田 花子")
        rows = Person.objects.order_by("-id")
        pages = FoundPaginator(rows, 2)

        assert [row.pk for number in (1, 2, 3) for row in pages.page(number)] == list(
            rows.values_list("pk", flat=True)
        )
        with pytest.raises(EmptyPage):
            pages.page(4)


def test_beyond_the_limit_nothing_is_counted_or_shown(world, monkeypatch):
    monkeypatch.setattr(paginator, "LIMIT", 3)
    with within(world.aoba):
        PersonFactory.create_batch(5, name="山田 花子")
        pages = FoundPaginator(Person.objects.order_by("-id"), 2)

        assert (pages.count, pages.count_label, pages.num_pages) == (3, "3件以上", 2)
        assert len(pages.page(2).object_list) == 1
