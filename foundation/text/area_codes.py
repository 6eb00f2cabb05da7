"""Where the hyphen stands in a landline number; for display only.

Facts of the Ministry's list of area codes (総務省 市外局番の一覧): an area code has two to five
digits, the leading 0 included, and together with the exchange it always fills six.
"""

# Most stems of three digits lead to codes of four. Here a stem is itself a code, except when one
# of the digits after the colon follows: 022-2xx-xxxx, but 0220-xx-xxxx.
_THREE_DIGITS = """
011: 015:2345678 017:2345689 018:234567 019:1234578 022:0345689 023:34578 024:01234678
025:0456789 026:013456789 027:046789 028:02345789 029:1345679 042:28 043:689 044: 045:
046:03567 047:05689 048:0 049:345 052: 053:1236789 054:4578 055:01345678 058:14567
059:456789 072:15 073:56789 075: 076:135678 077:01234689 078: 079:01456789 082:034679
083:345678 084:5678 086:356789 087:579 088:034579 089:2345678 092:0 093:0 095:0245679
096:456789 097:234789 098:0234567 099:34567
"""

_FIVE_DIGITS = """
01267 01372 01374 01377 01392 01397 01398 01456 01457 01466 01547 01558 01564 01586 01587
01632 01634 01635 01648 01654 01655 01656 01658 04992 04994 04996 04998 05769 05979 07468
08387 08388 08396 08477 08512 08514 09496 09802 09912 09913 09969
"""

# Exchanges that lie inside a longer code but belong to a shorter one.
_EXCEPTIONS = {
    **dict.fromkeys(("03", "06", "0429", "0471", "04709"), 2),
    **dict.fromkeys(("01548", "01557"), 3),
    **dict.fromkeys(("02230", "02231", "02234", "02235", "02236", "02237", "02238", "02239"), 3),
    **dict.fromkeys(("02550", "02551", "02552", "02553", "02554", "02555", "02556", "02559"), 3),
}

_FOUR_DIGITS_AFTER = dict(entry.split(":") for entry in _THREE_DIGITS.split())
_FIVE_DIGIT_CODES = frozenset(_FIVE_DIGITS.split())


def area_code_length(phone: str) -> int:
    """How many digits of a ten-digit number are its area code."""
    for length in (5, 4, 2):
        if phone[:length] in _EXCEPTIONS:
            return _EXCEPTIONS[phone[:length]]
    if phone[:5] in _FIVE_DIGIT_CODES:
        return 5
    longer = _FOUR_DIGITS_AFTER.get(phone[:3])
    return 3 if longer is not None and phone[3] not in longer else 4
