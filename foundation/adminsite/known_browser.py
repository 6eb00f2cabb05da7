"""Browsers an account has signed in from: there nobody else's guesses lock it out (design D13).

Whoever knows the address of a member of staff can type wrong passwords until the account is
locked. The lock counts by account and network address, but a whole town hall may stand behind one.
So a browser that signed in before carries a signed cookie with its accounts; for these it passes
the lock and has a count of its own, `MOST_GUESSES` in five minutes. The cookie opens nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing

from foundation.organizations.models import StaffUser
from foundation.references import random_token

COOKIE = "sasae_known_browser"
KEPT = timedelta(days=180)
MOST_ACCOUNTS = 20  # of a computer at a counter
MOST_GUESSES = 20
_SALT = "sasae.known-browser"


def login_of(request: Any, credentials: Any = None) -> str | None:
    """Return the address that is signing in, as the lock counts it; None without one.

    The sign-in library hands it over as `email`. Without a name all failures behind one network
    address would be counted together, and ten mistakes would lock a whole town hall.
    """
    named = credentials or {}
    typed = named.get("email") or named.get("username") or named.get("login")
    text: str = typed or request.POST.get("login") or ""
    return text.strip().lower()[:255] or None


def let_through(request: Any, credentials: Any = None) -> bool:
    """Return whether the lock does not hold for this browser and account."""
    return browser_of(request, login_of(request, credentials)) is not None


def browser_of(request: Any, login: str | None) -> str | None:
    """Return the browser's random name when the account has signed in from it; else None."""
    browser, accounts = _read(request)
    if not accounts or not login:
        return None
    known = StaffUser.objects.filter(email=login, pk__in=accounts).exists()
    return browser if known else None


def remember(request: Any, response: Any, user: StaffUser) -> None:
    """Write the account into the browser's cookie, the newest first."""
    browser, accounts = _read(request)
    accounts = [user.pk, *(one for one in accounts if one != user.pk)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser or random_token(), accounts], salt=_SALT),
        max_age=KEPT,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: Any) -> tuple[str, list[int]]:
    try:
        content = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT)
    except signing.BadSignature:
        return "", []
    browser, accounts = content
    return browser, accounts
