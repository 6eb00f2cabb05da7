"""Dates in the Japanese calendar: read as the day they mean, refused with a reason (rule E5)."""

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import wareki
from foundation.wareki import EraStyle, WarekiError, format_date, parse_date

DAYS = st.dates(date(1868, 1, 25), date(2200, 12, 31))

READ = [
    # eras in kanji, letters, ligatures, one kanji; 元年
    ("昭和25年3月9日", date(1950, 3, 9)),
    ("S25.3.9", date(1950, 3, 9)),
    ("s25/3/9", date(1950, 3, 9)),
    ("S.25.3.9", date(1950, 3, 9)),
    ("\u337c25年3月9日", date(1950, 3, 9)),
    ("\u337e元年1月25日", date(1868, 1, 25)),
    ("\u337d元年7月30日", date(1912, 7, 30)),
    ("\u337b元年1月8日", date(1989, 1, 8)),
    ("\u32ff元年5月1日", date(2019, 5, 1)),
    ("令8.11.20", date(2026, 11, 20)),
    ("令和1年5月1日", date(2019, 5, 1)),
    ("R6.6.25", date(2024, 6, 25)),
    ("S250309", date(1950, 3, 9)),
    # widths, hyphens, blanks
    ("Ｓ２５．３．９", date(1950, 3, 9)),
    ("Ｈ３１．４．３０", date(2019, 4, 30)),
    ("２０２６年１１月２０日", date(2026, 11, 20)),
    ("1950ー3ー9", date(1950, 3, 9)),
    ("1950\u22123\u20109", date(1950, 3, 9)),
    (" 昭和 25 年 3 月 9 日\u3000", date(1950, 3, 9)),
    ("昭和 25 3 9", date(1950, 3, 9)),
    # kanji numerals
    ("昭和二十五年十月三十一日", date(1950, 10, 31)),
    ("昭和二五年三月九日", date(1950, 3, 9)),
    ("昭和五〇年一二月一〇日", date(1975, 12, 10)),
    ("令和八年十一月二十日", date(2026, 11, 20)),
    ("平成弐拾参年壱月拾日", date(2011, 1, 10)),
    ("二〇二六年十一月二十日", date(2026, 11, 20)),
    # the Western calendar
    ("1950/03/09", date(1950, 3, 9)),
    ("1950-3-9", date(1950, 3, 9)),
    ("1950.3.9", date(1950, 3, 9)),
    ("2024/6/25", date(2024, 6, 25)),
    ("19500309", date(1950, 3, 9)),
    ("西暦1950年3月9日", date(1950, 3, 9)),
    ("2024年2月29日", date(2024, 2, 29)),
    ("2026-11-20 00:00:00", date(2026, 11, 20)),
    ("2026-11-20T00:00:00", date(2026, 11, 20)),
    ("2026/11/20 0:00", date(2026, 11, 20)),
    # brackets
    ("令和6年6月25日（火）", date(2024, 6, 25)),
    ("令和6年6月25日(火曜日)", date(2024, 6, 25)),
    ("2026年11月23日（月・祝）", date(2026, 11, 23)),
    ("令和8年（2026年）11月20日", date(2026, 11, 20)),
    ("2026年（令和8年）11月20日", date(2026, 11, 20)),
    ("2026（令和8）年11月20日", date(2026, 11, 20)),
    ("2019年（令和元年）5月1日", date(2019, 5, 1)),
    # past the end of the era
    ("平成33年3月31日", date(2021, 3, 31)),
    ("平成31年5月1日", date(2019, 5, 1)),
    ("平成32年1月1日", date(2020, 1, 1)),
    ("昭和64年1月8日", date(1989, 1, 8)),
    ("昭和100年1月1日", date(2025, 1, 1)),
    ("大正15年12月25日", date(1926, 12, 25)),
    # the days around each change of era
    ("明治45年7月29日", date(1912, 7, 29)),
    ("大正元年7月30日", date(1912, 7, 30)),
    ("大正15年12月24日", date(1926, 12, 24)),
    ("昭和元年12月25日", date(1926, 12, 25)),
    ("昭和64年1月7日", date(1989, 1, 7)),
    ("平成元年1月8日", date(1989, 1, 8)),
    ("平成31年4月30日", date(2019, 4, 30)),
    ("令和元年5月1日", date(2019, 5, 1)),
]


@pytest.mark.parametrize(("typed", "day"), READ, ids=[typed for typed, _ in READ])
def test_read_as_the_day_it_means(typed, day):
    assert parse_date(typed) == day


