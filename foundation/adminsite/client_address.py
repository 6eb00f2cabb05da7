"""From where a request comes; lockout, limits and trusted networks rest on it (design D13).

`PROXY_COUNT` proxies stand before the application, and each adds the address it sees to
`X-Forwarded-For`. So the client is the entry that many places from the end; what stands before it
was written by the client and proves nothing.
"""

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
