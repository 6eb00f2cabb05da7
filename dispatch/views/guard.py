"""Who may open a supporter's pages: the session that came through their own mailed link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from dispatch.notices import HOME_LINK, INVITATION_LINK
from dispatch.queries.standing import access_refusal
from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from supporters.models import Supporter

WITH_STANDING = ("person", "program", "registration", "received_entry")


class LinkNeeded(Exception):
    """The session did not come through a link that opens this; same for what does not exist."""


def supporter_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a supporter's page: never cached, asks for the link when it is missing."""

    @public
    @never_cache
    @wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except LinkNeeded:
            response = render(request, "dispatch/link_needed.html", status=404)
        return response

    return page


def opened_supporter(
    request: Any, supporter: Supporter | None, invitation_id: int = 0
) -> Supporter:
    """Return the supporter if this session opened one of their links.

    Raises LinkNeeded otherwise, and Refused when the supporter's access has ended since.
    """
    if supporter is None:
        raise LinkNeeded
    here = supporter.organization_id
    through_home = has_opened(request.session, HOME_LINK, supporter.pk, here)
    through_invitation = invitation_id and has_opened(
        request.session, INVITATION_LINK, invitation_id, here
    )
    if not (through_home or through_invitation):
        raise LinkNeeded
    if refusal := access_refusal(supporter):
        raise Refused(refusal)
    return supporter


def supporter_of(pk: int) -> Supporter | None:
    """Return the supporter with what the decision about access looks at. One query."""
    found: Supporter | None = Supporter.objects.filter(pk=pk).select_related(*WITH_STANDING).first()
    return found


def closed_page(request: Any, refused: Refused) -> HttpResponse:
    """Say politely that nothing can be shown; holds no fact of any case."""
    return render(request, "dispatch/closed.html", {"sentence": refused.sentence}, status=403)


def doer(supporter: Supporter) -> dict[str, Any]:
    """Return `actor` and `now` as keywords of an action done by the supporter."""
    return {"actor": Actor.supporter(supporter.pk), "now": clock.now()}
