"""Periodic and background work of the trainings app."""

from datetime import datetime

from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from trainings.actions.offers import settle_due_courses


@every("trainings.settle_offers", minutes=1)
def settle_offers(now: datetime) -> None:
    """Record lapsed offers and offer their seats to the next (rule B4)."""
    settle_due_courses(actor=Actor.system("run_due"), now=now)
