"""What a clerk decides about an application: accept, decline, promote, move (rules B2, B5, B8)."""

from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.opening_days import next_opening_day
from foundation.refusals import Refused
from trainings import notices
from trainings.actions.applications import submit_application
from trainings.actions.seats import (
    count_seats,
    lock_course,
    make_offer,
    move_application,
    release_seats,
)
from trainings.enums import ApplicationState, Channel
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course, Submission
from trainings.rules.applications import why_cannot_cancel
from trainings.rules.seats import offer_deadline, why_cannot_promote
from trainings.specs import carried_answers

S = ApplicationState


@action("trainings.application.decided")
def decide_application(
    application: Application, to: ApplicationState, *, reason: str = "", actor: Actor, now: datetime
) -> Application:
    """Decide a received application: accepted, waiting or declined (with reason).

    Above the capacity an acceptance needs a reason too, which is kept with the seat.
    """
    course = lock_course(application.course_id)
    application = _fresh(application)
    if application.state != S.RECEIVED:
        raise Refused("not_received", "この申込は、すでに決定しています。")
    if to == S.ACCEPTED and not count_seats(course, application.seat).has_free(1):
        if not reason.strip():
            raise Refused(
                "over_capacity_reason_missing", "定員を超えています。理由を入力してください。"
            )
        application.over_capacity_reason = reason.strip()
        application.save(update_fields=["over_capacity_reason"])
    move_application(application, to, reason=reason, actor=actor, now=now)
    tell = {
        S.ACCEPTED: notices.tell_accepted,
        S.WAITING: notices.tell_waiting,
        S.DECLINED: notices.tell_declined,
    }
    tell[to](application, actor=actor, now=now)
    return application


@action("trainings.application.promoted")
def promote_by_hand(
    application: Application, *, reason: str, actor: Actor, now: datetime
) -> Application:
    """Give a waiting person a seat out of turn, with a reason, until session 1 starts (B2, B5)."""
    course = lock_course(application.course_id)
    application = _fresh(application)
    if refusal := why_cannot_promote(course, now):
        raise Refused(refusal)
    if not count_seats(course, application.seat).has_free(1):
        application.over_capacity_reason = reason.strip()
        application.save(update_fields=["over_capacity_reason"])
    move_application(application, S.ACCEPTED, reason=reason, actor=actor, now=now)
    notices.tell_accepted(application, actor=actor, now=now)
    return application


@action("trainings.offer.made")
def offer_by_hand(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Offer a free seat to a waiting person the clerk chose, also past a larger group (B8)."""
    course = lock_course(application.course_id)
    application = _fresh(application)
    if refusal := why_cannot_promote(course, now):
        raise Refused(refusal)
    if not count_seats(course, application.seat).has_free(1):
        raise Refused("no_seat", "空席がありません。定員を変えるか、取消を待ってください。")
    limit = max(course.promotion_until or now, now)
    deadline = offer_deadline(now, limit, next_opening_day)
    if deadline <= now:
        raise Refused(
            "promotion_over",
            "繰上げ期限を過ぎたため、返事を待つ案内はできません。"
            "電話で確認のうえ「手で繰上げ」を使ってください。",
        )
    make_offer(application, deadline, actor=actor, now=now)
    return application


@action("trainings.application.moved")
def move_to_course(
    application: Application, target: Course, *, reason: str, actor: Actor, now: datetime
) -> Submission:
    """Cancel on one course and apply on another for the same person, telling them once.

    The seat on the other course follows its own rules: it may turn out to be a waiting place.
    Both courses are locked in the order of their ids, so two moves never wait for each other.
    """
    for course_id in sorted({application.course_id, target.pk}):
        locked = lock_course(course_id)
        if course_id == application.course_id:
            course = locked
    application = _fresh(application)
    if refusal := why_cannot_cancel(application, course, by_staff=True, reason=reason, now=now):
        raise Refused(refusal)
    move_application(application, S.CANCELLED, reason=reason, actor=actor, now=now)
    moved = submit_application(
        target,
        [_as_applicant(application, target)],
        ApplyingAct(
            channel=Channel.TRANSFER,
            contact_name=application.submission.contact_name,
            contact_email=application.submission.contact_email,
            contact_phone=application.submission.contact_phone,
            contact_postcode=application.submission.contact_postcode,
            contact_address=application.submission.contact_address,
            source=application.submission.source,
            seat=application.seat,
            note=f"{course.title}からの変更",
        ),
        actor=actor,
        now=now,
    )
    release_seats(course, actor=actor, now=now)
    return moved


def _as_applicant(application: Application, target: Course) -> Applicant:
    attribute = getattr(application, "attribute", None)
    here, there = application.course.spec, target.spec
    return Applicant(
        name=application.name,
        kana=application.kana,
        birth_date=application.birth_date,
        place=application.place,
        place_kind=application.place_kind,
        affiliation=application.affiliation,
        phone=application.phone,
        email=application.email,
        answers=carried_answers(
            application.answers,
            here.spec.asked_fields if here else (),
            there.spec.asked_fields if there else (),
        ),
        category=attribute.attribute if attribute else "",
        age_band=attribute.age_band if attribute else "",
    )


def _fresh(application: Application) -> Application:
    fresh: Application = Application.objects.select_related("submission").get(pk=application.pk)
    return fresh
