"""How the text of a cell becomes a value: what offices write, kept exactly or refused (T38)."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from foundation import text
from foundation.people.models import Sex
from foundation.text import TextError
from foundation.wareki import WarekiError, parse_date

_EXCEL_BEGINS = date(1899, 12, 30)
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")
_SERIAL = re.compile(r"[1-7]\d{4}")
# Signs that one computer drew for itself (外字): elsewhere nobody can tell what they were.
_OWN_SIGN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
OWN_SIGN = (
    "作ったパソコンだけで使える外字が入っていて、読み取れません。"
    "表の中で、ほかの文字に直してから、もう一度選んでください。"
)
_NOTHING = frozenset({"", "-", "ー", "―", "—", "なし", "無", "無し", "不明", "未記入", "同上なし"})
_SEXES = {
    **dict.fromkeys(("男", "男性", "m", "male", "1"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "f", "female", "2"), Sex.FEMALE),
    **dict.fromkeys(("その他", "他", "3"), Sex.OTHER),
    **dict.fromkeys(("回答しない", "無回答", "未回答", "9"), Sex.UNANSWERED),
}


def _is_nothing(cell: str) -> bool:
    return unicodedata.normalize("NFKC", cell).strip() in _NOTHING


def read_name(cell: str) -> str:
    """A name, never normalised (design D6)."""
    return _limited(text.clean_name(cell), 120)


def read_kana(cell: str) -> str:
    """A reading in hiragana."""
    return _limited(text.clean_kana(cell), 120) if not _is_nothing(cell) else ""


def read_line(longest: int = 200) -> Callable[[str], str]:
    """One line of other text."""

    def read(cell: str) -> str:
        return _limited(text.clean_line(cell.replace("\n", " ")), longest)

    return read


def read_text(longest: int = 2000) -> Callable[[str], str]:
    """Paragraphs."""

    def read(cell: str) -> str:
        return _limited(text.clean_text(cell), longest)

    return read


def read_date(cell: str) -> date | None:
    """A day in the Japanese or Western calendar, or Excel's count of days."""
    folded = unicodedata.normalize("NFKC", cell).strip()
    if folded in _NOTHING:
        return None
    if _SERIAL.fullmatch(folded):
        return _EXCEL_BEGINS + timedelta(days=int(folded))
    return parse_date(cell)


def read_year(cell: str) -> int | None:
    """A fiscal year: 令和5年度, R5, 2023."""
    words = (
        unicodedata.normalize("NFKC", cell).strip().removesuffix("度").removesuffix("年").strip()
    )
    if not words:
        return None
    if words.isdigit() and len(words) == 4:
        return int(words)
    try:
        # The last day of the year: 令和元年 began in May.
        return parse_date(f"{words}年12月31日").year
    except WarekiError as error:
        raise TextError("年度は「令和5年度」か「2023」のように入力してください。") from error


def read_phone(cell: str) -> str:
    """A telephone number; the zero that a spreadsheet dropped comes back."""
    if _is_nothing(cell):
        return ""
    if _NEGATIVE.fullmatch(cell.strip()):
        raise TextError("電話番号が「-」で始まっています。表の番号を直してください。")
    return text.clean_phone(cell)


def read_postcode(cell: str) -> str:
    """A postcode; a spreadsheet drops the zero of the north."""
    if _is_nothing(cell):
        return ""
    digits = text.fold_code(cell)
    return text.clean_postcode(digits.zfill(7) if re.fullmatch(r"\d{6}", digits) else digits)


def read_email(cell: str) -> str:
    """A mail address."""
    return "" if _is_nothing(cell) else text.clean_email(cell)


def read_sex(cell: str) -> str:
    """男, 女 and their forms."""
    folded = unicodedata.normalize("NFKC", cell).strip().casefold()
    if folded in _NOTHING:
        return ""
    if folded not in _SEXES:
        raise TextError("性別は「男」「女」「その他」「回答しない」のどれかで入力してください。")
    return _SEXES[folded].value


def _limited(value: str, longest: int) -> str:
    if _OWN_SIGN.search(value):
        raise TextError(OWN_SIGN)
    if len(value) > longest:
        raise TextError(f"{longest}文字までで入力してください（今は{len(value)}文字あります）。")
    return value
