"""When staff must give a second factor (design D13, ux 11)."""

import ipaddress
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from foundation.organizations.client_address import client_address
from foundation.organizations.models import MfaPolicy, Organization


def next_step(request: Any) -> str | None:
    """Return where the person must go before the staff pages open; None when nothing is missing."""
    if not settings.STAFF_MFA_REQUIRED or from_trusted_network(request):
        return None
    if not is_mfa_enabled(request.user):
        return reverse("mfa_activate_totp")
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" for record in records):
        return None
    query = urlencode({"next": request.get_full_path()})
    return f"{reverse('mfa_reauthenticate')}?{query}"


def from_trusted_network(request: Any) -> bool:
    """Return whether the organization lets this address in without a second factor."""
    organization: Organization | None = request.organization
    if organization is None or organization.mfa_policy != MfaPolicy.TRUSTED_NETWORK:
        return False
    try:
        address = ipaddress.ip_address(client_address(request) or "")
    except ValueError:
        return False
    return any(address in network for network in networks(organization.trusted_networks))


def networks(text: str) -> list[Any]:
    """Return the networks of a text with one CIDR a line; raises ValueError on another line."""
    lines = (line.strip() for line in text.splitlines())
    return [ipaddress.ip_network(line, strict=False) for line in lines if line]
