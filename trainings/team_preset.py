"""A team course of four days as a starting point: days, contents and homework in our words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.clock import JST
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from trainings.actions.courses import NewCourse, plan_course, refresh_times
from trainings.enums import Channel, WaitingMode
from trainings.models import Course, CourseSession, CurriculumItem, TeamTask


@dataclass(frozen=True)
class PresetDay:
    """One day: weeks after the first, its parts (minutes, title), the homework afterwards."""

    week: int
    parts: tuple[tuple[int, str], ...]
    homework: tuple[str, ...]


REFLECTION = "ふりかえりシート"
DAYS = (
    PresetDay(
        0,
        (
            (60, "講義：包括的な支援体制の考え方"),
            (60, "講義：ひきこもり支援の基礎"),
            (40, "実践報告"),
            (60, "チームでの話し合い"),
        ),
        ("自治体のセルフチェック", f"{REFLECTION}（第1回）"),
    ),
    PresetDay(
        4,
        (
            (60, "セルフチェックの共有"),
            (60, "講義：地域づくりの進め方"),
            (40, "実践報告"),
            (60, "演習：地域の力を見立てる"),
        ),
        ("地域の協同力の見立て", f"{REFLECTION}（第2回）"),
    ),
    PresetDay(
        10,
        (
            (60, "講義：参加支援とネットワーク"),
            (60, "実践報告（2地域）"),
            (90, "演習：ネットワーク図を描く"),
        ),
        ("ネットワーク図", f"{REFLECTION}（第3回）"),
    ),
    PresetDay(
        19,
        (
            (60, "実践報告：庁内連携と多機関の協働"),
            (90, "演習：来年度に取り組むこと"),
            (30, "まとめ"),
        ),
        (f"{REFLECTION}（第4回）",),
    ),
)
HOMEWORK_DAYS = 21
FIRST_HOUR = 10


@action("trainings.team_course.planned")
def plan_team_course(
    program: Program, title: str, first_day: date, *, actor: Actor, now: datetime
) -> Course:
    """Make a draft of four days with timetable and homework; a team is taken as a whole (F5)."""
    course = plan_course(program, NewCourse(title), actor=actor, now=now)
    course.channels = [Channel.TEAM, Channel.PHONE, Channel.FAX]
    # A freed seat belongs to a whole team at once, never to one member who answers first.
    course.waiting_mode = WaitingMode.ACCEPT_AT_ONCE
    course.save(update_fields=["channels", "waiting_mode"])
    for number, day in enumerate(DAYS, start=1):
        on = first_day + timedelta(weeks=day.week)
        starts = datetime(on.year, on.month, on.day, FIRST_HOUR, tzinfo=JST)
        # An hour of lunch stands between the parts.
        minutes = sum(part for part, _ in day.parts) + 60
        session = CourseSession.objects.create(
            course=course,
            n=number,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
            reception_at=starts - timedelta(minutes=30),
        )
        CurriculumItem.objects.bulk_create(
            CurriculumItem(session=session, order=order, minutes=part, title=text)
            for order, (part, text) in enumerate(day.parts, start=1)
        )
        for text in day.homework:
            due_on = on + timedelta(days=HOMEWORK_DAYS)
            TeamTask.objects.create(course=course, session=session, title=text, due_on=due_on)
    refresh_times(course)
    return course
