"""What residents see of courses: the list with its filters, and seats in words."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from foundation.clock import JST, local
from trainings.enums import (
    TAKEN_STATES,
    ApplicationState,
    CourseState,
    SeatKind,
    SessionMode,
    SessionState,
)
from trainings.models import Application, Course, CourseSession
from trainings.queries.course_look import CourseLook, look_at_each
from trainings.rules.seats import SeatCount, capacity_of, seat_kinds

EVENING_FROM = time(17)
FEW_SEATS = 5
OTHER_DATES = 3
QUEUE_ONLY = "キャンセル待ち"
TAKES_PLACE = Q(state__in=(SessionState.PLANNED, SessionState.HELD))


@dataclass(frozen=True)
class SeatWords:
    """How the seats of a course are told, with the tone of its label."""

    text: str
    tone: str
    takes_applications: bool = False

    @property
    def are_gone(self) -> bool:
        """Return whether another date would serve better: closed, full, or only a queue left."""
        return not self.takes_applications or self.text == QUEUE_ONLY


@dataclass(frozen=True)
class CourseFilter:
    """What people look for; empty means everything."""

    month: date | None = None
    first: date | None = None
    last: date | None = None
    place: str = ""
    evening: bool = False
    online: bool = False
    with_seats: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked for."""
        return self == CourseFilter()


def seat_words(course: Course, seats: SeatCount, now: datetime) -> SeatWords:
    """Return the seats of a course in words; the number of free seats is never told."""
    if course.state == CourseState.CANCELLED:
        return SeatWords("開催中止", "error")
    if course.opens_at is not None and now < course.opens_at:
        return SeatWords("募集開始前", "info")
    if not course.is_open(now):
        return SeatWords("受付を終了しました", "muted")
    if course.allocation != "first_come":
        return SeatWords("申込受付中", "success", takes_applications=True)
    if seats.queue_is_empty and seats.has_free(1):
        few = seats.free is not None and seats.free <= FEW_SEATS
        word = "残りわずか" if few else "空きがあります"
        return SeatWords(word, "warning" if few else "success", takes_applications=True)
    if seats.has_waiting_room(1):
        return SeatWords(QUEUE_ONLY, "warning", takes_applications=True)
    return SeatWords("定員に達しました", "muted")


