"""Phone numbers, postcodes and mail addresses: repaired where possible, else refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import (
    TextError,
    clean_email,
    clean_phone,
    clean_postcode,
    fold_code,
    format_phone,
    format_phones,
    format_postcode,
    whole_number,
)

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff70\uff0d\u2500\u2501-"


@pytest.mark.parametrize("dash", DASHES, ids=[f"U+{ord(dash):04X}" for dash in DASHES])
def test_every_dash_is_a_hyphen(dash):
    assert fold_code(f" １２{dash}３ \u30004\u200b") == "12-34"


@pytest.mark.parametrize(
    "typed",
    [
        "１２３－４５６７",
        "123 4567",
        "〒123\u20104567",
        "1234567",
        "１２３ー４５６７",
        " 123-4567\n",
    ],
)
def test_postcodes_are_seven_digits(typed):
    assert clean_postcode(typed) == "1234567"


@pytest.mark.parametrize("typed", ["123-456", "12345678", "123-456a", "〇一二三四五六"])
def test_other_postcodes_are_refused(typed):
    with pytest.raises(TextError, match="7けた") as caught:
        clean_postcode(typed)
    assert caught.value.sentence == str(caught.value)


PHONES = [
    ("０９０−１２３４−５６７８", "09012345678", "090-1234-5678"),
    ("０９０ー１２３４ー５６７８", "09012345678", "090-1234-5678"),
    ("090 1234 5678", "09012345678", "090-1234-5678"),
    ("090.1234.5678", "09012345678", "090-1234-5678"),
    ("+81 90-1234-5678", "09012345678", "090-1234-5678"),
    ("+81 (0)90 1234 5678", "09012345678", "090-1234-5678"),
    ("010-81-90-1234-5678", "09012345678", "090-1234-5678"),
    ("9012345678", "09012345678", "090-1234-5678"),
    ("03(1234)5678", "0312345678", "03-1234-5678"),
    ("（０３）１２３４－５６７８", "0312345678", "03-1234-5678"),
    ("06-1234-5678", "0612345678", "06-1234-5678"),
    ("TEL 055-222-4567", "0552224567", "055-222-4567"),
    ("電話：0553-22-1111", "0553221111", "0553-22-1111"),
    ("553221111", "0553221111", "0553-22-1111"),
    ("0422-12-3456", "0422123456", "0422-12-3456"),
    ("042-312-3456", "0423123456", "042-312-3456"),
    ("04-2912-3456", "0429123456", "04-2912-3456"),
    ("04-7092-1234", "0470921234", "04-7092-1234"),
    ("0470-22-1234", "0470221234", "0470-22-1234"),
    ("01267-2-3456", "0126723456", "01267-2-3456"),
    ("022-312-3456", "0223123456", "022-312-3456"),
    ("050-1234-5678", "05012345678", "050-1234-5678"),
    ("0120-123-456", "0120123456", "0120-123-456"),
    ("0570-123-456", "0570123456", "0570-123-456"),
    ("0800-123-4567", "08001234567", "0800-123-4567"),
    ("080-0123-4567", "08001234567", "0800-123-4567"),
]


@pytest.mark.parametrize(("typed", "stored", "shown"), PHONES, ids=[phone[0] for phone in PHONES])
def test_phone_numbers(typed, stored, shown):
    assert clean_phone(typed) == stored
    assert format_phone(stored) == shown
    assert clean_phone(shown) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "12345",
        "090-1234-567",
        "090-1234-56789",
        "03-1234-56789",
        "055-123-456",
        "00-1234-5678",
        "090-1234-5678、03-1234-5678",
        "+1 212 555 0100",
        "なし",
    ],
)
def test_other_phone_numbers_are_refused(typed):
    with pytest.raises(TextError, match="電話番号"):
        clean_phone(typed)


@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True))
def test_the_hyphens_never_change_the_digits(phone):
    assert format_phone(phone).replace("-", "") == phone


def test_blank_stays_blank_and_other_text_is_shown_as_it_is():
    assert clean_phone(" ") == clean_postcode("\u3000") == clean_email("") == ""
    assert format_phone("") == format_postcode("") == ""
    assert format_phone("#7119") == "#7119"


def test_the_same_number_is_shown_once():
    mobile, home = "09012345678", "0551234567"
    assert format_phones(mobile, mobile) == ["090-1234-5678"]
    assert format_phones("", home, mobile) == ["0551-23-4567", "090-1234-5678"]
    assert format_phones("", "") == []
    assert format_postcode("1234567") == "123-4567"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Taro@Example.JP ", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        ("taro＠example.jp", "taro@example.jp"),
        ("taro@\u200bexample.jp", "taro@example.jp"),
        ("taro..x.@docomo.ne.jp", "taro..x.@docomo.ne.jp"),
        ("t+a_r-o@mail.city.example.lg.jp", "t+a_r-o@mail.city.example.lg.jp"),
    ],
)
def test_mail_addresses(typed, stored):
    assert clean_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "taro",
        "taro@example",
        "taro@@example.jp",
        "taro@-example.jp",
        "a@example.jp,b@example.jp",
        "a@example.jp\r\nBcc: b@example.jp",
        "太郎@example.jp",
        '"a b"@example.jp',
        "<a@example.jp>",
        "a\x00@example.jp",
        "a" * 250 + "@example.jp",
    ],
)
def test_other_mail_addresses_are_refused(typed):
    with pytest.raises(TextError, match="メールアドレス"):
        clean_email(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("0", 0), ("", 0), ("-1", 0), ("²", 0), ("３", 0), ("1" * 18, int("1" * 18)),
     ("9" * 19, 0), ("9" * 5_000, 0), ("1\x00", 0), (" 1", 0)],
)  # fmt: skip
def test_the_number_of_a_hidden_field(typed, number):
    assert whole_number(typed) == number


def test_what_is_no_number_of_a_hidden_field_is_the_other():
    assert whole_number("²", 7) == 7
