"""What a person reads when a request cannot be answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came back without its key: say how to go on, status 403."""
    return render(request, "403_csrf.html", status=403)


csrf_failure.public = True  # type: ignore[attr-defined]
