"""Courses of three fiscal years with their applicants, made through the public actions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from demo.cast import Somebody, somebody
from demo.days import DAY, Days, at, course_days, working_day
from demo.own_questions import answers_to
from demo.staff import Team
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.programs.models import Program
from trainings.actions.applications import submit_application
from trainings.actions.courses import (
    NewCourse,
    change_course,
    plan_course,
    publish_course,
    refresh_times,
)
from trainings.enums import Allocation, Channel, HeardFrom, PlaceKind
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course, CourseSession, CurriculumItem

RESIDENT = Actor.resident("demo")
OPENS_BEFORE = timedelta(days=55)
CLOSES_BEFORE = timedelta(days=8)
WEB, PHONE, FAX, COUNTER = Channel.WEB, Channel.PHONE, Channel.FAX, Channel.COUNTER
SPEAKERS = (
    "西村 恵（みどり大学 教授）",
    "長谷川 亮（精神保健福祉士）",
    "岡田 真由美（みどり大学 准教授）",
)
BY_THE_OFFICE = ("開会", "意見交換", "アンケート", "この講座の目的")
"""Parts of a session that no lecturer holds."""
CHANNELS = (WEB, WEB, PHONE, WEB, FAX, WEB, COUNTER, WEB)
HEARD = (HeardFrom.NEWSLETTER, HeardFrom.WEBSITE, HeardFrom.FLYER, HeardFrom.ACQUAINTANCE)


@dataclass(frozen=True)
class CoursePlan:
    """One course: when it begins (days from today), how long, for whom, who applies."""

    title: str
    offset: int
    people: range
    days: int = 2
    capacity: int | None = 20
    hours: tuple[int, int] = (13, 16)
    allocation: Allocation = Allocation.FIRST_COME
    lead: str = "はじめての方も、安心してご参加ください。手話通訳が必要な方はお知らせください。"
    venue: str = "中央公民館 大会議室"
    published: bool = True
    # Days since the last application came; 0 is now.
    quiet_days: int = 0
    items: Sequence[tuple[int, str]] = field(default=((10, "開会"), (110, "講義"), (60, "演習")))


@dataclass(frozen=True)
class Desk:
    """Who plans courses for which programme, on the days of the demo."""

    team: Team
    program: Program
    days: Days

    @property
    def town(self) -> str:
        """Return the name of the organization."""
        return str(self.team.organization.name)


def make_course(desk: Desk, plan: CoursePlan) -> Course:
    """Plan and publish a course, and let its people apply one after the other."""
    first = desk.days.saturday(plan.offset)
    begins = at(first, plan.hours[0])
    opens = min(begins - OPENS_BEFORE, desk.days.now - timedelta(days=2))
    made_at = opens - timedelta(days=5)
    actor = desk.team.actor()
    course = plan_course(
        desk.program, NewCourse(plan.title, plan.capacity), actor=actor, now=made_at
    )
    _write_sessions(course, plan, first)
    refresh_times(course)
    closes = at(working_day(first - CLOSES_BEFORE, -DAY), 17)
    changes: dict[str, Any] = {
        "lead": plan.lead,
        "opens_at": opens,
        "applications_close_at": closes,
        "allocation": plan.allocation,
    }
    course = change_course(course, changes, actor=actor, now=made_at)
    if not plan.published:
        return course
    course = publish_course(course, actor=actor, now=made_at + timedelta(hours=1))
    let_apply(desk, course, plan.people, timedelta(days=plan.quiet_days))
    return Course.objects.get(pk=course.pk)


def _write_sessions(course: Course, plan: CoursePlan, first: date) -> None:
    begin, end = plan.hours
    for n, day in enumerate(course_days(first, plan.days)):
        session = CourseSession.objects.create(
            course=course,
            n=n + 1,
            starts_at=at(day, begin),
            ends_at=at(day, end),
            reception_at=at(day, begin) - timedelta(minutes=30),
            venue=plan.venue,
            venue_address=course.organization.address,
            venue_access="駅から歩いて8分。駐車場があります。",
        )
        for order, (minutes, title) in enumerate(plan.items, start=1):
            CurriculumItem.objects.create(
                session=session, order=order, minutes=minutes, title=title,
                instructor="" if title in BY_THE_OFFICE else SPEAKERS[n % len(SPEAKERS)],
            )  # fmt: skip


def let_apply(desk: Desk, course: Course, people: range, quiet: timedelta) -> None:
    """Let people apply in even steps from the opening to the closing time, or to `quiet` ago."""
    opens, closes = course.opens_at, course.applications_close_at
    if opens is None or closes is None:
        raise ValueError("a published course has its times")
    until = min(closes, desk.days.now - quiet)
    step = (until - opens) / (len(people) + 1)
    for place, number in enumerate(people, start=1):
        apply_one(desk, course, number, opens + step * place)


def apply_one(desk: Desk, course: Course, number: int, received: datetime) -> None:
    """Let the n-th person apply; staff key what comes by telephone, FAX or at the counter."""
    who = somebody(number, desk.town)
    channel = CHANNELS[number % len(CHANNELS)]
    if channel is not WEB:
        received = max(in_office_hours(received), course.opens_at or received)
    act = ApplyingAct(
        channel=channel.value,
        received_at=received,
        token=f"demo-{course.pk}-{number}",
        heard_from=HEARD[number % len(HEARD)].value,
    )
    actor = RESIDENT if channel is WEB else desk.team.actor()
    person = replace(as_applicant(who, received.date()), answers=answers_to(course, number))
    submit_application(course, [person], act, actor=actor, now=received)


def in_office_hours(moment: datetime) -> datetime:
    """Return a moment between ten and four on the last working day before that of `moment`."""
    day = working_day(on_day(moment) - DAY, -DAY)
    return at(day, 10 + moment.minute % 6, moment.second % 60)


def as_applicant(who: Somebody, on: date, *, with_mail: bool = True) -> Applicant:
    """Return the person as the form of a course takes them."""
    return Applicant(
        name=who.name,
        kana=who.kana,
        birth_date=who.birth_date,
        place=who.address,
        place_kind=PlaceKind.ADDRESS.value,
        phone=who.phone,
        email=who.email if with_mail else "",
        category=who.category,
        age_band=who.age_band(on),
    )


def applications_of(course: Course, keep: Callable[[Application], bool] | None = None) -> list[Any]:
    """Return the applications of a course in the order of receipt."""
    rows = Application.objects.filter(course=course).select_related("submission", "person")
    return [row for row in rows.order_by("received_seq") if keep is None or keep(row)]
