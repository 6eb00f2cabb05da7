"""The page behind a card's QR code."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from supporters.queries.validity import validity_of


@public
@never_cache
@require_safe
def show(request: Any, slug: str, code: str) -> HttpResponse:
    """Say whether the card is valid today; an unknown code is answered alike for all guesses."""
    validity = validity_of(code, clock.today())
    status = 200 if validity else 404
    return render(request, "supporters/validity.html", {"validity": validity}, status=status)
