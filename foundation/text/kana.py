"""Readings (furigana): folded to one script when typed, and keys to find and to sort by them.

Order is that of Japanese rolls (五十音順): family name first, sounds before voice marks before
small letters, a long vowel mark counted as the vowel it lengthens (after JIS X 4061).
"""

import enum
import re
import unicodedata

from foundation.text.errors import TextError
from foundation.text.keys import KEY_LONGEST
from foundation.text.names import clean_name


class Kana(enum.Enum):
    """The script in which a reading is kept."""

    HIRAGANA = "hiragana"
    KATAKANA = "katakana"


_TO_HIRAGANA = {code: code - 0x60 for code in [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]}
_TO_KATAKANA = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}

# Spacing sound marks become a blank and a mark under NFKC; as combining marks they join.
_SPACING_MARKS = {0x309B: 0x3099, 0x309C: 0x309A}
_DASH_AFTER_KANA = re.compile("(?<=[\u3041-\u30fa\u30fc])[-\u2010-\u2015\u2212\u2500\u2501]")
_READING = re.compile(
    "[ ・\u3041-\u3096\u3099\u309a\u309d\u309e\u30a1-\u30fea-zA-Z\u00c0-\u024f'’.-]*"
)

_PLAIN_HIRAGANA = re.compile("[\u3041-\u3096\u30fc]+(?: [\u3041-\u3096\u30fc]+)*")

_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
_ROWS = {
    "あ": "あかさたなはまやらわ",
    "い": "いきしちにひみりゐ",
    "う": "うくすつぬふむゆる",
    "え": "えけせてねへめれゑ",
    "お": "おこそとのほもよろを",
}
_VOWEL = {letter: vowel for vowel, letters in _ROWS.items() for letter in letters}

_VOICED, _HALF_VOICED = "\u3099", "\u309a"
_LONG, _AGAIN = "ー", "ゝ"
# How a letter stands to its plain form, lowest first. Signs that nobody types into a search box,
# so that a search in sort keys meets letters only; all of them sort after the blank.
_MARKS = {"long": "!", "small": "#", "again": "$", "plain": "&"}
_VOICES = {"": "!", _VOICED: "#", _HALF_VOICED: "$"}


def fold_kana(text: str, to: Kana = Kana.HIRAGANA) -> str:
    """A reading in full width, in one script, with single blanks; what is no kana stays."""
    if to is Kana.HIRAGANA and _PLAIN_HIRAGANA.fullmatch(text):
        return text  # as most readings are typed
    folded = unicodedata.normalize("NFKC", clean_name(text).translate(_SPACING_MARKS))
    folded = clean_name(_DASH_AFTER_KANA.sub(_LONG, folded))
    return folded.translate(_TO_HIRAGANA if to is Kana.HIRAGANA else _TO_KATAKANA)


def clean_kana(text: str, to: Kana = Kana.HIRAGANA) -> str:
    """A reading as it is stored; kanji, digits and other signs are a TextError.

    Latin letters are allowed, for names that have no kana.
    """
    folded = fold_kana(text, to)
    if not _READING.fullmatch(folded):
        if to is Kana.HIRAGANA:
            raise TextError("ふりがなは、ひらがなで入力してください（例：やまだ たろう）。")
        raise TextError("フリガナは、カタカナで入力してください（例：ヤマダ タロウ）。")
    return folded


def kana_search_key(kana: str) -> str:
    """What to look for with ``contains`` in sort keys: plain sounds without blanks.

    Small letters, voice marks and long vowels fold, because readings taken from registers lack
    them (シヨウコ for しょうこ).
    """
    return "".join(_plain(word)[0] for word in _words(kana))[:KEY_LONGEST]


def kana_sort_key(kana: str) -> str:
    """The key stored beside a reading: order by it with collation "C", search in it by
    ``kana_search_key``.

    Each word is its plain sounds and then its marks, so that one family stays together; behind a
    tab, lower than any blank, follow the plain sounds of all words for searches without a blank.
    """
    words = [_plain(word) for word in _words(kana)]
    sorted_by = " ".join(f"{sounds} {marks}" for sounds, marks in words)
    joined = "".join(sounds for sounds, _ in words)
    return f"{sorted_by}\t{joined}"[:KEY_LONGEST] if words else ""


def _words(kana: str) -> list[str]:
    return fold_kana(kana).replace("・", " ").casefold().split()


def _plain(word: str) -> tuple[str, str]:
    """The plain sounds of a word, and one mark for each sound followed by one for its voice."""
    sounds, kinds, voices = "", "", ""
    for character in word:
        parts = unicodedata.normalize("NFD", character)
        letter, voice = parts[0], parts[1:]
        kind = "plain"
        if letter == _LONG and sounds:
            letter, kind = _VOWEL.get(sounds[-1], _LONG), "long"
        elif letter == _AGAIN and sounds:
            letter, kind = sounds[-1], "again"
        elif letter in _SMALL:
            letter, kind = _SMALL[letter], "small"
        sounds += letter
        kinds += _MARKS[kind]
        voices += _VOICES.get(voice, "!")
    return sounds, voices + kinds
