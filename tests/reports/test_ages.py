"""The register by age and sex: the age of the day, one grand total, small groups masked."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from reports.asking import Ask
from reports.definitions import TABLES
from reports.masking import MASK, masked_keys
from reports.queries.ages import BANDS, band_of
from reports.reader import Reader
from tests.factories.organizations import ProgramFactory
from tests.factories.supporters import person, registration, term

TODAY = date(2026, 10, 1)
ASK = Ask(2025, 2026, TODAY)
CLERK = Reader(today=TODAY, unmasked=None)
VIEWER = Reader(today=TODAY)


@pytest.mark.parametrize(
    ("birth", "day", "band"),
    [
        (date(2017, 10, 1), TODAY, "10歳未満"),
        (date(2016, 10, 1), TODAY, "10代"),
        (date(2006, 10, 2), TODAY, "10代"),
        (date(2006, 10, 1), TODAY, "20代"),
        (date(1996, 2, 29), date(2026, 2, 28), "20代"),
        (date(1996, 2, 29), date(2026, 3, 1), "30代"),
        (date(1946, 10, 2), TODAY, "70代"),
        (date(1946, 10, 1), TODAY, "80歳以上"),
        (date(1920, 1, 1), TODAY, "80歳以上"),
        (date(2027, 1, 1), TODAY, "不明"),
        (None, TODAY, "不明"),
    ],
)
def test_the_band_is_that_of_the_day(birth, day, band):
    assert band_of(birth, day) == band


def enter(program: Any, birth: date | None, sex: str = "") -> None:
    row = registration(
        program,
        person(birth_date=birth),
        registered_on=date(2025, 5, 1),
        state_since=date(2025, 5, 1),
    )
    row.person.sex = sex
    row.person.save(update_fields=["sex"])
    term(row, date(2025, 5, 1))
    row.moves.create(to_state="active", moved_on=date(2025, 5, 1), moved_at=row.created_at)


def ages(result: Any, name: str) -> dict[str, list[Any]]:
    caption = f"登録者の年代（令和8年10月1日現在）：{name}"
    block = next(one for one in result.blocks if one.caption == caption)
    return {line.label: [cell.value for cell in line.cells] for line in block.lines}


@pytest.mark.django_db
def test_sex_has_its_columns_only_where_it_was_asked(program):
    enter(program, date(1980, 1, 1))
    other = ProgramFactory(name="性別をたずねる事業")
    enter(other, date(1980, 1, 1), "male")
    enter(other, date(1950, 1, 1), "female")
    enter(other, None, "unanswered")

    result = TABLES["registrations"].build(ASK, CLERK)

    assert ages(result, program.name)["40代"] == [1]
    assert ages(result, other.name)["40代"] == [1, 0, 0, None]
    assert ages(result, other.name)["70代"] == [0, 1, 0, None]
    assert ages(result, other.name)["不明"] == [0, 0, 1, None]
    assert ages(result, other.name)["計（n）"] == [None, None, None, 3]
    assert ages(result, "全事業の合計")["40代"] == [1, 0, 1, None]
    assert ages(result, "全事業の合計")["計（n）"] == [None, None, None, 4]


@pytest.mark.django_db
def test_small_groups_are_masked_for_everybody_but_the_clerk(program):
    for year in (1960, 1960, 1980, 1980, 1980, 1980, 1980, 1980):
        enter(program, date(year, 1, 1))
    counts = Counter(dict.fromkeys(BANDS, 0)) | Counter({"60代": 2, "40代": 6})

    masked = ages(TABLES["registrations"].build(ASK, VIEWER), program.name)

    hidden = masked_keys({band: counts[band] for band in BANDS}, 5)
    assert hidden == {"60代", "40代"}
    for band in BANDS:
        assert masked[band] == [MASK if band in hidden else 0]
    assert masked["計（n）"] == [8]
    assert ages(TABLES["registrations"].build(ASK, CLERK), program.name)["60代"] == [2]


@pytest.mark.django_db
def test_a_masked_reader_cannot_compare_two_days(program):
    enter(program, date(1980, 1, 1))
    earlier = Ask(2025, 2026, date(2026, 4, 1))

    blocks = [
        [
            block
            for block in TABLES["registrations"].build(ask, VIEWER).blocks
            if block.corner == "年代"
        ]
        for ask in (ASK, earlier)
    ]

    assert blocks[0] == blocks[1]
