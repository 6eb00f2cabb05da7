"""What supporters do when a training tells that somebody completed."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from foundation.organizations.actor import Actor
from supporters import notices
from supporters.actions.applications import attach_completion, is_course_first
from supporters.models import Registration, SupporterSettings
from trainings.models import Completion
from trainings.signals import completion_confirmed


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
    if is_course_first(settings) and not registered.exists():
        notices.invite_to_register(completion, actor=actor, now=now)
