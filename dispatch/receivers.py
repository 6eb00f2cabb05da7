"""Receivers of the signals below dispatch: standing of supporters, consents of cases."""

from typing import Any

from django.dispatch import receiver

from dispatch.actions.reactions import react_to_consents, react_to_standing
from dispatch.cases.signals import consents_changed
from supporters.signals import standing_changed


@receiver(standing_changed)
def on_standing_changed(sender: Any, supporter: Any, actor: Any, now: Any, **rest: Any) -> None:
    """Let a changed standing take its effect inside the same transaction."""
    react_to_standing(supporter, actor=actor, now=now)


@receiver(consents_changed)
def on_consents_changed(sender: Any, case: Any, actor: Any, now: Any, **rest: Any) -> None:
    """Let a changed consent take its effect inside the same transaction."""
    react_to_consents(case, actor=actor, now=now)
