"""flow-* and rush: the whole public flow over HTTP against a minimal flow of as many requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count, product

from psycopg2 import extensions

from bench import databases
from bench.courses import new_course
from bench.filling.plan import SMALL
from bench.floors.minimal_tables import make_courses
from bench.harness import Measured, Scale, figure, middle
from bench.visitors import Resident, Site, apply_together
from bench.webserver import served
from foundation.organizations.tenancy import within
from trainings.enums import ApplicationState
from trainings.models import Application, Course

SEATS, PEOPLE = 50, 500
_people = count(1)


@dataclass(frozen=True)
class Sites:
    """Both sites, running on the same copy of the database."""

    ours: int
    minimal: int
    owner: extensions.connection

    def our_courses(self, wanted: int, capacity: int) -> tuple[Site, list[Course]]:
        """Make courses of our own; returns where to apply."""
        courses = [new_course(SMALL, capacity) for _ in range(wanted)]
        pages = [f"/{SMALL}/courses/{course.public_code}/" for course in courses]
        return Site(self.ours, pages), courses

    def minimal_courses(self, wanted: int, capacity: int) -> Site:
        """Make courses of the minimal site."""
        ids = make_courses(self.owner, wanted, capacity)
        return Site(self.minimal, [f"/{pk}/" for pk in ids])


@contextmanager
def both_sites() -> Iterator[Sites]:
    """Serve both sites inside this block and stop them afterwards."""
    current = databases.current()
    with current.copy() as address:
        owner = current.owner(current.copied)
        make_courses(owner, 1, 1)
        with (
            served("config.wsgi", address) as ours,
            served("bench.floors.minimal_flow:application", address) as minimal,
        ):
            yield Sites(ours, minimal, owner)
        owner.close()


def _take(wanted: int) -> list[int]:
    return [next(_people) for _ in range(wanted)]


def _rate(site: Site, at_once: int, people: int) -> float:
    seconds, _ = apply_together(site, _take(people), at_once=at_once)
    return people / seconds


def _flow(sites: Sites, courses: int, at_once: int, *, people: int, runs: int) -> Measured:
    """Half of the people find a seat, the others a place in the waiting list."""
    capacity = people // courses // 2 or 1
    pairs = []
    for _ in range(runs):
        ours, _ = sites.our_courses(courses, capacity)
        minimal = sites.minimal_courses(courses, capacity)
        pairs.append((_rate(ours, at_once, people), _rate(minimal, at_once, people * 3)))
    return middle(pairs)


@cache
def _flows(scale: Scale) -> dict[tuple[int, int], Measured]:
    """Measure one and twenty courses with eight and thirty-two people, on sites started once."""
    people, runs = (120, 3) if scale.quick else (200, 5)
    with both_sites() as sites:
        _rate(sites.our_courses(1, 1)[0], 4, 8)  # warm both
        _rate(sites.minimal_courses(1, 1), 4, 8)
        return {
            (courses, at_once): _flow(sites, courses, at_once, people=people, runs=runs)
            for courses, at_once in product((1, 20), (8, 32))
        }


@figure("flow-hot-8", unit="flows/s", bound=0.4, at_least=True)
def hot_8(scale: Scale) -> Measured:
    """One course, eight people at a time."""
    return _flows(scale)[1, 8]


@figure("flow-hot-32", unit="flows/s", bound=0.4, at_least=True)
def hot_32(scale: Scale) -> Measured:
    """One course, thirty-two people at a time."""
    return _flows(scale)[1, 32]


@figure("flow-twenty-8", unit="flows/s", bound=0.4, at_least=True)
def twenty_8(scale: Scale) -> Measured:
    """Twenty courses, eight people at a time."""
    return _flows(scale)[20, 8]


@figure("flow-twenty-32", unit="flows/s", bound=0.4, at_least=True)
def twenty_32(scale: Scale) -> Measured:
    """Twenty courses, thirty-two people at a time."""
    return _flows(scale)[20, 32]


@figure("rush", unit="s", bound=3, at_least=False)
def rush(scale: Scale) -> Measured:
    """500 people at once on 50 seats: seconds until the last one knows."""
    with both_sites() as sites:
        _rate(sites.our_courses(1, 1)[0], 4, 8)
        _rate(sites.minimal_courses(1, 1), 4, 8)
        site, (course,) = sites.our_courses(1, SEATS)
        ours, people = apply_together(site, _take(PEOPLE), at_once=PEOPLE)
        _require_fair(course, people)
        minimal = sites.minimal_courses(1, SEATS)
        floor, _ = apply_together(minimal, _take(PEOPLE), at_once=PEOPLE)
    return Measured(ours, floor)


def _require_fair(course: Course, people: list[Resident]) -> None:
    """Exactly the first fifty in the order of receipt have seats, and everybody was told so."""
    with within(course.organization_id):
        rows = list(Application.objects.filter(course=course).order_by("received_seq"))
    expected = [ApplicationState.ACCEPTED] * SEATS + [ApplicationState.WAITING] * (PEOPLE - SEATS)
    if [row.state for row in rows] != expected:
        raise AssertionError("the seats were not given to the first fifty in order of receipt")
    waiting = [row for row in rows if row.state == ApplicationState.WAITING]
    if sorted(waiting, key=lambda row: (row.queued_at, row.submission_id)) != waiting:
        raise AssertionError("the waiting list is not in the order of receipt")
    told = {person.done for person in people}
    for row in rows:
        page = next(page for page in told if row.reference in page)
        if ("キャンセル待ち" in page) != (row.state == ApplicationState.WAITING):
            raise AssertionError(f"{row.reference} was told something else than {row.state}")