REFUSED = [
    ("令和元年4月30日", "平成31年4月30日ではありませんか"),
    ("平成元年1月7日", "昭和64年1月7日ではありませんか"),
    ("昭和元年12月24日", "大正15年12月24日ではありませんか"),
    ("大正元年7月29日", "明治45年7月29日ではありませんか"),
    ("明治元年1月24日", "明治は1868年1月25日からです"),
    ("令和0年5月1日", "令和0年という年はありません"),
    ("令和〇年5月1日", "令和0年という年はありません"),
    ("令和7年2月29日", "2月は28日までです"),
    ("2019-02-29", "2019年2月29日という日はありません"),
    ("２０１９年２月２９日", "2月は28日までです"),
    ("平成32年6月31日", "6月は30日までです"),
    ("令和8年13月1日", "13月という月はありません"),
    ("令和8年0月1日", "0月という月はありません"),
    ("令和8年1月0日", "1月は31日までです"),
    ("25.3.9", "元号がないため"),
    ("25年3月9日", "元号がないため"),
    ("二五年三月九日", "元号がないため"),
    ("元年5月1日", "元号がないため"),
    ("250309", "元号がないため"),
    ("0025.3.9", "1868年より前"),
    ("1600年1月1日", "1868年より前"),
    ("125.3.9", "1868年より前"),
    ("令和8年11月20日（木）", "令和8年11月20日は金曜日です"),
    ("令和8年（2025年）11月20日", "合っていません"),
    ("2026年（平成8年）11月20日", "合っていません"),
    ("", "日付を入力してください"),
    (" \u3000", "日付を入力してください"),
    ("令和8年11月", "読み取れませんでした"),
    ("令和8年度", "読み取れませんでした"),
    ("令和8年11月20日（午後）", "読み取れませんでした"),
    ("慶応3年1月1日", "読み取れませんでした"),
    ("令和十十年1月1日", "読み取れませんでした"),
    ("令和8年元月1日", "読み取れませんでした"),
    ("3250309", "読み取れませんでした"),
    ("20260230", "2月は28日までです"),
    ("きのう", "読み取れませんでした"),
    ("令和8年11月20日" + " " * 80, "読み取れませんでした"),
]


@pytest.mark.parametrize(("typed", "reason"), REFUSED, ids=[typed[:20] for typed, _ in REFUSED])
def test_refused_with_the_reason(typed, reason):
    with pytest.raises(WarekiError) as caught:
        parse_date(typed)
    assert reason in caught.value.sentence
    assert caught.value.sentence.endswith("。")


@given(DAYS, st.sampled_from(EraStyle), st.booleans())
def test_what_is_printed_is_read_back(day, style, weekday):
    assert parse_date(format_date(day, style, weekday)) == day


@given(DAYS)
def test_short_forms_are_read_back(day):
    year = wareki.era_of(day)
    assert year is not None
    assert parse_date(f"{year.short}.{day.month}.{day.day}") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day


def test_every_day_of_the_first_and_last_year_of_each_era_is_read_back():
    for era in wareki.ERAS:
        for shift in range(-370, 370):
            day = era.begins + timedelta(days=shift)
            if wareki.era_of(day):
                assert parse_date(format_date(day)) == day


@given(st.text(alphabet=string.printable + "令和平成昭元年月日（）()〇一二十０１２ー", max_size=70))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        found = parse_date(text)
    except WarekiError as error:
        sentence = error.sentence
    else:
        sentence = format_date(found)
        assert parse_date(sentence) == found
    assert sentence


@pytest.mark.parametrize(
    ("style", "weekday", "text"),
    [
        (EraStyle.ERA, False, "令和8年11月20日"),
        (EraStyle.ERA, True, "令和8年11月20日（金）"),
        (EraStyle.ERA_AD, False, "令和8年（2026年）11月20日"),
        (EraStyle.AD, True, "2026年11月20日（金）"),
        ("era_ad", True, "令和8年（2026年）11月20日（金）"),
    ],
)
def test_printed_in_the_style_of_the_organization(style, weekday, text):
    assert format_date(date(2026, 11, 20), style, weekday) == text


def test_the_first_year_is_gannen():
    assert format_date(date(2019, 5, 1)) == "令和元年5月1日"
    assert format_date(date(2019, 4, 30)) == "平成31年4月30日"
    assert format_date(date(2020, 1, 1)) == "令和2年1月1日"


def test_before_the_eras_the_western_year_is_printed():
    assert format_date(date(1868, 1, 24)) == "1868年1月24日"
    assert wareki.era_of_year(1867) is None
    assert wareki.fiscal_year_label(1867) == "1867年度"


def test_a_moment_is_not_printed_as_a_day():
    with pytest.raises(TypeError):
        format_date(datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("year", "era", "both", "western"),
    [
        (2026, "令和8年度", "令和8年度（2026年度）", "2026年度"),
        (2019, "令和元年度", "令和元年度（2019年度）", "2019年度"),
        (2018, "平成30年度", "平成30年度（2018年度）", "2018年度"),
        (1989, "平成元年度", "平成元年度（1989年度）", "1989年度"),
        (1988, "昭和63年度", "昭和63年度（1988年度）", "1988年度"),
    ],
)
def test_fiscal_years(year, era, both, western):
    labels = [wareki.fiscal_year_label(year, style) for style in EraStyle]
    assert labels == [era, both, western]


def test_years_and_their_short_forms():
    assert wareki.format_year(2026) == "令和8年"
    assert wareki.format_year(2019) == "令和元年"
    assert wareki.format_year(2026, EraStyle.ERA_AD) == "令和8年（2026年）"
    assert wareki.format_year(2026, EraStyle.AD) == "2026年"
    year = wareki.era_of_year(2019)
    assert year is not None
    assert (str(year), year.short) == ("令和元", "R1")
