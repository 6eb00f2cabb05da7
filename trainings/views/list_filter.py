"""The filters of the public list, read from its address; what cannot be read is said and kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.wareki import WarekiError, format_date, parse_date
from trainings.queries.public_list import CourseFilter

LONGEST = 60
YEARS = range(2000, 2200)
"""Days outside of them are slips of the keyboard; no course is planned there."""


@dataclass(frozen=True)
class Period:
    """The days people look for: as typed, as read, and what to say about them."""

    since: str = ""
    until: str = ""
    first: date | None = None
    last: date | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """Return the period in words; empty where there is none."""
        first = format_date(self.first, weekday=True) if self.first else ""
        last = format_date(self.last, weekday=True) if self.last else ""
        if first and first == last:
            return first
        if first and last:
            return _("%(first)sから%(last)sまで") % {"first": first, "last": last}
        if first:
            return _("%(first)s以降") % {"first": first}
        return _("%(last)sまで") % {"last": last} if last else ""


def _words_of(query: Any, name: str) -> str:
    return str(query.get(name, "")).replace("\x00", "").strip()[:LONGEST]


def _day(typed: str) -> date | None:
    try:
        day = parse_date(typed)
    except WarekiError:
        return None
    return day if day.year in YEARS else None


def read_period(query: Any) -> Period:
    """Read the first and the last day wanted; a day that cannot be read is left out and named.

    Days typed the wrong way round are taken as they are meant.
    """
    since, until = _words_of(query, "since"), _words_of(query, "until")
    first, last = _day(since), _day(until)
    unread = [typed for typed, day in ((since, first), (until, last)) if typed and day is None]
    problem = ""
    if unread:
        problem = _(
            "%(typed)sを日付として読み取れなかったため、この条件を使わずにさがしました。"
            "「2026年10月3日」のように入力してください。"
        ) % {"typed": "".join(f"「{typed}」" for typed in unread)}
    elif first and last and last < first:
        first, last = last, first
        problem = _("終わりの日が始まりの日より前でしたので、入れ替えてさがしました。")
    return Period(since, until, first, last, problem)


def _month(typed: str) -> date | None:
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return first if first.year in YEARS else None


def read_filter(query: Any, period: Period) -> CourseFilter:
    """Read the filters of the list from the address."""
    return CourseFilter(
        month=_month(_words_of(query, "month")),
        first=period.first,
        last=period.last,
        place=_words_of(query, "place"),
        evening=query.get("evening") == "1",
        online=query.get("online") == "1",
        with_seats=query.get("seats") == "1",
    )
