"""What supporters do when a training is completed, or the record of a person changes."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.people.models import Person
from foundation.people.signals import person_corrected, use_changed
from supporters import notices
from supporters.actions.applications import attach_completion, is_course_first
from supporters.actions.follow_ups import credit_completion, take_back_completion
from supporters.actions.renewal_requests import close_answers
from supporters.actions.telling import UpdateFacts, tell_recipients
from supporters.enums import RosterOwner, UpdateKind
from supporters.models import FollowUpCourse, Registration, Supporter, SupporterSettings
from supporters.rules.provisions import PROVIDABLE
from supporters.signals import standing_changed
from trainings.models import Completion
from trainings.signals import completion_confirmed, completion_voided


@receiver(completion_confirmed, sender=Completion, dispatch_uid="supporters.credit")
def credit_follow_up(
    sender: Any, completion: Completion, actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """Close the due follow-up of a supporter who completed such a course."""
    credit_completion(completion, actor=actor, now=now)


@receiver(completion_voided, sender=Completion, dispatch_uid="supporters.take_back")
def reopen_follow_up(
    sender: Any, completion: Completion, actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """Reopen what a completion had closed that was taken back."""
    take_back_completion(completion, actor=actor, now=now)


@receiver(completion_confirmed, sender=Completion, dispatch_uid="supporters.invite")
def invite_completer(
    sender: Any, completion: Completion, actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """Link a waiting application with the completion, or tell the person how to register."""
    settings = SupporterSettings.objects.filter(program=completion.program_id).first()
    if settings is None or not settings.is_enabled or completion.result != "completed":
        return
    if settings.roster_owner == RosterOwner.PREFECTURE:
        return
    if attach_completion(completion, actor=actor, now=now):
        return
    registered = Registration.objects.live().filter(
        program=completion.program_id, person=completion.person_id
    )
    application = completion.application
    is_follow_up = (
        application is not None
        and FollowUpCourse.objects.filter(
            course=application.course_id, program=completion.program_id
        ).exists()
    )
    if is_course_first(settings) and not is_follow_up and not registered.exists():
        notices.invite_to_register(completion, actor=actor, now=now)


@receiver(use_changed, sender=Person, dispatch_uid="supporters.use_changed")
def pass_on_stop_of_use(
    sender: Any, person: Person, actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """A stop of use ends and reopens what a supporter may do, like a decision on the standing."""
    for supporter in Supporter.objects.filter(person=person):
        standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)


@receiver(standing_changed, sender=Supporter, dispatch_uid="supporters.close_answers")
def close_answers_about_renewal(
    sender: Any, supporter: Supporter, actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """Nobody decides about the next term of a registration that ended."""
    if supporter.registration is not None and not supporter.registration.is_live:
        close_answers(supporter.registration, actor=actor, now=now)


@receiver(person_corrected, sender=Person, dispatch_uid="supporters.tell_correction")
def tell_correction(
    sender: Any, person: Person, changed: dict[str, Any], actor: Actor, now: datetime, **kwargs: Any
) -> None:
    """Tell whoever received the person's entry of corrected facts (rule A4)."""
    changes = {
        name: {"old": _as_json(old), "new": _as_json(new)}
        for name, (old, new) in changed.items()
        if name in PROVIDABLE
    }
    if not changes:
        return
    facts = UpdateFacts(UpdateKind.FACTS, on_day(now), changes)
    for supporter in Supporter.objects.filter(person=person, registration__isnull=False):
        tell_recipients(supporter, facts, actor=actor, now=now)


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
