"""Calendar files: same UID for ever, SEQUENCE grows, CANCEL withdraws, Tokyo time (T39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from foundation.clock import JST


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
    calendar = Calendar()
    calendar.add("prodid", "-//Sasae//JA")
    calendar.add("version", "2.0")
    all_cancelled = bool(events) and all(event.cancelled for event in events)
    calendar.add("method", "CANCEL" if all_cancelled else "PUBLISH")
    for item in events:
        event = Event()
        event.add("uid", item.uid)
        event.add("sequence", item.sequence)
        event.add("dtstamp", now)
        event.add("summary", item.title)
        event.add("dtstart", item.starts_at.astimezone(JST))
        event.add("dtend", item.ends_at.astimezone(JST))
        if item.place:
            event.add("location", item.place)
        if item.note:
            event.add("description", item.note)
        event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
