"""What badges, place cards and slips of a day say."""

from collections.abc import Iterable

from foundation.text import format_phone
from trainings.documents.badges import Badge, badges_of
from trainings.documents.seat_papers import Slip
from trainings.enums import SeatKind
from trainings.enums_instructor import EngagementState
from trainings.messages import recipient_of
from trainings.models import Application, CourseSession, Engagement
from trainings.reception_code import reception_code
from trainings.rules.online import sees_online
from trainings.wording import session_place, timetable


def expected_people(session: CourseSession, *, in_room: bool) -> list[Application]:
    """Return who has a seat, in kana order; `in_room` leaves out who watches. One query."""
    people = Application.objects.filter(course=session.course_id).accepted()
    if in_room and session.course.counts_online:
        people = people.filter(seat=SeatKind.ROOM)
    return list(people.select_related("submission", "course").in_kana_order())


def day_badges(session: CourseSession, *, with_affiliation: bool) -> list[Badge]:
    """Return the badges of a day: lecturers first, then everybody with a seat in the room."""
    title = session.course.title
    teaching = Engagement.objects.filter(session=session).exclude(state=EngagementState.DECLINED)
    lecturers = [
        Badge(title, one.instructor.name, one.instructor.kana, one.instructor.position, "講師")
        for one in teaching.select_related("instructor")
    ]
    people = expected_people(session, in_room=True)
    return [*lecturers, *badges_of(title, people, with_affiliation=with_affiliation)]


def slips_of(session: CourseSession, people: Iterable[Application]) -> list[Slip]:
    """Return the slips of people with a seat. One query.

    The way into an online day stands on the slip only of a person who watches and has no mail.
    """
    course = session.course
    days = list(course.sessions.order_by("n"))
    when = timetable(days)
    places = "\n".join(dict.fromkeys(session_place(day) for day in days if day.takes_place))
    access = next((day.venue_access for day in days if day.venue_access), "")
    return [
        Slip(
            course.title,
            one.name,
            one.kana,
            one.reference,
            _rows(one, when, places, access, days),
            reception_code(one.organization_id, one.reference),
        )
        for one in people
    ]


def _rows(
    one: Application, when: str, places: str, access: str, days: list[CourseSession]
) -> tuple[tuple[str, str], ...]:
    rows = [("日時", when)]
    watches = one.course.counts_online and one.seat == SeatKind.ONLINE
    rows.append(("参加の方法", "オンライン") if watches else ("会場", places))
    if access and not watches:
        rows.append(("行き方", access))
    if not recipient_of(one).email:
        ways = [
            f"{day.online_url}\n{day.online_note}".strip() for day in days if sees_online(one, day)
        ]
        if ways:
            rows.append(("オンライン", "\n".join(dict.fromkeys(ways))))
    return tuple(rows)


def office_of(session: CourseSession) -> str:
    """Return name, section and telephone of the office for the foot of a slip."""
    office = session.course.organization
    return f"{office.name} {office.section_name}　電話 {format_phone(office.phone)}"
