"""Calendar files keep their UID, count up and can withdraw (T39)."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from foundation.notices.calendars import CalendarEvent, build_calendar

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def event(**changes) -> CalendarEvent:
    facts = {
        "uid": "a@sasae.invalid",
        "sequence": 0,
        "title": "研修のお知らせ",
        "starts_at": datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
    }
    return CalendarEvent(**{**facts, **changes})


def test_times_are_told_in_tokyo():
    content = build_calendar([event()], now=NOW).decode()

    assert "DTSTART;TZID=Asia/Tokyo:20261201T100000" in content
    assert "BEGIN:VTIMEZONE" in content


def test_every_file_says_when_it_was_made():
    named = [event(), event(uid="b@sasae.invalid", title="DTSTAMP:19700101T000000Z")]
    files = [build_calendar(named, now=now) for now in (NOW, NOW + timedelta(hours=1))]

    for content, hour in zip(files, ("00", "01"), strict=True):
        found = [one["DTSTAMP"].dt for one in Calendar.from_ical(content.decode()).walk("VEVENT")]
        assert found == [datetime(2026, 11, 20, int(hour), tzinfo=UTC)] * 2
        assert "DTSTAMP:19700101T000000Z" in content.decode().partition("SUMMARY:")[2]


def test_a_cancelled_event_withdraws_the_same_uid():
    calendar = Calendar.from_ical(
        build_calendar([event(sequence=2, cancelled=True)], now=NOW).decode()
    )

    assert calendar["METHOD"] == "CANCEL"
    component = calendar.walk("VEVENT")[0]
    assert (component["UID"], component["SEQUENCE"]) == ("a@sasae.invalid", 2)
    assert component["STATUS"] == "CANCELLED"
