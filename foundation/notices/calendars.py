"""Calendar files: same UID for ever, SEQUENCE grows, CANCEL withdraws, Tokyo time (T39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDatetime

from foundation.clock import JST

NINE_HOURS = timedelta(hours=9)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_UNSTAMPED = b"\r\nDTSTAMP:19700101T000000Z"


@dataclass(frozen=True)
class CalendarEvent:
    """One appointment. `title` must be neutral (rule B16); times are aware."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    note: str = ""
    cancelled: bool = False


def build_calendar(events: Sequence[CalendarEvent], *, now: datetime) -> bytes:
    """Return an iCalendar file of the events; METHOD is CANCEL when all of them are cancelled."""
    return stamp_calendar(print_calendar(tuple(events)), now=now)


def stamp_calendar(printed: bytes, *, now: datetime) -> bytes:
    """Say in a printed calendar when it was made (DTSTAMP)."""
    moment: bytes = vDatetime(now.astimezone(UTC)).to_ical()
    return printed.replace(_UNSTAMPED, b"\r\nDTSTAMP:" + moment)


def print_calendar(events: tuple[CalendarEvent, ...]) -> bytes:
    """Return the file without the moment of its making: the same for everybody it goes to."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sasae//JA")
    calendar.add("version", "2.0")
    calendar.add_component(_tokyo())
    all_cancelled = bool(events) and all(event.cancelled for event in events)
    calendar.add("method", "CANCEL" if all_cancelled else "PUBLISH")
    for item in events:
        event = Event()
        event.add("uid", item.uid)
        event.add("sequence", item.sequence)
        event.add("dtstamp", _LONG_AGO)
        event.add("summary", item.title)
        event.add("dtstart", item.starts_at.astimezone(JST))
        event.add("dtend", item.ends_at.astimezone(JST))
        if item.place:
            event.add("location", item.place)
        if item.note:
            event.add("description", item.note)
        event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


@cache
def _tokyo() -> Timezone:
    """Japan's time, one offset since 1951; searching the zone's changes costs 35 ms a file."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  local time by definition
    standard.add("tzoffsetfrom", NINE_HOURS)
    standard.add("tzoffsetto", NINE_HOURS)
    standard.add("tzname", "JST")
    zone = Timezone()
    zone.add("tzid", JST.key)
    zone.add_component(standard)
    return zone
