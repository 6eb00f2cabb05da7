"""Search keys: variants, widths and cases find each other; the name itself is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import clean_name, search_key
from foundation.text.keys import KEY_LONGEST

SAME = [
    ("高橋", "\u9ad9橋"),
    ("山崎", "山\ufa11"),
    ("渡辺", "渡邊", "渡邉", "渡\u9089\U000e0101"),
    ("斉藤", "斎藤", "齊藤", "齋藤"),
    ("吉田", "\U00020bb7田"),
    ("浜田", "濱田", "濵田"),
    ("広瀬", "廣瀬", "廣瀨"),
    ("沢田", "澤田"),
    ("神田", "\ufa19田"),
    ("福井", "\ufa1b井"),
    ("山田 太郎", "山田\u3000太郎", "山田太郎", "山田\u200b太郎", " 山田 太郎"),
    ("山田", "山\U000e0020田", "山\u061c田"),
    ("ヤマダ", "ﾔﾏﾀﾞ"),
    ("smith", "SMITH", "Ｓｍｉｔｈ"),
    ("鶴ヶ谷", "鶴ケ谷", "鶴\uff79谷"),
]


@pytest.mark.parametrize("names", SAME, ids=[names[0] for names in SAME])
def test_one_key_for_all_ways_of_writing(names):
    assert len({search_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("part", "name"), [("藤太", "斎藤 太郎"), ("\u9ad9", "高橋"), ("辺", "田邊")]
)
def test_a_part_is_found_in_the_whole(part, name):
    assert search_key(part) in search_key(name)


@pytest.mark.parametrize(
    ("one", "other"), [("藤田", "籐田"), ("中田", "仲田"), ("大田", "太田"), ("ハナ", "はな")]
)
def test_different_names_have_different_keys(one, other):
    assert search_key(one) != search_key(other)


@given(st.text())
def test_a_key_is_its_own_key_and_cleaning_changes_nothing(text):
    key = search_key(text)
    assert len(key) <= KEY_LONGEST
    if len(key) < KEY_LONGEST // 2:
        assert search_key(key) == key
        assert search_key(clean_name(key)) == key
