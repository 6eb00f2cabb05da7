"""The address in a mail: exchanged for a session and a clean address, never acting by itself."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.limits import Bound, Limiter
from foundation.notices import links
from foundation.organizations.access import public
from foundation.references import token_hash
from foundation.refusals import Refused

ONE_IN_A_WHILE = Bound(1, timedelta(minutes=10))
_renewed = Limiter()


@public
@never_cache
@require_http_methods(["GET", "POST"])
def open_link(request: Any, slug: str, token: str) -> HttpResponse:
    """GET opens the link; POST asks for a new one when it has expired."""
    now = clock.now()
    if request.method == "POST":
        # The same page, sent or not; a mailbox is not filled by pressing on.
        if _renewed.take(token_hash(token), ONE_IN_A_WHILE, now):
            links.renew_link(token, now=now)
        response = render(request, "notices/link_sent.html")
    else:
        try:
            response = HttpResponseRedirect(
                links.open_link(token, session=request.session, now=now)
            )
        except Refused as refused:
            response = render(
                request, "notices/link_closed.html", {"sentence": refused.sentence}, status=410
            )
    # Under no-referrer a browser would send the form without its origin, and the guard of forms
    # would refuse it; this policy tells the origin alone, never the address with the token.
    response["Referrer-Policy"] = "strict-origin" if response.status_code == 410 else "no-referrer"
    return response
