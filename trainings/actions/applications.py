"""Apply, cancel, decide: what a resident or clerk does with an application (rules B1–B10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from post_office.models import Email

from foundation.notices.models import MailedLink, Notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.storing import store, together
from foundation.people.facts import search_columns
from foundation.people.models import Person
from foundation.references import random_reference, random_token
from foundation.refusals import Refusal, Refused
from trainings import notices, notices_group
from trainings.actions.repetition import follow_repetition, shown_states
from trainings.actions.seats import (
    begin,
    lock_course,
    move_application,
    release_seats,
    seat_decision,
    settle,
)
from trainings.enums import (
    OPEN_STATES,
    ApplicationState,
    Channel,
    PlaceKind,
    SeatKind,
)
from trainings.facts import Applicant, ApplyingAct
from trainings.models import ApplicantAttribute, Application, Course, Submission
from trainings.queries.course_look import CourseLook
from trainings.queries.repetition import look_for_repetition, repeat_takers
from trainings.rules.applications import why_cannot_apply, why_cannot_cancel
from trainings.rules.seats import end_of_queue

S = ApplicationState


class Reception(NamedTuple):
    """What makes an act of applying the one it is."""

    token: str
    reference: str
    received_at: datetime


class Admitted(NamedTuple):
    """Who is stored, in which state, whether a clerk has to look, under which reference, where."""

    applicant: Applicant
    planned: tuple[ApplicationState, bool]
    reference: str
    seat: str


@action("trainings.application.submitted")
def submit_application(
    course: Course,
    applicants: Sequence[Applicant],
    act: ApplyingAct,
    *,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Take one act of applying for one or several people; returns its Submission.

    Locks the course: two people never get the last seat. The same token again returns what was
    stored the first time. Refuses when the course does not take applications or is 満員; then
    nothing is stored. A person who already applied gets no second application (rule B9).
    """
    received_at = act.received_at or now
    if refusal := why_cannot_apply(course, channel=act.channel, received_at=received_at, now=now):
        raise Refused(refusal)
    look = settle(course.pk, actor=actor, now=now)
    course, token = look.with_days, act.token or random_token()
    references = [random_reference() for _ in range(1 + len(applicants))]
    known = look_for_repetition(course, token, applicants, references, by_staff=actor.is_staff)
    if known.submission_id is not None:
        return Submission.objects.get(pk=known.submission_id)
    if refusal := why_cannot_apply(course, channel=act.channel, received_at=received_at, now=now):
        raise Refused(refusal)
    _refuse_one_person_twice(applicants)
    fresh = [one for one, before in zip(applicants, known.earlier, strict=True) if before is None]
    planned = _plan(look, fresh or list(applicants), act)
    if known.reference_taken or len(set(references)) < len(references):
        references = _new_references(len(references))
    reception = Reception(token, references[0], received_at)
    submission = _submission(course, applicants[0], act, reception, actor)
    submission.shown_states = shown_states(known.earlier, [state for state, _ in planned])
    if not fresh:
        submission.repeats_id = known.earlier[0]
        submission.save()
        follow_repetition(submission, known, [], actor=actor, now=now)
        return submission
    rows = (Submission, Application, Person, MailedLink, Email, Notice)
    with together(*rows, times=len(fresh)):
        store(submission)
        each = zip(fresh, planned, references[1:], strict=False)
        admitted = [Admitted(*one, act.seat) for one in each]
        stored = _store_applications(look, submission, act, admitted, actor=actor, now=now)
        last_place = _last_place(look, act)
        notices.tell_received(submission, stored, last_place=last_place, actor=actor, now=now)
    follow_repetition(submission, known, stored, actor=actor, now=now)
    return submission


def _plan(
    look: CourseLook, applicants: Sequence[Applicant], act: ApplyingAct
) -> list[tuple[ApplicationState, bool]]:
    """Return state and repeat flag of each person, or refuse all of them (満員)."""
    course, walk_in = look.course, act.channel == Channel.WALK_IN
    seats = look.pools[SeatKind(act.seat) if course.counts_online else SeatKind.ROOM]
    if walk_in and not seats.has_free(len(applicants)):
        _require_over_capacity_reason(applicants)
    flags = [False for _ in applicants] if walk_in else repeat_takers(course, applicants)
    decision = seat_decision(course, seats, flags, may_split=act.may_split, walk_in=walk_in)
    if isinstance(decision, Refusal):
        raise Refused(decision)
    return list(zip(decision, flags, strict=True))


def _last_place(look: CourseLook, act: ApplyingAct) -> int | None:
    """Return the place behind all who wait; None for an act that joins the queue further ahead."""
    if act.received_at is not None:
        return None
    seat = SeatKind(act.seat) if look.course.counts_online else SeatKind.ROOM
    return look.pools[seat].waiting + 1


