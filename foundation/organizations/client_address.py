"""From where a request comes; lockout, limits and trusted networks rest on it (design D13).

`PROXY_COUNT` proxies stand before the application, and each adds the address it sees to
`X-Forwarded-For`. So the client is the entry that many places from the end; what stands before it
was written by the client and proves nothing.
"""

import ipaddress
from typing import Any

from django.conf import settings


def client_address(request: Any) -> str | None:
    """Return the address of the client; None when the proxies did not say it."""
    count: int = settings.PROXY_COUNT
    if not count:
        seen: str | None = request.META.get("REMOTE_ADDR") or None
        return seen
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return told[-count] or None if len(told) >= count else None


def network_of(request: Any) -> str | None:
    """Return whom a limit counts together: the address, of IPv6 its /64; None where unknown.

    Unknown is who hides, and everybody where a proxy on the same machine is not counted in
    `PROXY_COUNT`: then one limit would hold for all people together.
    """
    try:
        address = ipaddress.ip_address(client_address(request) or "")
    except ValueError:
        return None
    if address.is_loopback:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
