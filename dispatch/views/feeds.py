"""A subscribed calendar: no session, a secret in the address, times and neutral titles alone."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch import notices
from dispatch.models import CalendarFeed, Visit
from dispatch.queries.feeds import open_feed, visits_of
from foundation import clock
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.access import public
from foundation.organizations.actor import Actor


@public
@never_cache
@require_GET
def calendar_feed(request: Any, slug: str, token: str) -> HttpResponse:
    """Return the visits of the address's owner; 404 for a secret that opens nothing (any more)."""
    now = clock.now()
    feed = open_feed(token)
    visits = None
    if feed is not None:
        visits = visits_of(feed.user.pk, feed.organization_id, now)
    if feed is None or visits is None:
        raise Http404
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    if visits:
        record_access(
            AccessAction.EXPORT, Visit, [visit.pk for visit in visits],
            actor=Actor.staff(feed.user), purpose="カレンダーの購読", now=now,
        )  # fmt: skip
    response = HttpResponse(
        notices.calendar_of(visits, now=now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response
