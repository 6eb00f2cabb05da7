"""The signed hidden field of the active organization in every staff form (rule A8)."""

from collections.abc import Iterable
from typing import Any

from django.core import signing

FIELD = "_organization"
HEADER = "X-Sasae-Organization"
_signer = signing.Signer(salt="sasae.active-organization")


def token_of(request: Any) -> str:
    """Return the field's value; empty where no organization is chosen."""
    if getattr(request, "membership", None) is None:
        return ""
    return _signer.sign(str(request.organization.pk))


def token_given(request: Any) -> str:
    """Return what the form, or a script's header, sent."""
    given: str = request.POST.get(FIELD) or request.headers.get(HEADER) or ""
    return given


def membership_of(token: str, memberships: Iterable[Any]) -> Any:
    """Return the membership in the organization the token names; None for nobody's or a forged."""
    return next((one for one in memberships if is_for(token, one.organization)), None)


def is_for(token: str, organization: Any) -> bool:
    """Return whether the token names `organization` and was signed here."""
    try:
        return _signer.unsign(token) == str(organization.pk)
    except signing.BadSignature:
        return False
