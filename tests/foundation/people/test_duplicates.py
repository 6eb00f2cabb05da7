"""Suggestions of duplicates by severity, inside one organization, in constant queries."""

from datetime import date
from typing import Any

import pytest

from foundation.organizations.tenancy import NoOrganization, within
from foundation.people.actions.merging import mark_not_same
from foundation.people.models import Person
from foundation.people.queries.duplicates import Severity, suggest_duplicates
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory

BLANK: dict[str, Any] = {
    "name": "", "kana": "", "birth_date": None, "phone": "", "mobile": "", "email": "",
    "address": "",
}  # fmt: skip
BIRTH = date(1970, 5, 5)


def make(**values: Any) -> Person:
    person: Person = PersonFactory(**{**BLANK, **values})
    return person


@pytest.mark.parametrize(
    ("one", "other", "severity", "reason"),
    [
        (
            {"name": "渡邉 浩", "birth_date": BIRTH},
            {"name": "渡辺　浩", "birth_date": BIRTH},
            Severity.CERTAIN,
            "氏名と生年月日が同じ",
        ),
        (
            {"name": "髙橋 実", "phone": "0221234567"},
            {"name": "高橋 実", "mobile": "0221234567"},
            Severity.STRONG,
            "氏名と電話番号が同じ",
        ),
        (
            {"name": "高橋 実", "email": "M.Taka@example.jp"},
            {"name": "高橋実", "email": "m.taka@example.jp"},
            Severity.STRONG,
            "氏名とメールが同じ",
        ),
        (
            {"name": "佐藤 祥子", "kana": "さとう しょうこ", "birth_date": BIRTH},
            {"name": "鈴木 祥子", "kana": "サトウ シヨウコ", "birth_date": BIRTH},
            Severity.LIKELY,
            "ふりがなと生年月日が同じ",
        ),
        (
            {"name": "林 一", "address": "あおば市一丁目２－３"},
            {"name": "林 一", "address": "あおば市 一丁目2-3"},
            Severity.LIKELY,
            "氏名と住所が同じ",
        ),
        (
            {"name": "林 一", "kana": "はやし はじめ", "address": "あおば市1-2-3"},
            {"name": "林 壱", "kana": "はやし はじめ", "address": "あおば市1-2-3"},
            Severity.LIKELY,
            "ふりがなと住所が同じ",
        ),
        (
            {"name": "旧姓 花", "birth_date": BIRTH, "phone": "0221234567"},
            {"name": "新姓 花", "birth_date": BIRTH, "phone": "0221234567"},
            Severity.POSSIBLE,
            "生年月日と電話番号が同じ",
        ),
    ],
)
def test_who_looks_alike(aoba, one: dict, other: dict, severity: Severity, reason: str):
    a, b = make(**one), make(**other)

    (found,) = suggest_duplicates()
    assert (found.first, found.second, found.severity) == (a, b, severity)
    assert found.reasons[0] == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # mother and son (T26)
        (
            {"name": "青木 洋子", "email": "a@example.jp", "phone": "0221234567"},
            {"name": "青木 翔", "email": "a@example.jp", "phone": "0221234567"},
        ),
        # father and son of one name
        (
            {"name": "青木 一", "address": "x", "birth_date": BIRTH},
            {"name": "青木 一", "address": "x", "birth_date": date(2000, 1, 1)},
        ),
        ({"name": "青木 一"}, {"name": "青木 一"}),
        ({"name": "青木 一", "birth_date": BIRTH}, {"name": "井上 二", "birth_date": BIRTH}),
    ],
)
def test_who_does_not(aoba, one: dict, other: dict):
    make(**one)
    make(**other)

    assert suggest_duplicates() == []


def test_the_surest_come_first_and_reasons_are_gathered(aoba):
    make(name="b", phone="0221234567")
    make(name="b", phone="0221234567")
    make(name="a", birth_date=BIRTH, phone="0229999999")
    make(name="a", birth_date=BIRTH, phone="0229999999")

    first, second = suggest_duplicates()
    assert [first.first.name, second.first.name] == ["a", "b"]
    assert first.reasons == (
        "氏名と生年月日が同じ",
        "氏名と電話番号が同じ",
        "生年月日と電話番号が同じ",
    )


def test_not_the_same_is_remembered(aoba, clerk):
    a, b = make(name="a", birth_date=BIRTH), make(name="a", birth_date=BIRTH)
    mark_not_same(b, a, actor=clerk, now=NOW)

    assert suggest_duplicates() == []


def test_merged_and_erased_records_are_left_out(aoba):
    kept = make(name="a", birth_date=BIRTH)
    make(name="a", birth_date=BIRTH, merged_into=kept)
    make(name="a", birth_date=BIRTH, purged_on=BIRTH)

    assert suggest_duplicates() == []


def test_only_those_of_one_person(aoba):
    a = make(name="a", birth_date=BIRTH)
    make(name="a", birth_date=BIRTH)
    make(name="b", birth_date=BIRTH, phone="0221234567")
    make(name="b", birth_date=BIRTH)

    assert [s.first for s in suggest_duplicates(person=a)] == [a]


def test_two_organizations_are_never_compared(world: World):
    for town in (world.aoba, world.wakaba):
        with within(town):
            make(name="a", birth_date=BIRTH)
    with within(world.aoba):
        assert suggest_duplicates() == []
    with within(world.aoba, world.wakaba), pytest.raises(NoOrganization):
        suggest_duplicates()


def test_two_queries_however_many_there_are(aoba, django_assert_num_queries):
    for number in range(6):
        for _ in range(2):
            make(name=f"n{number}", birth_date=BIRTH)

    with django_assert_num_queries(2):
        assert len(suggest_duplicates()) == 6
