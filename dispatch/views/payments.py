"""What a supporter was paid, on their own page: days and yen, no case (H 47)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dispatch.queries.statements import own_payments
from dispatch.views.guard import closed_page, opened_supporter, supporter_of, supporter_page
from foundation import clock
from foundation.refusals import Refused


@supporter_page
@require_GET
def payments_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the payments of the last twelve months; taken-back ones are left out."""
    try:
        supporter = opened_supporter(request, supporter_of(pk))
    except Refused as refused:
        return closed_page(request, refused)
    context = {"supporter": supporter, "payments": own_payments(supporter, clock.today())}
    return render(request, "dispatch/payments.html", context)
