"""A team applies, is decided as a whole, changes a member, hands in homework (rule F5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Municipality
from foundation.people.facts import search_columns
from foundation.references import random_reference
from foundation.refusals import Refused
from trainings import notices
from trainings.actions.applications import submit_application
from trainings.actions.decisions import decide_application
from trainings.actions.seats import begin, lock_course, move_application
from trainings.enums import ApplicationState, PlaceKind
from trainings.enums_team import TaskState
from trainings.facts import Applicant, ApplyingAct
from trainings.models import (
    Application,
    Course,
    Submission,
    Team,
    TeamMember,
    TeamSubmission,
    TeamTask,
)
from trainings.queries.course_look import CourseLook, lock_and_look
from trainings.rules.team import Seat, why_cannot_replace, why_no_teams, why_not_a_team

S = ApplicationState


@dataclass(frozen=True)
class NewMember:
    """One member as typed."""

    name: str
    category: str
    is_leader: bool = False
    kana: str = ""
    affiliation: str = ""
    phone: str = ""
    email: str = ""
    municipality: Municipality | None = None  # where it is another one than the team's

    def as_applicant(self) -> Applicant:
        """Return the member as a person who applies; the affiliation stands for the place."""
        return Applicant(
            name=self.name,
            kana=self.kana,
            place=self.affiliation,
            place_kind=PlaceKind.AFFILIATION if self.affiliation else "",
            affiliation=self.affiliation,
            phone=self.phone,
            email=self.email,
        )


@dataclass(frozen=True)
class NewTeam:
    """A team as typed: where it is from and who belongs to it."""

    municipality: Municipality
    name: str
    members: Sequence[NewMember]
    area: str = ""


@action("trainings.team.submitted")
def submit_team(
    course: Course, team: NewTeam, act: ApplyingAct, *, actor: Actor, now: datetime
) -> Submission:
    """Take the application of one team; seats are given to all of it or to nobody (rule F5).

    A repeated act returns what was stored the first time. When all members have applied before,
    no team is made and the earlier applications stand (rule B9).
    """
    seats = [Seat(member.category, member.is_leader) for member in team.members]
    if refusal := why_no_teams(course) or why_not_a_team(seats):
        raise Refused(refusal)
    submission = submit_application(
        course, [member.as_applicant() for member in team.members], act, actor=actor, now=now
    )
    applications = list(Application.objects.filter(submission=submission).order_by("id"))
    if not applications or Team.objects.filter(submission=submission).exists():
        return submission
    stored: Team = Team.objects.create(
        course=course,
        submission=submission,
        municipality=team.municipality,
        name=_free_name(course, team),
        area=team.area,
    )
    waiting = list(applications)
    for member in team.members:
        # A member who had applied alone keeps that application; the others follow in order.
        if waiting and waiting[0].name == member.name:
            TeamMember.objects.create(
                team=stored,
                application=waiting.pop(0),
                category=member.category,
                is_leader=member.is_leader,
                municipality=_another(member.municipality, stored),
            )
    return submission


def _another(town: Municipality | None, team: Team) -> Municipality | None:
    return town if town is not None and town.pk != team.municipality_id else None


@action("trainings.team_member.placed")
def place_member(
    member: TeamMember, town: Municipality | None, *, actor: Actor, now: datetime
) -> TeamMember:
    """Record from which municipality a member comes; None stands for the team's own.

    The yearly table counts every municipality of a team that municipalities make together.
    """
    member = (
        TeamMember.objects.select_for_update(of=("self",)).select_related("team").get(pk=member.pk)
    )
    member.municipality = _another(town, member.team)
    member.save(update_fields=["municipality"])
    return member


def _free_name(course: Course, team: NewTeam) -> str:
    taken = set(
        Team.objects.filter(course=course, municipality=team.municipality).values_list(
            "name", flat=True
        )
    )
    name, number = team.name, 1
    while name in taken:
        number += 1
        name = f"{team.name[:56]}（{number}）"
    return name


@action("trainings.team.decided")
def decide_team(
    team: Team, to: ApplicationState, *, reason: str = "", actor: Actor, now: datetime
) -> int:
    """Decide all received members of a team in the same way; returns how many."""
    lock_course(team.course_id)
    members = current_members(team)
    received = [member for member in members if member.application.state == S.RECEIVED]
    if not received:
        raise Refused("not_received", "決定を待っている構成員がいません。")
    for member in received:
        decide_application(member.application, to, reason=reason, actor=actor, now=now)
    return len(received)


def current_members(team: Team) -> list[TeamMember]:
    """Return who belongs to the team now, leader first. One query."""
    rows = TeamMember.objects.filter(team=team, left_on__isnull=True)
    return list(rows.select_related("application__submission", "application__course"))


@action("trainings.team_member.replaced")
def replace_member(
    member: TeamMember, new: NewMember, *, reason: str, actor: Actor, now: datetime
) -> TeamMember:
    """Close one application and open another in the same seat, told to both (rule F5).

    Nobody who waits gets the seat in between; a waiting place keeps its place in the queue.
    """
    look = lock_and_look(member.team.course_id)
    member = TeamMember.objects.select_related("application__submission", "team").get(pk=member.pk)
    old = member.application
    if member.left_on is not None or old.state not in (S.ACCEPTED, S.WAITING, S.RECEIVED):
        raise Refused("not_replaceable", "参加中または待機中の構成員だけ交代できます。")
    if not reason.strip():
        raise Refused("reason_missing", "交代の理由を入力してください。記録に残ります。")
    seats = [Seat(one.category, one.is_leader) for one in current_members(member.team)]
    leaving = Seat(member.category, member.is_leader)
    if refusal := why_cannot_replace(seats, leaving, new.category):
        raise Refused(refusal)
    state, queued_at = old.state, old.queued_at
    move_application(old, S.CANCELLED, reason=reason, actor=actor, now=now)
    notices.tell_cancelled(old, actor=actor, now=now)
    member.left_on = on_day(now)
    member.save(update_fields=["left_on"])
    fresh = _open_in_seat(look, old, new, actor=actor, now=now, state=state, queued_at=queued_at)
    if state == S.ACCEPTED:
        notices.tell_accepted(fresh, actor=actor, now=now)
    successor: TeamMember = TeamMember.objects.create(
        team=member.team,
        application=fresh,
        category=new.category,
        is_leader=member.is_leader,
        municipality=member.municipality,
        replaces=member,
    )
    return successor


def _open_in_seat(
    look: CourseLook, old: Application, new: NewMember, *, actor: Actor, now: datetime, **seat: Any
) -> Application:
    application = Application(
        submission=old.submission,
        course=look.course,
        name=new.name,
        kana=new.kana,
        place=new.affiliation,
        place_kind=PlaceKind.AFFILIATION if new.affiliation else "",
        affiliation=new.affiliation,
        phone=new.phone,
        email=new.email,
        reference=_free_reference(),
        received_seq=look.last_received_seq + 1,
        **seat,
        **search_columns(new.name, new.kana),
    )
    return begin(application, actor=actor, now=now)


def _free_reference() -> str:
    while True:
        text = random_reference()
        if not Application.objects.filter(reference=text).exists():
            return text


@dataclass(frozen=True)
class HandedIn:
    """What a team hands in, or what became of it."""

    state: str = TaskState.SUBMITTED
    submitted_on: date | None = None
    comment: str = ""
    file: Any = None


@action("trainings.team_submission.recorded")
def record_homework(
    team: Team, task: TeamTask, handed: HandedIn, *, actor: Actor, now: datetime
) -> TeamSubmission:
    """Record or change what a team handed in; a return needs a comment."""
    if task.course_id != team.course_id:
        raise Refused("other_course", "別の研修の課題です。課題を選び直してください。")
    if handed.state == TaskState.RETURNED and not handed.comment.strip():
        raise Refused("comment_missing", "差し戻すときは、直してほしい点を入力してください。")
    row, _ = TeamSubmission.objects.update_or_create(
        team=team,
        task=task,
        defaults={
            "state": handed.state,
            "submitted_on": handed.submitted_on or on_day(now),
            "comment": handed.comment,
            **({"file": handed.file, "file_name": handed.file.name[:120]} if handed.file else {}),
        },
    )
    return row
