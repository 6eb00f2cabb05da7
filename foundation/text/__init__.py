"""How typed text is cleaned, folded, searched and sorted; a person's name is never normalised.

``names`` cleans what people wrote and keeps every character that belongs to it (rule E6, design
D6); ``codes`` folds phone numbers, postcodes and addresses of mail, where width and hyphens mean
nothing; ``kana`` folds readings; ``keys`` makes the search key that is stored beside a name.
A reader raises ``TextError``, whose text is a Japanese sentence for the person who typed.
"""

from foundation.text.codes import (
    clean_email,
    clean_phone,
    clean_postcode,
    column_words,
    fold_code,
    format_phone,
    format_phones,
    format_postcode,
    whole_number,
)
from foundation.text.errors import TextError
from foundation.text.kana import Kana, clean_kana, fold_kana, kana_search_key, kana_sort_key
from foundation.text.keys import search_key
from foundation.text.names import clean_line, clean_name, clean_text, graphemes, mask_name

__all__ = [
    "Kana",
    "TextError",
    "clean_email",
    "clean_kana",
    "clean_line",
    "clean_name",
    "clean_phone",
    "clean_postcode",
    "clean_text",
    "column_words",
    "fold_code",
    "fold_kana",
    "format_phone",
    "format_phones",
    "format_postcode",
    "graphemes",
    "kana_search_key",
    "kana_sort_key",
    "mask_name",
    "search_key",
    "whole_number",
]
