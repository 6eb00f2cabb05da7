"""Teams on the prefecture's course of several days: members, homework, how far each town is."""

from datetime import timedelta
from typing import Any

from demo.cast import somebody
from demo.courses import Desk
from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.organizations.models import Municipality
from trainings.actions.courses import change_course
from trainings.actions.teams import (
    HandedIn,
    NewMember,
    NewTeam,
    decide_team,
    record_homework,
    submit_team,
)
from trainings.enums import ApplicationState, Channel
from trainings.enums_team import MemberCategory, SystemStage, TaskState
from trainings.facts import ApplyingAct
from trainings.models import Application, Completion, Course
from trainings.models.team import (
    MunicipalityStage,
    PracticePresenter,
    Team,
    TeamMember,
    TeamTask,
    TeamVisit,
)

MEMBERS = (
    MemberCategory.GOVERNMENT,
    MemberCategory.GOVERNMENT,
    MemberCategory.WELFARE_COUNCIL,
    MemberCategory.CONSULTATION,
)
LAST_YEAR, GUEST = ("あおば市", "つばき市", "わかば町"), "もみじ町"
HOMEWORK = ("地域の強みを聞き取る", "関係機関の地図をつくる", "来年度の計画の案")


def make_teams(desk: Desk) -> None:
    """Let the two towns send a team each; one has handed its homework in."""
    doer: dict[str, Any] = {"actor": desk.team.actor(), "now": desk.days.now}
    course = Course.objects.filter(
        program=desk.program, state="published", starts_at__gt=desk.days.now
    ).first()
    if course is None:
        raise ValueError("the prefecture of the demo has an open course")
    channels = [*course.channels, Channel.TEAM.value]
    course = change_course(course, {"channels": channels}, **doer)
    task = TeamTask.objects.create(
        course=course, title="わたしたちの地域の強みと困りごと",
        instructions="A4で1枚にまとめてください。", due_on=desk.days.day(30),
    )  # fmt: skip
    last = _course_of_last_year(desk)
    _set_tasks(desk, last)
    _team_up(last)
    stages = (SystemStage.RUNNING, SystemStage.PREPARING)
    towns = Municipality.objects.filter(name__in=("あおば市", "わかば町")).order_by("code")
    for number, (town, stage) in enumerate(zip(towns, stages, strict=True)):
        team = _team(desk, course, town, 340 + 10 * number)
        MunicipalityStage.objects.create(
            municipality=town, fiscal_year=fiscal_year(desk.days.today), stage=stage
        )
        if number == 0:
            decide_team(team, ApplicationState.ACCEPTED, **doer)
            record_homework(
                team, task, HandedIn(TaskState.ACCEPTED, comment="よくまとまっています。"), **doer
            )
            TeamVisit.objects.create(
                team=team, visited_on=desk.days.opening(-1), visitors="県 福祉課 担当",
                place=f"{town.name}役場", next_step="地域の会合に、いっしょに出る",
                content="相談の窓口が分かれていることを、図にして話し合った。",
            )  # fmt: skip
    completion = Completion.objects.filter(program=desk.program, result="completed").first()
    if completion is not None:
        PracticePresenter.objects.create(
            session=course.sessions.get(n=1), completion=completion, topic="研修のあとに始めたこと"
        )


def _course_of_last_year(desk: Desk) -> Course:
    course = Course.objects.filter(program=desk.program, ends_at__lt=desk.days.now).first()
    if course is None:
        raise ValueError("the prefecture of the demo has held a course")
    return course


def _team_up(course: Course) -> None:
    """Let its people have come in three teams, one of which two towns made together."""
    people = list(Application.objects.filter(course=course, state="accepted").order_by("id"))
    towns = list(Municipality.objects.filter(name__in=LAST_YEAR).order_by("code"))
    guest = Municipality.objects.get(name=GUEST)
    for number, town in enumerate(towns):
        crew = people[number * len(MEMBERS) : (number + 1) * len(MEMBERS)]
        team = Team.objects.create(
            course=course, submission=crew[0].submission, municipality=town,
            name=f"{town.name}チーム",
        )  # fmt: skip
        for place, (one, category) in enumerate(zip(crew, MEMBERS, strict=True)):
            TeamMember.objects.create(
                team=team, application=one, category=category, is_leader=place == 0,
                municipality=guest if number == 0 and place == 1 else None,
            )  # fmt: skip


def _set_tasks(desk: Desk, course: Course) -> None:
    """Give each day of the course that is over, but the last, the homework it ended with."""
    sessions = list(course.sessions.order_by("n"))
    for session, following, title in zip(sessions, sessions[1:], HOMEWORK, strict=False):
        TeamTask.objects.create(
            course=course, session=session, title=title,
            due_on=on_day(following.starts_at) - timedelta(days=2),
        )  # fmt: skip


def _team(desk: Desk, course: Course, town: Municipality, first: int) -> Team:
    received = desk.days.now - timedelta(hours=30)
    people = [somebody(first + place, town.name) for place in range(len(MEMBERS))]
    members = [
        NewMember(
            name=who.name, kana=who.kana, category=category, is_leader=place == 0,
            affiliation=f"{town.name} 福祉課", phone=who.phone, email=who.email,
        )
        for place, (who, category) in enumerate(zip(people, MEMBERS, strict=True))
    ]  # fmt: skip
    act = ApplyingAct(
        channel=Channel.TEAM.value, received_at=received, contact_name=people[0].name,
        contact_phone=people[0].phone, contact_email=people[0].email,
        token=f"demo-team-{town.code}",
    )  # fmt: skip
    submission = submit_team(
        course, NewTeam(town, f"{town.name}チーム", members), act,
        actor=desk.team.actor(), now=received,
    )  # fmt: skip
    made: Team = Team.objects.get(submission=submission)
    return made
