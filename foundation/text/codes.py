"""Phone numbers, postcodes and mail addresses, in which width, blanks and hyphens mean nothing.

Stored is the canonical form (digits only, lower case), so that equality finds the same number;
``format_…`` makes the form for people. Nothing that can be repaired is refused.
"""

import re
import unicodedata
from collections.abc import Callable

from foundation.text.area_codes import area_code_length
from foundation.text.errors import TextError

# Hyphens, dashes, the minus sign, the long vowel mark and box lines that people type as a hyphen;
# most of them survive NFKC, and the long vowel mark may be folded in codes only.
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\u30fc\uff70\u2500\u2501\ufe58\ufe63]")
_NOT_DRAWN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_PHONE_FURNITURE = re.compile(r"[-().・/]|^(?:TEL|PHONE|FAX|電話|携帯)[:.]?", re.IGNORECASE)
_ELEVEN_DIGITS = re.compile(r"0(?:[2-9]0|800)\d+")
_TEN_DIGIT_SERVICES = ("0120", "0170", "0180", "0570", "0990")

_PHONES = ("phone", "mobile")

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_EMAIL_LONGEST = 254


def fold_code(text: str) -> str:
    """Half-width, one kind of hyphen, no blanks; only for fields that hold a code."""
    if text.isascii():
        return "".join(text.split()) if not text.isalnum() else text
    folded = unicodedata.normalize("NFKC", _NOT_DRAWN.sub("", text))
    return re.sub(r"\s+", "", _DASHES.sub("-", folded))


def whole_number(typed: str, otherwise: int = 0) -> int:
    """The number that a hidden field or an address carries in plain digits, else `otherwise`.

    What machines write, not people: other digits (²), signs and numbers longer than a row's id
    are no number. No row has the id 0.
    """
    plain = typed.isascii() and typed.isdigit() and len(typed) < 19
    return int(typed) if plain else otherwise


def clean_phone(text: str) -> str:
    """A Japanese phone number as 10 or 11 digits; blank stays blank, other numbers: TextError.

    +81 becomes 0, and the 0 that a spreadsheet dropped comes back.
    """
    digits = _PHONE_FURNITURE.sub("", fold_code(text))
    if not digits:
        return ""
    international = re.fullmatch(r"(?:\+|00|010)81-?0?(\d{9,10})", digits)
    if international:
        digits = "0" + international[1]
    elif re.fullmatch(r"[1-9]\d{8,9}", digits):
        digits = "0" + digits
    wanted = 11 if _ELEVEN_DIGITS.match(digits) else 10
    if not re.fullmatch(r"0[1-9]\d+", digits) or len(digits) != wanted:
        raise TextError(
            "電話番号は、市外局番から10けたか11けたの数字で、1つだけ入力してください"
            "（例：090-1234-5678）。"
        )
    return digits


def format_phone(phone: str) -> str:
    """A stored number with its hyphens (0901… → 090-1234-5678); anything else as it is."""
    if not re.fullmatch(r"\d{10,11}", phone):
        return phone
    if phone.startswith("0800"):
        return f"{phone[:4]}-{phone[4:7]}-{phone[7:]}"
    if len(phone) == 11:
        return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    if phone.startswith(_TEN_DIGIT_SERVICES):
        return f"{phone[:4]}-{phone[4:7]}-{phone[7:]}"
    area = area_code_length(phone)
    return f"{phone[:area]}-{phone[area:6]}-{phone[6:]}" if area else phone


def format_phones(*phones: str) -> list[str]:
    """Stored numbers with their hyphens, each once and none that is blank."""
    return [format_phone(phone) for phone in dict.fromkeys(phones) if phone]


def clean_postcode(text: str) -> str:
    """A postcode as seven digits; blank stays blank, anything else is a TextError."""
    digits = fold_code(text).replace("〒", "").replace("-", "")
    if digits and not re.fullmatch(r"[0-9]{7}", digits):
        raise TextError("郵便番号は、7けたの数字で入力してください（例：123-4567）。")
    return digits


def format_postcode(postcode: str) -> str:
    """A stored postcode with its hyphen (1234567 → 123-4567); anything else as it is."""
    return f"{postcode[:3]}-{postcode[3:]}" if re.fullmatch(r"\d{7}", postcode) else postcode


def clean_email(text: str) -> str:
    """A mail address, half-width and lower case; blank stays blank, no address: TextError.

    Dots beside each other or before the @ stay: old addresses of Japanese carriers have them.
    """
    address = fold_code(text).lower() if not text.isascii() else re.sub(r"\s+", "", text).lower()
    if not address:
        return ""
    if len(address) > _EMAIL_LONGEST or not _EMAIL.fullmatch(address):
        raise TextError(
            "メールアドレスを半角の英数字で、1つだけ入力してください（例：taro@example.jp）。"
        )
    return address


def column_words(name: str) -> Callable[[str], str] | None:
    """Return how people read a column that is stored without hyphens; None for every other."""
    if name.endswith(_PHONES):
        return format_phone
    return format_postcode if name.endswith("postcode") else None
