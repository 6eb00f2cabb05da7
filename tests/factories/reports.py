"""Many rows at once for reports: bulk inserts, deterministic, without any action."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from foundation.clock import JST
from foundation.fiscal import fiscal_year
from foundation.people.facts import search_columns
from foundation.people.models import Person
from foundation.programs.models import Program
from supporters.enums import RegistrationState
from supporters.models import Registration, RegistrationMove
from tests.factories.supporters import registration, term
from tests.factories.trainings import CourseFactory, ProgramSpecFactory
from trainings.enums import ApplicationState, AttendanceKind, Channel, CompletionResult
from trainings.models import Application, Attendance, Completion, Submission, Team, TeamMember

_serial = count(1)


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment in Japan."""
    return datetime.combine(day, time(hour, minute), JST)


def people(number: int) -> list[Person]:
    """Make people with different names."""
    made = []
    for _ in range(number):
        n = next(_serial)
        name, kana = f"研修 受講{n}", f"けんしゅう じゅこう{n}"
        made.append(Person(name=name, kana=kana, **search_columns(name, kana)))
    return Person.objects.bulk_create(made)


def course(program: Program, day: date, *, days: int = 1, **values: Any) -> Any:
    """Make a published course with sessions a week apart, the last one on `day`."""
    first = moment(day - timedelta(days=7 * (days - 1)))
    return CourseFactory(
        program=program,
        spec=ProgramSpecFactory(program=program),
        fiscal_year=fiscal_year(day),
        opens_at=first - timedelta(days=60),
        published_at=first - timedelta(days=61),
        applications_close_at=first - timedelta(days=7),
        promotion_until=first - timedelta(days=2),
        starts_at=first,
        sessions=days,
        **values,
    )


def apply(
    course: Any,
    who: Sequence[Person],
    state: str = ApplicationState.ACCEPTED,
    **values: Any,
) -> list[Application]:
    """Make one submission and application for each person."""
    channel = values.pop("channel", Channel.WEB)
    received = values.pop("received_at", course.opens_at + timedelta(hours=1))
    submissions = []
    for person in who:
        n = next(_serial)
        submissions.append(
            Submission(
                course=course,
                channel=channel,
                received_at=received,
                contact_name=person.name,
                reference=f"R{n:07d}",
                token=f"reports-{n}",
            )
        )
    Submission.objects.bulk_create(submissions)
    rows = []
    for person, submission in zip(who, submissions, strict=True):
        n = next(_serial)
        filled = {
            "person": person if state in ("accepted", "cancelled") else None,
            "state_changed_at": received,
            "queued_at": received if state == ApplicationState.WAITING else None,
            "state_reason": "定員のため" if state == ApplicationState.DECLINED else "",
            **values,
        }
        rows.append(
            Application(
                course=course,
                submission=submission,
                name=person.name,
                kana=person.kana,
                name_key=person.name_key,
                kana_key=person.kana_key,
                reference=f"A{n:07d}",
                received_seq=n,
                state=state,
                **filled,
            )
        )
    return Application.objects.bulk_create(rows)


def attend(applications: Sequence[Application], session: Any) -> list[Attendance]:
    """Let everybody attend a session."""
    return Attendance.objects.bulk_create(
        [
            Attendance(
                session=session,
                application=one,
                kind=AttendanceKind.TRAINEE,
                arrived_at=session.starts_at,
            )
            for one in applications
        ]
    )


def complete(applications: Sequence[Application], course: Any, **values: Any) -> list[Completion]:
    """Let everybody complete the course on the day of its last session."""
    day = course.ends_at.astimezone(JST).date()
    rows = []
    for one in applications:
        n = next(_serial)
        filled = {
            "fiscal_year": course.fiscal_year,
            "series_year": course.fiscal_year,
            "number_value": n,
            "number_text": f"第{n:05d}号",
            "completed_on": day,
            "decided_on": day + timedelta(days=1),
            "result": CompletionResult.COMPLETED,
            "reason": "すべての回に出席しました。",
            **values,
        }
        rows.append(
            Completion(program=course.program, application=one, person=one.person, **filled)
        )
    return Completion.objects.bulk_create(rows)


def held(program: Program, day: date, trained: int, **values: Any) -> Any:
    """Make a course that ended on `day` and that so many people completed."""
    made = course(program, day, **values)
    applications = apply(made, people(trained))
    for session in made.sessions.all():
        attend(applications, session)
    complete(applications, made)
    return made


def team_of(made: Any, town: Any, person: Any) -> None:
    """Let the municipality take part in the course with a team of one."""
    application = apply(made, [person])[0]
    team = Team.objects.create(
        course=made, submission=application.submission, municipality=town, name=f"{town}の会"
    )
    TeamMember.objects.create(team=team, application=application, category="government")


def registered(
    program: Program, on: date, who: Person | None = None, **values: Any
) -> Registration:
    """Make a registration that began as active, with a term of two years."""
    row = registration(program, who, registered_on=on, state_since=on, **values)
    term(row, on)
    move(row, on, RegistrationState.ACTIVE)
    return row


def move(row: Registration, on: date, to: str, from_state: str = "", reason: str = "") -> None:
    """Change the state of a registration on a day."""
    RegistrationMove.objects.create(
        registration=row,
        from_state=from_state,
        to_state=to,
        moved_on=on,
        moved_at=moment(on, 12),
        reason=reason,
    )
    row.state, row.state_since = to, on
    row.save()
