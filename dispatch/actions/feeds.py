"""Make and close the secret address of a calendar; a new one closes the one before."""

from datetime import datetime

from dispatch.models import CalendarFeed
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import StaffUser
from foundation.references import random_token, token_hash


@action("dispatch.feed.made")
def make_feed(user: StaffUser, *, actor: Actor, now: datetime) -> str:
    """Return the secret of a new address, which is shown once: its hash alone is stored."""
    _close(user, now)
    token = random_token()
    CalendarFeed.objects.create(user=user, token_hash=token_hash(token), made_at=now)
    return token


@action("dispatch.feed.closed")
def close_feed(user: StaffUser, *, actor: Actor, now: datetime) -> int:
    """Close the address the same second; returns how many were open."""
    return _close(user, now)


def _close(user: StaffUser, now: datetime) -> int:
    StaffUser.objects.select_for_update(of=("self",)).get(pk=user.pk)
    open_ones = CalendarFeed.objects.filter(user=user, revoked_at__isnull=True)
    return int(open_ones.update(revoked_at=now))
