"""The receipt of a form: which browser may see the done page of what it sent.

A signed cookie that the browser shows to that page alone. Nothing is stored for it: five hundred
people who apply in one minute leave no five hundred sessions. Like a session it is gone when the
browser closes, and after twelve hours at the latest.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponseRedirect

_SALT = "sasae.receipt"


def cookie_of(kind: str) -> str:
    """Return the name of the cookie of one kind of form."""
    return f"sasae_receipt_{kind}"


def write_receipt(kind: str, organization_id: int | None, pk: int) -> str:
    """Return the signed text that opens the done page of one row of one organization."""
    return signing.dumps([kind, organization_id, pk], salt=_SALT)


def done_with_receipt(
    address: str, kind: str, organization_id: int | None, pk: int
) -> HttpResponseRedirect:
    """Return the way to the done page at `address`, with the receipt for it and what is below."""
    response = HttpResponseRedirect(address)
    response.set_cookie(
        cookie_of(kind),
        write_receipt(kind, organization_id, pk),
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def has_receipt(request: Any, kind: str, pk: int) -> bool:
    """Return whether this browser sent the row `pk` to the organization of the page."""
    text = request.COOKIES.get(cookie_of(kind), "")
    try:
        found = signing.loads(text, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return False
    organization = request.organization
    return bool(organization) and found == [kind, organization.pk, pk]
