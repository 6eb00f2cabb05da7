"""Readings: one script, the order of Japanese rolls, and search despite small differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import (
    Kana,
    TextError,
    clean_kana,
    fold_kana,
    kana_search_key,
    kana_sort_key,
)

READINGS = st.text(alphabet=[chr(code) for code in range(0x3041, 0x3097)] + ["ー", "ゝ", " ", "・"])

FOLDED = [
    ("やまだ たろう", "やまだ たろう", "ヤマダ タロウ"),
    ("ヤマダ\u3000タロウ", "やまだ たろう", "ヤマダ タロウ"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ たろう", "ヤマダ タロウ"),
    ("か\u309bん", "がん", "ガン"),
    ("か\u3099ん", "がん", "ガン"),
    ("ヴァン", "ゔぁん", "ヴァン"),
    ("レ\u2212ザ-", "れーざー", "レーザー"),
    ("いすゞ", "いすゞ", "イスヾ"),
    ("ジョン・スミス", "じょん・すみす", "ジョン・スミス"),
    ("Ｓｍｉｔｈ-Jones", "Smith-Jones", "Smith-Jones"),
    ("", "", ""),
]


@pytest.mark.parametrize(("typed", "hiragana", "katakana"), FOLDED, ids=[row[0] for row in FOLDED])
def test_folded_to_one_script(typed, hiragana, katakana):
    assert fold_kana(typed) == clean_kana(typed) == hiragana
    assert fold_kana(typed, Kana.KATAKANA) == clean_kana(typed, Kana.KATAKANA) == katakana


@pytest.mark.parametrize("typed", ["山田 太郎", "やまだ1", "やまだ（旧姓）", "やまだ\U0001f600"])
def test_what_is_no_reading_is_refused(typed):
    with pytest.raises(TextError, match="ひらがな"):
        clean_kana(typed)
    with pytest.raises(TextError, match="カタカナ"):
        clean_kana(typed, Kana.KATAKANA)


@given(READINGS)
def test_the_scripts_turn_into_each_other(reading):
    folded = fold_kana(reading)
    assert fold_kana(fold_kana(folded, Kana.KATAKANA)) == folded
    assert kana_sort_key(fold_kana(folded, Kana.KATAKANA)) == kana_sort_key(folded)


IN_ORDER = [
    # a shorter family name first, a family together, sounds before voice marks
    ["あべ じろう", "あべ たろう", "あべい いちろう"],
    ["かわさき いちろう", "かわさき わたる", "かわざき あい", "かわじ あい"],
    ["はは", "はば", "はぱ", "ばば"],
    # long vowels, small letters, repeated letters before the plain ones; at the same place
    ["さーや", "さあや"],
    ["おーた", "おおた", "おか"],
    ["きゃく", "きやく", "きゆう"],
    ["ほった", "ほつた"],
    ["さゝき", "ささき"],
    ["こーじ", "こおじ", "こご"],
    # a long vowel counts as its vowel
    ["しい", "しーた", "しうち"],
    ["いすず", "いすせ"],
    # without a reading first; Latin before kana
    ["", "Smith", "あべ"],
]


@pytest.mark.parametrize("readings", IN_ORDER, ids=[row[0] or "blank" for row in IN_ORDER])
def test_order_of_rolls(readings):
    keys = [kana_sort_key(reading) for reading in readings]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    encoded = [key.encode() for key in keys]
    assert encoded == sorted(encoded)


@pytest.mark.parametrize(
    ("looked_for", "reading"),
    [
        ("やまだ", "やまだ たろう"),
        ("ヤマタ", "やまだ たろう"),
        ("まだ", "やまだ たろう"),
        ("たろ", "やまだ たろう"),
        ("やまだたろう", "やまだ たろう"),
        ("だたろ", "やまだ たろう"),
        ("ﾔﾏﾀﾞ\u3000ﾀﾛｳ", "やまだ たろう"),
        ("シヨウコ", "ほった しょうこ"),
        ("ほつた", "ほった しょうこ"),
        ("じゅんいち", "しゆんいち"),
        ("すみす", "ジョン・スミス"),
    ],
)
def test_found_by_parts_and_by_readings_of_registers(looked_for, reading):
    assert kana_search_key(looked_for) in kana_sort_key(reading)


@given(READINGS)
def test_every_reading_is_found_by_itself(reading):
    assert kana_search_key(reading) in kana_sort_key(reading) or len(reading) > 40


@pytest.mark.parametrize("looked_for", ["0", "1", "やまざき", "たろうやまだ"])
def test_not_found_by_what_is_not_there(looked_for):
    assert kana_search_key(looked_for) not in kana_sort_key("やまだ たろう")


def test_keys_fit_their_column():
    assert len(kana_sort_key("ながい" * 100)) <= 240
    assert len(kana_search_key("ながい" * 100)) <= 240
