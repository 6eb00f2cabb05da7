"""What a person reads when a request cannot be answered."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from foundation.organizations.access import public
from foundation.outages import is_outage

RETRY_AFTER = 300  # seconds; the page says five minutes


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came back without its key: say how to go on, status 403."""
    return render(request, "403_csrf.html", status=403)


@public
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer what cannot be understood, with the organization's telephone on the page."""
    return render(request, "400.html", status=400)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after an outage with 503, after a fault of ours with 500.

    If even that page fails, a plain sentence remains.
    """
    status = 503 if is_outage(sys.exc_info()[1]) else 500  # Django calls this while handling it
    try:
        return _unavailable(request) if status == 503 else render(request, "500.html", status=500)
    except Exception:  # the fault may be in what every page needs
        return HttpResponse(
            "ただいま表示できません。しばらくしてから、もう一度お試しください。",
            status=status,
            content_type="text/plain; charset=utf-8",
        )


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Say that nothing is lost and how to send again what was typed; asks no database.

    Rendered without the request: what other pages know of it (who is signed in, what is to be
    told) would be asked for. The organization is named where it was found before the outage.
    """
    page = render_to_string(
        "503.html",
        {
            "organization": getattr(request, "organization", None),
            "is_office": request.path.startswith(("/staff/", "/accounts/")),
            "was_sent": request.method == "POST",
        },
    )
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
