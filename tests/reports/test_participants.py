"""受講者の内訳: by area, time of day, sex, channel; class B facts for clerks alone (rule B14)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.reports import apply, course, people
from tests.foundation.adminsite.desk import Desk
from trainings.enums import ApplicationState
from trainings.models import ApplicantAttribute, Application

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
ASK = Ask(2026, 2026, TODAY)
CLERK = Reader(today=TODAY, unmasked=None)
VIEWER = Reader(today=TODAY)


def shown(result: Any, part: str) -> dict[str, Any]:
    block = next(one for one in result.blocks if one.corner == part)
    return {line.label: line.cells[0].value for line in block.lines if line.cells[0].value}


def parts(result: Any) -> list[str]:
    return list(dict.fromkeys(block.corner for block in result.blocks))


def build(reader: Reader = CLERK, ask: Ask = ASK) -> Any:
    return TABLES["participants"].build(ask, reader)


def test_twelve_professionals_twelve_families_and_six_persons_of_thirty(program):
    made = course(program, date(2026, 6, 6), capacity=50)
    for category, number in (("professional", 12), ("family", 12), ("concerned", 6)):
        for one in apply(made, people(number)):
            ApplicantAttribute.objects.create(application=one, attribute=category)
    gone = made.starts_at - timedelta(days=2)
    for one in apply(made, people(4), ApplicationState.CANCELLED, state_changed_at=gone):
        ApplicantAttribute.objects.create(application=one, attribute="family")

    block = build().blocks[0]

    found = {line.label: tuple(cell.value for cell in line.cells) for line in block.lines}
    assert [found[label] for label in ("専門職", "家族", "当事者", "計（n）")] == [
        (12, Decimal("0.400")), (12, Decimal("0.400")), (6, Decimal("0.200")),
        (30, Decimal("1.000")),
    ]  # fmt: skip


def test_only_the_clerk_sees_class_b_facts_of_who_came(program):
    made = course(program, date(2026, 6, 6))
    for person in people(6):
        person.sex = "female"
        person.save(update_fields=["sex"])
        (one,) = apply(made, [person])
        ApplicantAttribute.objects.create(application=one, attribute="family", age_band="40s")

    assert parts(build())[:3] == ["申込区分", "年代", "性別"]
    hidden = build(VIEWER)
    assert parts(hidden) == ["地域", "申込の方法", "知ったきっかけ", "開催の時間帯"]
    assert any("担当だけ" in note for note in hidden.notes)
    half = Reader(TODAY, unmasked=frozenset({program.pk}))
    assert parts(build(half)) == parts(hidden)
    assert parts(build(half, ASK.only(program=program.pk))) == parts(build())


def test_sex_stands_only_where_somebody_was_asked(program):
    made = course(program, date(2026, 6, 6))
    who = people(3)
    apply(made, who)
    assert "性別" not in parts(build())

    who[0].sex = "male"
    who[0].save(update_fields=["sex"])

    assert shown(build(), "性別") == {"男": 1, "無回答": 2, "計（n）": 3}


@pytest.mark.parametrize(
    ("born", "typed", "ticked", "band"),
    [
        (date(2006, 6, 6), None, "", "20代"),
        (date(2006, 6, 7), None, "", "20歳未満"),
        (date(1930, 1, 1), date(1946, 6, 6), "", "80歳以上"),
        (date(1930, 1, 1), date(1946, 6, 7), "", "70代"),
        (date(1930, 1, 1), None, "40s", "40代"),
        (date(1930, 1, 1), None, "unanswered", "回答しない"),
        (None, None, "", "無回答"),
        (date(2027, 1, 1), None, "", "無回答"),
    ],
)
def test_the_age_is_the_one_ticked_else_that_of_the_first_day(program, born, typed, ticked, band):
    (person,) = people(1)
    person.birth_date = born
    person.save(update_fields=["birth_date"])
    (one,) = apply(course(program, date(2026, 6, 6)), [person])
    Application.objects.filter(pk=one.pk).update(birth_date=typed)
    if ticked:
        ApplicantAttribute.objects.create(application=one, age_band=ticked)

    assert shown(build(), "年代") == {band: 1, "計（n）": 1}


@pytest.mark.parametrize(
    ("place", "kind", "address", "area"),
    [
        ("青葉台市1-1", "address", "", "青葉台市"),
        ("みどり県青葉台市1-1", "address", "", "青葉台市"),
        ("青葉台市役所", "affiliation", "", "そのほか・不明"),
        ("社協", "affiliation", "みどり県沢郡もみじ町2", "もみじ町"),
        ("", "", "もみじ町3", "もみじ町"),
        ("青葉市4", "address", "もみじ町3", "青葉市"),
        ("よその市5", "address", "もみじ町3", "そのほか・不明"),
        ("1丁目2番", "address", "もみじ町3", "そのほか・不明"),
        ("", "address", "", "そのほか・不明"),
    ],
)
def test_the_area_is_the_municipality_the_address_names(program, place, kind, address, area):
    for name in ("青葉市", "青葉台市", "もみじ町"):
        MunicipalityFactory(name=name)
    MunicipalityFactory(name="よその市", prefecture="よその県")
    (person,) = people(1)
    person.address = address
    person.save(update_fields=["address"])
    (one,) = apply(course(program, date(2026, 6, 6)), [person])
    Application.objects.filter(pk=one.pk).update(place=place, place_kind=kind)

    assert shown(build(), "地域") == {area: 1, "計（n）": 1}


@pytest.mark.parametrize(
    ("day", "hour", "time"),
    [
        (date(2026, 6, 5), 10, "平日の昼間"),
        (date(2026, 6, 5), 16, "平日の昼間"),
        (date(2026, 6, 5), 17, "平日の夜間"),
        (date(2026, 6, 5), 0, "平日の昼間"),  # still Thursday in UTC
        (date(2026, 6, 6), 0, "土日の昼間"),
        (date(2026, 6, 7), 19, "土日の夜間"),
        (date(2026, 6, 8), 8, "平日の昼間"),  # still Sunday in UTC
    ],
)
def test_the_time_of_day_is_that_in_japan(program, day, hour, time):
    made = course(program, day)
    made.starts_at = made.starts_at.replace(hour=hour, minute=0)
    made.ends_at = made.starts_at + timedelta(hours=2)
    made.save(update_fields=["starts_at", "ends_at"])
    apply(made, people(2))

    assert shown(build(), "開催の時間帯") == {time: 2, "計（n）": 2}


def test_another_town_is_not_counted(world, program):
    apply(course(program, date(2026, 6, 6)), people(2))
    with within(world.wakaba):
        apply(course(ProgramFactory(), date(2026, 6, 6)), people(5))

    assert shown(build(), "申込の方法") == {"ウェブ": 2, "計（n）": 2}


def test_a_part_opens_its_rows_and_a_wrong_one_is_not_found(program, world, frozen):
    town = MunicipalityFactory(name="青葉台市")
    made = course(program, date(2026, 6, 6))
    near, far = apply(made, people(2))
    Application.objects.filter(pk=near.pk).update(place="青葉台市1", place_kind="address")
    desk = Desk(world.member(Role.CLERK))
    rows = reverse("admin:report_rows", args=["audience"])
    query = f"{rows}?first=2026&last=2026&part="

    page = desk.get(f"{query}area&choice={town.code}").content.decode()

    assert near.name in page
    assert far.name not in page
    assert "地域：青葉台市" in page
    assert far.name in desk.get(f"{query}area&choice=").content.decode()
    assert f"研修：{made.title}" in desk.get(f"{query}course&choice={made.pk}").content.decode()
    for wrong in ("course&choice=x", "sex&choice=male", "category&choice=family", "none&choice=1"):
        assert desk.get(query + wrong).status_code == 404
    assert "あてはまる記録はありません" in desk.get(f"{query}course&choice=0").content.decode()
