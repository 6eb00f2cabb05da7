"""What supporters do when somebody completed a training, or their data may not be used."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from foundation.organizations.actor import Actor
from foundation.people.models import Person
from foundation.people.signals import use_changed
from supporters import notices
from supporters.actions.applications import attach_completion, is_course_first
from supporters.actions.follow_ups import credit_completion, take_back_completion
from supporters.models import FollowUpCourse, Registration, Supporter, SupporterSettings
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
