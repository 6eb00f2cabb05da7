"""Which encoding and which separator a CSV has: UTF-8, what Excel calls Unicode, or CP932."""

import codecs

from foundation.spreadsheets.uploads import UploadRefused

_HEADINGS_WITHIN = 10_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """The text of a CSV; refused when it fits no encoding or is no text.

    UTF-8 is tried first because CP932 accepts many a UTF-8 file as gibberish, never the reverse.
    """
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise UploadRefused(
        "upload_encoding",
        "文字の種類（文字コード）が分からないため、読み込めませんでした。"
        "Excelで開き、「CSV UTF-8」の形式で保存してから選んでください。",
    )


def delimiter_of(text: str) -> str:
    """Comma, tab or semicolon, whichever the first line with any text has most of."""
    first = next((line for line in text[:_HEADINGS_WITHIN].splitlines() if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    return max(",\t;", key=outside_quotes.count)
