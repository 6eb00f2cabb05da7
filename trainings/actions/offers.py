"""Answer an offer, let it lapse, go back into the queue (rules B2, B4, B6)."""

from datetime import datetime

from foundation.notices.actions.tasks import log_call, open_tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings import notices, notices_offer
from trainings.actions.seats import (
    lock_course,
    move_application,
    release_seats,
    require_open_offer,
    settle,
)
from trainings.enums import ApplicationState
from trainings.models import Application, Offer
from trainings.queries.repetition import open_application_of
from trainings.rules.applications import why_cannot_rejoin
from trainings.rules.seats import why_cannot_answer_offer

S = ApplicationState


@action("trainings.offer.accepted")
def accept_offer(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Take the offered seat; refused after the deadline, which itself still counts (T3)."""
    lock_course(application.course_id)
    application = _fresh(application)
    offer = require_open_offer(application)
    if refusal := why_cannot_answer_offer(offer.deadline, now):
        raise Refused(refusal)
    _note_call(application, "承諾", actor=actor, now=now)
    move_application(application, S.ACCEPTED, actor=actor, now=now)
    notices.tell_accepted(application, actor=actor, now=now)
    return application


@action("trainings.offer.declined")
def decline_offer(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Give the offered seat back; the next person in the queue is offered it at once (T2)."""
    course = lock_course(application.course_id)
    application = _fresh(application)
    require_open_offer(application)
    _note_call(application, "辞退", actor=actor, now=now)
    move_application(application, S.DECLINED_OFFER, actor=actor, now=now)
    notices_offer.tell_offer_declined(application, actor=actor, now=now)
    release_seats(course, actor=actor, now=now)
    return application


@action("trainings.application.queued_again")
def rejoin_queue(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Go back to the end of the waiting list after a lapse or a declined offer (rule B2)."""
    course = lock_course(application.course_id)
    application = _fresh(application)
    if refusal := why_cannot_rejoin(application, course, by_staff=actor.is_staff, now=now):
        raise Refused(refusal)
    if open_application_of(course, application) is not None:
        raise Refused(
            "applied_again", "同じ方の新しい申込があるため、この申込では列に並び直せません。"
        )
    move_application(application, S.WAITING, actor=actor, now=now)
    notices.tell_waiting(application, actor=actor, now=now)
    release_seats(course, actor=actor, now=now)
    return application


@action("trainings.offer.lapsed")
def settle_course(course_id: int, *, actor: Actor, now: datetime) -> None:
    """Record what became due on one course: lapsed offers, then new ones."""
    settle(course_id, actor=actor, now=now)


def settle_due_courses(*, actor: Actor, now: datetime) -> int:
    """Settle every course with an offer past its deadline, each in its own transaction (B4)."""
    overdue = Offer.objects.filter(outcome="", deadline__lt=now)
    courses = sorted(set(overdue.values_list("application__course_id", flat=True)))
    for course_id in courses:
        settle_course(course_id, actor=actor, now=now)
    return len(courses)


def _note_call(application: Application, result: str, *, actor: Actor, now: datetime) -> None:
    """Record the call by which a clerk learned the answer, where one was asked for (rule B6)."""
    if actor.is_staff:
        for task in open_tasks_about(application, notices_offer.OFFER_CALL):
            log_call(task, result=result, actor=actor, now=now)


def _fresh(application: Application) -> Application:
    fresh: Application = Application.objects.select_related("submission").get(pk=application.pk)
    return fresh