def _require_over_capacity_reason(applicants: Sequence[Applicant]) -> None:
    if not all(applicant.over_capacity_reason.strip() for applicant in applicants):
        raise Refused(
            "over_capacity_reason_missing",
            "定員を超えています。受け入れる理由を入力してください。記録に残ります。",
        )


def _refuse_one_person_twice(applicants: Sequence[Applicant]) -> None:
    """Nobody takes two seats by standing twice on one form (rule B9)."""
    keys = [
        (search_columns(one.name, "")["name_key"], one.phone, one.email)
        for one in applicants
        if one.phone or one.email
    ]
    if len(set(keys)) < len(keys):
        raise Refused(
            "named_twice",
            "同じお名前の方が2回入力されています。おひとりにつき1回だけ入力してください。"
            "同じお名前の別の方がいらっしゃるときは、お電話ください。",
        )


def _new_references(count: int) -> list[str]:
    """Return references that no application or act of this organization has (rule E3)."""
    while True:
        texts = [random_reference() for _ in range(count)]
        taken = Application.objects.filter(reference__in=texts).exists()
        if not taken and len(set(texts)) == count:
            return texts


def _submission(
    course: Course, first: Applicant, act: ApplyingAct, reception: Reception, actor: Actor
) -> Submission:
    return Submission(
        organization=course.organization,
        course=course,
        channel=act.channel,
        received_at=reception.received_at,
        received_by_id=actor.user_id,
        contact_name=act.contact_name or first.name,
        contact_email=act.contact_email or first.email,
        contact_phone=act.contact_phone or first.phone,
        contact_postcode=act.contact_postcode,
        contact_address=act.contact_address
        or (first.place if first.place_kind == PlaceKind.ADDRESS else ""),
        reference=reception.reference,
        token=reception.token,
        source=act.source,
        heard_from=act.heard_from,
        may_split=act.may_split,
        note=act.note,
    )


def _store_applications(
    look: CourseLook,
    submission: Submission,
    act: ApplyingAct,
    admitted: list[Admitted],
    *,
    actor: Actor,
    now: datetime,
) -> list[Application]:
    stored, course = [], submission.course
    queued_at = act.received_at or end_of_queue(submission.received_at, look.last_queued_at)
    first = look.last_received_seq + 1
    for number, (applicant, (state, flagged), reference, seat) in enumerate(admitted, first):
        application = Application(
            organization=course.organization,
            submission=submission,
            course=course,
            name=applicant.name,
            kana=applicant.kana,
            birth_date=applicant.birth_date,
            place=applicant.place,
            place_kind=applicant.place_kind,
            affiliation=applicant.affiliation,
            phone=applicant.phone,
            email=applicant.email,
            answers=applicant.answers,
            reference=reference,
            received_seq=number,
            state=state,
            queued_at=queued_at if state == S.WAITING else None,
            is_repeat=flagged,
            seat=seat if course.counts_online else SeatKind.ROOM,
            over_capacity_reason=applicant.over_capacity_reason,
            **search_columns(applicant.name, applicant.kana),
        )
        stored.append(begin(application, actor=actor, now=now))
        if applicant.category or applicant.age_band:
            told = {"attribute": applicant.category, "age_band": applicant.age_band}
            store(ApplicantAttribute(application=application, **told))
    return stored


@action("trainings.application.cancelled")
def cancel_application(
    application: Application, *, reason: str = "", actor: Actor, now: datetime
) -> Application:
    """Cancel an open application and give its seat on; refuses a person after session 1 began."""
    course = lock_course(application.course_id)
    application = _locked(application)
    if refusal := why_cannot_cancel(
        application, course, by_staff=actor.is_staff, reason=reason, now=now
    ):
        raise Refused(refusal)
    move_application(application, S.CANCELLED, reason=reason, actor=actor, now=now)
    notices.tell_cancelled(application, actor=actor, now=now)
    release_seats(course, actor=actor, now=now)
    return application


@action("trainings.submission.cancelled")
def cancel_group(submission: Submission, *, reason: str = "", actor: Actor, now: datetime) -> int:
    """Cancel every open application of one act; returns how many (rule B8, the contact's link)."""
    course = lock_course(submission.course_id)
    still_open = Application.objects.filter(submission=submission, state__in=OPEN_STATES)
    applications = list(still_open.select_related("submission").order_by("id"))
    for application in applications:
        if refusal := why_cannot_cancel(
            application, course, by_staff=actor.is_staff, reason=reason, now=now
        ):
            raise Refused(refusal)
        move_application(application, S.CANCELLED, reason=reason, actor=actor, now=now)
    if applications:
        notices_group.tell_group_cancelled(submission, applications, actor=actor, now=now)
    release_seats(course, actor=actor, now=now)
    return len(applications)


def _locked(application: Application) -> Application:
    """Return the row as it is now; the course is locked, so nobody else moves it."""
    fresh: Application = Application.objects.select_related("submission").get(pk=application.pk)
    return fresh
