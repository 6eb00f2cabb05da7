"""Cells of rosters that hold several facts: identity, contact, period; and numbers and states."""

import re
import unicodedata
from datetime import date
from typing import Any

from foundation.imports.readers import (
    read_date,
    read_email,
    read_kana,
    read_line,
    read_name,
    read_phone,
    read_postcode,
)
from foundation.people.models import Sex
from foundation.text import TextError
from supporters.enums import RegistrationState

_DIGIT = "[0-9０-９]"
_ERA = "明治|大正|昭和|平成|令和|[MTSHRmtshrＭＴＳＨＲ]"
DAY = re.compile(
    rf"(?:(?:{_ERA})\s*(?:{_DIGIT}{{1,2}}|元)|{_DIGIT}{{4}})\s*[年./．／-]\s*{_DIGIT}{{1,2}}"
    rf"\s*[月./．／-]\s*{_DIGIT}{{1,2}}日?"
)
_SEX = re.compile(
    r"[（(【\[]\s*(男|女|その他)性?\s*[)）】\]]|(?:^|[\s　・/／、,])(男|女)性?(?=$|[\s　・/／、,])"
)
_BOTH = re.compile(r"[（(]\s*男\s*[・/／]\s*女\s*[)）]")
_LEFT = re.compile(r"[（(【\[]\s*(?:生)?\s*[)）】\]]|生年月日[:：]?|生(?=[)）\s]|$)")
_KANA = re.compile(r"[ぁ-ゖァ-ヶｦ-ﾟー・\s　]+")
_BRACKETS = "（）()【】[]「」・/／、, 　\n\t"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FAX = re.compile(r"(?:FAX|ファックス|ファクス)\s*[:：]?\s*[\d()-]+", re.IGNORECASE)
_POSTCODE = re.compile(r"〒\s*(\d{3}-?\d{4})?|^\d{3}-\d{4}(?!-?\d)", re.MULTILINE)
_PHONE = re.compile(r"0\d{1,4}[-(]\d{1,4}[-)]\d{3,4}|(?<!\d)0\d{9,10}(?!\d)")
_WORDS = re.compile(
    r"電話番号|携帯電話|電話|携帯|自宅|TEL|E-?mail|メール|住所|連絡先", re.IGNORECASE
)
_MOBILE = ("070", "080", "090")

_STATES = {
    **dict.fromkeys(("", "有効", "登録", "登録中", "活動中", "継続", "更新", "新規", "○"),
                    RegistrationState.ACTIVE),
    **dict.fromkeys(("休止", "休止中", "休会", "休み"), RegistrationState.ON_LEAVE),
    **dict.fromkeys(("辞退", "辞退済", "退会", "解除", "登録解除", "転出", "抹消", "死亡", "×"),
                    RegistrationState.WITHDRAWN),
    **dict.fromkeys(("取消", "取消し", "登録取消"), RegistrationState.REVOKED),
}  # fmt: skip


def read_plain_name(cell: str) -> str:
    """A name alone; refused where the cell plainly holds more."""
    if DAY.search(cell) or _SEX.search(cell):
        raise TextError(
            "氏名のほかに、性別や生年月日が入っています。この列を「氏名・性別・生年月日」に"
            "割り当ててください。"
        )
    return read_name(cell)


def read_identity(cell: str) -> dict[str, Any]:
    """氏名, 性別 and 生年月日 in one cell, in any order of lines and brackets; perhaps a reading.

    The name itself is never normalised (design D6).
    """
    facts: dict[str, Any] = {}
    if not cell.strip():
        return facts
    if day := DAY.search(cell):
        facts["birth_date"] = read_date(unicodedata.normalize("NFKC", day[0]))
        cell = cell.replace(day[0], "")
    cell = _BOTH.sub("", cell)
    if sex := _SEX.search(cell):
        word = sex[1] or sex[2]
        facts["sex"] = {"男": Sex.MALE, "女": Sex.FEMALE}.get(word, Sex.OTHER).value
        cell = cell[: sex.start()] + "\n" + cell[sex.end() :]
    lines = [line.strip(_BRACKETS) for line in _LEFT.sub("", cell).splitlines()]
    lines = [line for line in lines if line]
    readings = [line for line in lines if _KANA.fullmatch(line)]
    names = [line for line in lines if line not in readings]
    if not names:
        names, readings = readings[:1], readings[1:]
    if len(names) != 1:
        raise TextError("氏名・性別・生年月日を分けられませんでした。改行で区切ってください。")
    facts["name"] = read_name(names[0])
    if readings:
        facts["kana"] = read_kana(readings[0])
    return facts


def read_contact(cell: str) -> dict[str, Any]:
    """〒, 住所, telephone numbers and mail in one cell; a FAX number is left out."""
    folded = _FAX.sub("", unicodedata.normalize("NFKC", cell).replace("−", "-").replace("‐", "-"))
    facts: dict[str, Any] = {}
    if mail := _EMAIL.search(folded):
        facts["email"] = read_email(mail[0])
        folded = folded.replace(mail[0], "\n")
    for number in _PHONE.findall(folded):
        phone = read_phone(number)
        facts.setdefault("mobile" if phone.startswith(_MOBILE) else "phone", phone)
        folded = folded.replace(number, "\n")
    if code := _POSTCODE.search(folded):
        digits = code[1] or code[0].strip("〒 ")
        if digits:
            facts["postcode"] = read_postcode(digits)
        folded = folded.replace(code[0], "\n")
    lines = [_WORDS.sub("", line).strip(" :()・、,-") for line in folded.splitlines()]
    if address := " ".join(line for line in lines if line):
        facts["address"] = read_line(200)(address[:200])
    return facts


def read_period(cell: str) -> tuple[date | None, date | None]:
    """登録期間 in one cell: two days, or one with から or まで."""
    if not cell.strip():
        return None, None
    days = [read_date(unicodedata.normalize("NFKC", found)) for found in DAY.findall(cell)]
    if len(days) == 2:
        return days[0], days[1]
    if len(days) == 1:
        alone_is_end = "まで" in cell or cell.strip().startswith(("～", "〜", "~", "－", "-"))
        return (None, days[0]) if alone_is_end else (days[0], None)
    raise TextError("登録期間を読めませんでした。「令和8年4月1日から令和10年3月31日まで」のように"
                    "入力してください。")  # fmt: skip


def read_edge(cell: str) -> date | None:
    """One end of a period; から, まで and marks around it are dropped."""
    trimmed = cell.strip().strip("～〜~（）() ")
    for word in ("から", "より", "まで", "迄"):
        trimmed = trimmed.removesuffix(word).strip()
    return read_date(trimmed)


def read_state(cell: str) -> str:
    """What the roster says of the registration."""
    word = unicodedata.normalize("NFKC", cell).strip()
    if word not in _STATES:
        raise TextError("状態は「有効」「休止」「辞退」「取消し」のどれかで入力してください。")
    return str(_STATES[word].value)
