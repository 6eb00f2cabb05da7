"""Dates in the Japanese calendar: what was typed is read as the day it means (rule E5).

Read are eras in kanji, letters and ligatures, 元年, kanji numerals, any width, and the Western
calendar with four digits; printed is era, era with Western year, or Western year.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from foundation.clock import local


class EraStyle(TextChoices):
    """How an organization prints its dates."""

    ERA = "era", "和暦（令和8年）"
    ERA_AD = "era_ad", "和暦と西暦（令和8年（2026年））"
    AD = "ad", "西暦（2026年）"


class WarekiError(ValueError):
    """A date that could not be read; the message is a Japanese sentence for who typed it."""

    @property
    def sentence(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    begins: date


@dataclass(frozen=True)
class EraYear:
    """A year of an era; as text 令和8, and 令和元 for the first."""

    era: Era
    year: int

    def __str__(self) -> str:
        return f"{self.era.name}{'元' if self.year == 1 else self.year}"

    @property
    def short(self) -> str:
        """Letter and figure (R8, R1)."""
        return f"{self.era.letter}{self.year}"


ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 25)),
)
"""The newest first. Days before 1873, counted by the moon then, are read as Gregorian."""

WEEKDAYS = "月火水木金土日"

_EARLIEST_YEAR = ERAS[-1].begins.year
_LONGEST = 60

_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.letter, era.name[0])}
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\u2500\u2501]")
_KANJI_DIGITS = str.maketrans("〇○零一二三四五六七八九壱弐参拾", "000123456789123十")
_MIDNIGHT = re.compile(r"(?:T|\s+)0{1,2}:00(?::00)?$")
_NUMBER = "[0-9〇○零一二三四五六七八九十壱弐参拾]"
_YEAR = rf"元|{_NUMBER}{{1,4}}"
_MARK = "|".join(sorted(_BY_MARK, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?P<era>{_MARK})?[.\s]*(?P<year>{_YEAR})"
    rf"(?:\s*[年./-]\s*|\s+)(?P<month>{_NUMBER}{{1,3}})"
    rf"(?:\s*[月./-]\s*|\s+)(?P<day>{_NUMBER}{{1,3}})\s*日?"
)
_PLAINLY = re.compile(
    rf"({'|'.join(era.name for era in ERAS)})([0-9]{{1,2}})年([0-9]{{1,2}})月([0-9]{{1,2}})日"
)
_RUN_TOGETHER = re.compile(
    r"(?:(?P<era>[RHSTM])(?=\d{6}$)|(?=\d{8}$))(?P<year>\d{2}|\d{4})(?P<month>\d\d)(?P<day>\d\d)"
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_WEEKDAY = re.compile(rf"([{WEEKDAYS}])(?:曜日?)?(?:[・,]?祝日?)?")
_OTHER_YEAR = re.compile(rf"(?P<era>{'|'.join(era.name for era in ERAS)})?(?P<year>{_YEAR})年?")

_UNREADABLE = (
    "日付として読み取れませんでした。「昭和25年3月9日」や「1950年3月9日」のように入力してください。"
)


def parse_date(text: str) -> date:
    """The day a text means (rule E5); WarekiError tells in Japanese why it is none.

    A date past the end of its era is the day it means (平成33年3月31日 is 2021-03-31). A weekday
    or a second year in brackets must agree with the rest.
    """
    if plainly := _PLAINLY.fullmatch(text):  # as registers write it
        return _day_of_era(_BY_MARK[plainly[1]], *map(int, plainly.groups()[1:]))
    written, brackets = _prepared(text)
    match = _WRITTEN.fullmatch(written) or _RUN_TOGETHER.fullmatch(written)
    if not match:
        if re.fullmatch(r"\d{6}", written):
            raise WarekiError(_no_era_sentence())
        raise WarekiError(_UNREADABLE)
    year, month, day = (_number(match[part]) for part in ("year", "month", "day"))
    if year is None or month is None or day is None:
        raise WarekiError(_UNREADABLE)
    if match["era"]:
        found = _day_of_era(_BY_MARK[match["era"]], year, month, day)
    else:
        found = _day_of_western_year(match["year"], year, month, day)
    for inside in brackets:
        _check_bracket(inside, found)
    return found


def format_date(day: date, style: str = EraStyle.ERA, weekday: bool = False) -> str:
    """A date for people: 令和8年11月20日, with its weekday 令和8年11月20日（金）."""
    _refuse_moment(day)
    text = f"{_year_text(day.year, era_of(day), style)}{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


def format_time(at: time) -> str:
    """A time of day for people: 午後1時30分, 正午."""
    if at.hour == 12 and at.minute == 0:
        return _("正午")
    half = _("午前") if at.hour < 12 else _("午後")
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{half}{at.hour % 12}時{minutes}"


def format_moment(moment: datetime, style: str = EraStyle.ERA, weekday: bool = False) -> str:
    """A moment for people, in Japan time: 令和8年11月20日午後1時30分."""
    there = local(moment)
    return format_date(there.date(), style, weekday) + format_time(there.time())


def format_year(year: int, style: str = EraStyle.ERA) -> str:
    """A Western year for people: 令和8年; a year of two eras is named after the later one."""
    return _year_text(year, era_of_year(year), style)


def fiscal_year_label(fiscal_year: int, style: str = EraStyle.ERA) -> str:
    """A fiscal year for people: 令和8年度; 2019 is 令和元年度, 1988 is 昭和63年度."""
    era_year = era_of_year(fiscal_year)
    if era_year is None or style == EraStyle.AD:
        return f"{fiscal_year}年度"
    western = f"（{fiscal_year}年度）" if style == EraStyle.ERA_AD else ""
    return f"{era_year}年度{western}"


def era_of(day: date) -> EraYear | None:
    """The year of the era in which a day lies; None before Meiji."""
    for era in ERAS:
        if day >= era.begins:
            return EraYear(era, day.year - era.begins.year + 1)
    return None


def era_of_year(year: int) -> EraYear | None:
    """The year of the era that was current on 31 December."""
    return era_of(date(year, 12, 31))


def _prepared(text: str) -> tuple[str, list[str]]:
    """The text with one width and one hyphen, and what stood in brackets."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text[:_LONGEST])).strip().upper()
    if not folded:
        raise WarekiError("日付を入力してください（例：昭和25年3月9日）。")
    if len(text) > _LONGEST:
        raise WarekiError(_UNREADABLE)
    folded = _MIDNIGHT.sub("", folded)
    brackets = [inside.strip() for inside in _BRACKETS.findall(folded)]
    return _BRACKETS.sub("", folded).removeprefix("西暦").strip(), brackets


