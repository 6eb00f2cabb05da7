"""What a person reads when a request cannot be answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.organizations.access import public


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
    """Answer after a fault of ours; if even that page fails, a plain sentence remains."""
    try:
        return render(request, "500.html", status=500)
    except Exception:  # the fault may be in what every page needs
        return HttpResponse(
            "ただいま表示できません。しばらくしてから、もう一度お試しください。",
            status=500,
            content_type="text/plain; charset=utf-8",
        )
