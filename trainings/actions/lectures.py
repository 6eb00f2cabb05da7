"""Take a request for a visiting lecture, decide it, and make the internal course (出前講座)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.references import random_reference, random_token
from foundation.refusals import Refused
from trainings import notices_lecture as notices
from trainings.actions.headcounts import ask_for_headcount
from trainings.actions.honoraria import save_engagement
from trainings.actions.sessions import set_default_timetable
from trainings.actions.settings import freeze_spec
from trainings.enums import LECTURE_STATES, Channel, CourseState, LectureState, Visibility
from trainings.models import (
    Course,
    CourseSession,
    Engagement,
    HeadcountReport,
    Instructor,
    LectureRequest,
    TrainingSettings,
)
from trainings.models.headcount import Audience, TextVersion
from trainings.rules.lecture import why_cannot_hold

DECIDE = "trainings.lecture_decision"
DECIDE_WITHIN = timedelta(days=7)
OFFICE_CHANNELS = [Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST]


@dataclass(frozen=True)
class LectureWish:
    """What a body asks for; nothing here names a listener."""

    audience: str
    body_name: str
    contact_name: str
    contact_phone: str
    listeners: str
    people: int
    minutes: int
    first_day: date
    hours: str
    venue: str
    venue_address: str
    contact_role: str = ""
    contact_email: str = ""
    second_day: date | None = None
    equipment: list[str] = field(default_factory=list)
    purpose: str = ""


@action("trainings.lecture_request.received")
def receive_lecture_request(
    program: Program,
    wish: LectureWish,
    *,
    channel: str = Channel.WEB,
    token: str = "",
    actor: Actor,
    now: datetime,
) -> LectureRequest:
    """Store a request, confirm it to the contact and give staff a task.

    The same token again returns what was stored the first time. Refused ``closed`` on the web
    while the programme takes none.
    """
    settings = TrainingSettings.objects.filter(program=program).first()
    if settings is None or (channel == Channel.WEB and not settings.takes_lectures):
        raise Refused("closed", "この事業では、いま出前講座の申込を受け付けていません。")
    values: dict[str, Any] = {
        **vars(wish),
        "channel": channel,
        "received_at": now,
        "reference": _new_reference(),
    }
    row, made = LectureRequest.objects.get_or_create(
        program=program, token=token or random_token(), defaults=values
    )
    if not made:
        return row
    notices.tell_received(row, actor=actor, now=now)
    create_task(
        NewTask(DECIDE, f"出前講座の申込：{row.body_name}", due_on=on_day(now + DECIDE_WITHIN)),
        target=row,
        actor=actor,
        now=now,
    )
    return row


def _new_reference() -> str:
    while True:
        text = random_reference()
        if not LectureRequest.objects.filter(reference=text).exists():
            return text


@dataclass(frozen=True)
class LecturePlan:
    """What was decided: when, where, by whom, and whether names are kept."""

    title: str
    starts_at: datetime
    ends_at: datetime
    instructor: Instructor
    venue: str
    venue_address: str = ""
    topic: str = ""
    child_text: bool = False
    keeps_names: bool = False


@action("trainings.lecture_request.accepted")
def accept_lecture_request(
    request: LectureRequest, plan: LecturePlan, *, actor: Actor, now: datetime
) -> Course:
    """Make the internal course with its day, lecturer and, without names, its headcount report.

    The contact is told; the lecturer is asked and gets the link for plan and report by mail.
    Refuses names at a school, a day that has passed and a lecturer who is busy then.
    """
    request = _locked(request)
    LECTURE_STATES.require(request.state, LectureState.ACCEPTED)
    if refusal := why_cannot_hold(
        request.audience,
        keeps_names=plan.keeps_names,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        now=now,
    ):
        raise Refused(refusal)
    course = _make_course(request, plan, actor=actor, now=now)
    session = _make_day(course, plan, actor=actor, now=now)
    save_engagement(
        Engagement(
            session=session,
            instructor=plan.instructor,
            topic=plan.topic,
            minutes=request.minutes,
        ),
        actor=actor,
        now=now,
    )
    if not plan.keeps_names:
        _count_heads(request, session, plan, actor=actor, now=now)
    request.course = course
    _close(request, LectureState.ACCEPTED, "", actor=actor, now=now)
    notices.tell_accepted(request, session, actor=actor, now=now)
    return course


def _make_course(
    request: LectureRequest, plan: LecturePlan, *, actor: Actor, now: datetime
) -> Course:
    made: Course = Course.objects.create(
        program=request.program,
        spec=freeze_spec(request.program, actor=actor, now=now),
        title=plan.title,
        eligibility=request.listeners,
        fiscal_year=fiscal_year(on_day(plan.starts_at)),
        visibility=Visibility.INTERNAL,
        keeps_names=plan.keeps_names,
        channels=OFFICE_CHANNELS if plan.keeps_names else [],
        state=CourseState.PUBLISHED,
        published_at=now,
        opens_at=now,
        applications_close_at=plan.starts_at,
        promotion_until=plan.starts_at,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
    )
    return made


def _make_day(course: Course, plan: LecturePlan, *, actor: Actor, now: datetime) -> CourseSession:
    session: CourseSession = CourseSession.objects.create(
        course=course,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        venue=plan.venue,
        venue_address=plan.venue_address,
    )
    set_default_timetable(session, actor=actor, now=now)
    return session


def _count_heads(
    request: LectureRequest,
    session: CourseSession,
    plan: LecturePlan,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    child = plan.child_text and request.audience == Audience.SCHOOL
    report = HeadcountReport.objects.create(
        session=session,
        reporter_name=plan.instructor.name,
        reporter_email=plan.instructor.email,
        audience=request.audience,
        text_version=TextVersion.CHILD if child else TextVersion.ADULT,
        planned_people=request.people,
        planned_at=now,
    )
    if report.reporter_email:
        ask_for_headcount(report, actor=actor, now=now)


@action("trainings.lecture_request.declined")
def decline_lecture_request(
    request: LectureRequest, *, reason: str, actor: Actor, now: datetime
) -> LectureRequest:
    """Say no with a reason the contact reads."""
    request = _locked(request)
    _close(request, LectureState.DECLINED, reason, actor=actor, now=now)
    notices.tell_declined(request, actor=actor, now=now)
    return request


@action("trainings.lecture_request.withdrawn")
def withdraw_lecture_request(
    request: LectureRequest, *, reason: str, actor: Actor, now: datetime
) -> LectureRequest:
    """Record that the body no longer wants it."""
    request = _locked(request)
    return _close(request, LectureState.WITHDRAWN, reason, actor=actor, now=now)


def _close(
    request: LectureRequest, to: LectureState, reason: str, *, actor: Actor, now: datetime
) -> LectureRequest:
    LECTURE_STATES.require(request.state, to, reason=reason)
    request.state = to
    request.state_reason = reason.strip()
    request.decided_at = now
    request.save(update_fields=["state", "state_reason", "decided_at", "course"])
    close_tasks_about(request, DECIDE, outcome=str(to.label), actor=actor, now=now)
    return request


def _locked(request: LectureRequest) -> LectureRequest:
    rows = LectureRequest.objects.select_for_update(of=("self",)).select_related("program")
    fresh: LectureRequest = rows.get(pk=request.pk)
    return fresh