def _number(text: str) -> int | None:
    if text.isascii() and text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    digits = text.translate(_KANJI_DIGITS)
    tens = re.fullmatch(r"([1-9]?)十([1-9]?)", digits)
    if tens:
        return int(tens[1] or 1) * 10 + int(tens[2] or 0)
    return int(digits) if digits.isdecimal() else None


def _day_of_era(era: Era, year: int, month: int, day: int) -> date:
    if year == 0:
        raise WarekiError(
            f"{era.name}0年という年はありません。元年（1年）から数えて入力してください。"
        )
    western = era.begins.year + year - 1
    written = f"{era.name}{'元' if year == 1 else year}年"
    found = _existing_day(western, month, day, written)
    if found < era.begins:
        begins = f"{era.begins.year}年{era.begins.month}月{era.begins.day}日"
        meant = f"{format_date(found)}ではありませんか。" if era_of(found) else ""
        raise WarekiError(
            f"{era.name}は{begins}からです。{written}{month}月{day}日はその前の日です。"
            f"{meant}元号と日付をご確認ください。"
        )
    return found


def _day_of_western_year(typed: str, year: int, month: int, day: int) -> date:
    if typed == "元" or (year < 100 and len(typed) < 4):
        raise WarekiError(_no_era_sentence())
    if year < _EARLIEST_YEAR:
        raise WarekiError(f"{_EARLIEST_YEAR}年より前の日付は入力できません。年をご確認ください。")
    return _existing_day(year, month, day, f"{year}年")


def _no_era_sentence() -> str:
    return (
        "元号がないため、年が分かりません。「昭和25年3月9日」のように元号をつけるか、"
        "「1950年3月9日」のように西暦4けたで入力してください。"
    )


def _existing_day(year: int, month: int, day: int, written: str) -> date:
    if not 1 <= month <= 12:
        raise WarekiError(f"{month}月という月はありません。1月から12月で入力してください。")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise WarekiError(
            f"{written}{month}月{day}日という日はありません。{month}月は{last}日までです。"
        )
    return date(year, month, day)


def _check_bracket(inside: str, day: date) -> None:
    weekday = _WEEKDAY.fullmatch(inside)
    if weekday:
        real = WEEKDAYS[day.weekday()]
        if weekday[1] != real:
            raise WarekiError(
                f"{format_date(day)}は{real}曜日です。日付か曜日のどちらかをご確認ください。"
            )
        return
    other = _OTHER_YEAR.fullmatch(inside)
    number = _number(other["year"]) if other else None
    if other is None or number is None:
        raise WarekiError(_UNREADABLE)
    offset = _BY_MARK[other["era"]].begins.year - 1 if other["era"] else 0
    if number + offset != day.year:
        raise WarekiError("和暦の年と西暦の年が合っていません。どちらが正しいかご確認ください。")


def _year_text(year: int, era_year: EraYear | None, style: str) -> str:
    if era_year is None or style == EraStyle.AD:
        return f"{year}年"
    western = f"（{year}年）" if style == EraStyle.ERA_AD else ""
    return f"{era_year}年{western}"


def _refuse_moment(day: date) -> None:
    # A datetime is a date to Python, but its day depends on the time zone: clock.on_day decides.
    if isinstance(day, datetime):
        raise TypeError("a moment has no date before clock.on_day has decided it")
