"""Names, lines and paragraphs: only what is invisible or superfluous goes (rule E6, design D6)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import clean_line, clean_name, clean_text, graphemes, mask_name

# Characters that normalisation or a careless filter would lose, as they stand in registers.
KEPT = {
    "U+9AD9": "\u9ad9",
    "U+FA11": "\ufa11",
    "U+FA19, NFC makes it U+795E": "\ufa19",
    "U+FA1A, NFC makes it U+7965": "\ufa1a",
    "U+FA1B, NFC makes it U+798F": "\ufa1b",
    "U+FA26, NFC makes it U+90FD": "\ufa26",
    "U+F907": "\uf907",
    "U+20BB7 outside the basic plane": "\U00020bb7",
    "U+2F81A, a compatibility ideograph": "\U0002f81a",
    "ideographic variation sequence": "\u9089\U000e0101",
    "standardised variation sequence": "\u795e\ufe00",
    "private use": "\ue000",
    "supplementary private use": "\U000f0000",
    "ligature": "\u3231",
    "full-width Latin": "\uff21\uff42",
    "Latin with a combining accent": "Jose\u0301",
    "iteration marks": "佐々木さゝ",
    "middle dot and apostrophe": "ジョン・O\u2019Neil",
}


@pytest.mark.parametrize("name", KEPT.values(), ids=KEPT.keys())
def test_characters_of_names_are_kept(name):
    assert clean_name(name) == name
    assert clean_line(name) == name
    assert clean_text(name) == name


CLEANED = [
    ("  山田 太郎 ", "山田 太郎"),
    ("山田\u3000太郎", "山田 太郎"),
    ("山田\u3000 \u3000太郎", "山田 太郎"),
    ("山田\u00a0太郎", "山田 太郎"),
    ("山田\t太郎", "山田 太郎"),
    ("山田\r\n太郎\n", "山田 太郎"),
    ("山田\u2028太郎", "山田 太郎"),
    ("山田\u200b太郎", "山田太郎"),
    ("\ufeff山田太郎\u200f", "山田太郎"),
    ("\u202e山田\u202c \u2066太郎\u2069", "山田 太郎"),
    ("山田\u3164", "山田"),
    ("\x00山\x07田", "山田"),
    ("山田\ud842", "山田"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
    ("ﾊﾟﾝ･ﾁｰ", "パン・チー"),
    ("ｳﾞｧﾝ", "ヴァン"),
    ("か\u3099く", "がく"),
    ("ハ\u309aン", "パン"),
    ("カﾞ", "ガ"),
    ("ﾞ", "\u309b"),
    ("\uff9e\u200b", "\u309b"),
    ("さゝ\u3099", "さゞ"),
    ("か\u200b\u3099", "が"),
    ("", ""),
    ("\u3000", ""),
]


@pytest.mark.parametrize(("typed", "name"), CLEANED, ids=[ascii(typed) for typed, _ in CLEANED])
def test_names_as_typed_and_as_stored(typed, name):
    assert clean_name(typed) == name


@given(st.text())
def test_cleaning_a_clean_text_changes_nothing(text):
    for clean in (clean_name, clean_line, clean_text):
        once = clean(text)
        assert clean(once) == once


@given(st.text(alphabet=st.characters(categories=("Lo", "Lu", "Ll", "Mn", "Co", "Nd"))))
def test_letters_other_than_half_width_kana_survive(text):
    untouched = not any(
        "\uff61" <= sign <= "\uffa0" or sign in "\u034f\u115f\u1160\u17b4\u17b5\u3164\u3099\u309a"
        for sign in text
    )
    if untouched:
        assert clean_name(text) == text


@given(st.text())
def test_nothing_invisible_is_left(text):
    for sign in clean_name(text):
        assert sign == " " or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def test_a_line_keeps_its_inner_blanks():
    assert clean_line(" 第１回\u3000研修\n（午前） ") == "第１回\u3000研修 （午前）"


def test_paragraphs_keep_indents_and_empty_lines_between():
    typed = "\n\n\u3000はじめに。 \r\n\r\n\u3000つぎに\u200b。\tおわり\n \n"
    assert clean_text(typed) == "\u3000はじめに。\n\n\u3000つぎに。 おわり"


def test_a_selector_belongs_to_its_character():
    assert graphemes("\u9089\U000e0101太e\u0301") == ["\u9089\U000e0101", "太", "e\u0301"]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("山田 太郎", "山＊ ＊＊"),
        ("山田\u3000太郎", "山＊ ＊＊"),
        ("山田太郎", "山＊＊＊"),
        ("\u9089\U000e0101田 \U00020bb7", "\u9089\U000e0101＊ ＊"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_only_the_first_character_of_a_masked_name_can_be_read(name, masked):
    assert mask_name(name) == masked