def with_seats(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Annotate taken, offered and waiting, so that a list counts in its one query."""
    online = Q(applications__seat=SeatKind.ONLINE)
    counts = {}
    for name, states in _COUNTED.items():
        of_state = Q(applications__state__in=states)
        counts[name] = Count("applications", filter=of_state)
        counts[f"online_{name}"] = Count("applications", filter=of_state & online)
    return courses.annotate(**counts)


_COUNTED = {
    "taken": TAKEN_STATES,
    "offered": (ApplicationState.OFFERED,),
    "waiting": (ApplicationState.WAITING,),
}


def pools_of(course: Course) -> dict[SeatKind, SeatCount]:
    """Return the seats of each kind of a course annotated by `with_seats`."""
    pools = {}
    for seat in seat_kinds(course):
        counts = {}
        for name in _COUNTED:
            online = getattr(course, f"online_{name}") if course.counts_online else 0
            whole = getattr(course, name)
            counts[name] = online if seat == SeatKind.ONLINE else whole - online
        pools[seat] = SeatCount(capacity_of(course, seat), course.waiting_capacity, **counts)
    return pools


def seats_of(course: Course) -> SeatCount:
    """Return the seats of a course annotated by `with_seats`; of two kinds the roomier one."""
    return roomiest(pools_of(course).values())


def roomiest(pools: Iterable[SeatCount]) -> SeatCount:
    """Return the seats where somebody who applies now has the best chance."""
    return max(
        pools,
        key=lambda one: (
            one.queue_is_empty and one.has_free(1),
            one.has_waiting_room(1),
            one.free is None,
            one.free or 0,
        ),
    )


def pool_words(
    course: Course, pools: dict[SeatKind, SeatCount], now: datetime
) -> list[tuple[SeatKind, SeatWords]]:
    """Return the words for each kind of seat where they are counted apart; else nothing."""
    if not course.counts_online:
        return []
    return [(seat, seat_words(course, one, now)) for seat, one in pools.items()]


def listed_courses(wanted: CourseFilter, now: datetime) -> QuerySet[Course]:
    """Return the public list, next first. Seats and sessions are read for the page's rows only."""
    courses = Course.objects.listed(now).order_by("starts_at", "id")
    if days := _days_wanted(wanted):
        # One day has to fulfil all of it: whoever looks for an evening in May wants both.
        sessions = CourseSession.objects.filter(days, course=OuterRef("pk"))
        courses = courses.filter(Exists(sessions))
    if wanted.with_seats:
        courses = courses.filter(
            state=CourseState.PUBLISHED, opens_at__lte=now, applications_close_at__gt=now
        )
        courses = courses.filter(
            Q(counts_online=False) & _has_free("capacity", {})
            | Q(counts_online=True)
            & (
                _has_free("capacity", {"seat": SeatKind.ROOM})
                | _has_free("online_capacity", {"seat": SeatKind.ONLINE})
            )
        )
    return courses


def _days_wanted(wanted: CourseFilter) -> Q:
    """Return what a day of the course has to fulfil; empty where anything will do."""
    days = _between(wanted.first, wanted.last)
    if wanted.month is not None:
        length = monthrange(wanted.month.year, wanted.month.month)[1]
        days &= _between(wanted.month, wanted.month.replace(day=length))
    if days:  # whoever names a day wants to come on it: none that was put off or called off
        days &= TAKES_PLACE
    if wanted.place:
        days &= Q(venue__icontains=wanted.place) | Q(venue_address__icontains=wanted.place)
    if wanted.evening:
        days &= Q(starts_at__time__gte=EVENING_FROM)
    if wanted.online:
        days &= Q(mode__in=[SessionMode.ONLINE, SessionMode.HYBRID])
    return days


def _between(first: date | None, last: date | None) -> Q:
    """Return that a day begins on one of these days, both included, in Japan time."""
    days = Q()
    if first is not None:
        days &= Q(starts_at__gte=datetime.combine(first, time(), JST))
    if last is not None:
        days &= Q(starts_at__lt=datetime.combine(last, time(), JST) + timedelta(days=1))
    return days


def _has_free(column: str, which: dict[str, str]) -> Q:
    """Return the condition that nobody waits and a seat is free; `which` narrows the seats."""
    queue = Application.objects.filter(
        course=OuterRef("pk"),
        state__in=[ApplicationState.WAITING, ApplicationState.OFFERED],
        **which,
    )
    room = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": _taken_seats(which)})
    return ~Exists(queue) & room


def _taken_seats(which: dict[str, str]) -> Coalesce:
    taken = Application.objects.filter(course=OuterRef("pk"), state__in=TAKEN_STATES, **which)
    counted = taken.order_by().values("course").annotate(count=Count("id")).values("count")
    return Coalesce(Subquery(counted), 0)


def page_of_courses(ids: list[int], now: datetime) -> list[tuple[Course, SeatWords]]:
    """Return the courses of one page in their order with their seats. Two queries."""
    found = with_seats(Course.objects.filter(pk__in=ids)).prefetch_related(
        Prefetch("sessions", CourseSession.objects.order_by("n"))
    )
    by_id = {course.pk: course for course in found}
    return [(by_id[pk], seat_words(by_id[pk], seats_of(by_id[pk]), now)) for pk in ids]


def months_with_courses(now: datetime) -> list[date]:
    """Return the months in which listed courses have sessions, soonest first. One query."""
    sessions = CourseSession.objects.filter(
        TAKES_PLACE, course__in=Course.objects.listed(now), starts_at__gte=now
    )
    months = sessions.datetimes("starts_at", "month", tzinfo=JST)
    return [local(month).date() for month in months]


def other_dates(course: Course, now: datetime) -> list[tuple[Course, SeatWords]]:
    """Return the next courses of the same programme that take applications, days included."""
    return [(look.with_days, words) for look, words in other_looks(course, now)]


def other_looks(course: Course, now: datetime) -> list[tuple[CourseLook, SeatWords]]:
    """Return how the next three courses of the same programme stand that take applications."""
    others = (
        Course.objects.listed(now)
        .filter(program=course.program_id, starts_at__gt=now)
        .taking_applications(now)
        .exclude(pk=course.pk)
        .order_by("starts_at", "pk")
    )
    looks = look_at_each(others[:OTHER_DATES])
    return [(one, seat_words(one.course, roomiest(one.pools.values()), now)) for one in looks]
