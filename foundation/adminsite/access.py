"""Which rows and pages a request may open: permissions, limited programmes, a fresh password."""

import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Permission

# Marks of pages that ask for no named permission; the walk over all URLs accepts them.
MEMBER = "member"  # any valid membership
SIGNED_IN = "signed_in"  # any account

Need = Permission | tuple[Permission, ...] | None


def permissions_of(need: Need) -> tuple[Permission, ...]:
    """Return the permissions of which one is enough."""
    if need is None:
        return ()
    return (need,) if isinstance(need, Permission) else tuple(need)


def programs_with(request: Any, need: Need) -> frozenset[int] | None:
    """Return the programmes for which the request holds one of `need`.

    None means without limit, the empty set means not at all. A membership limited to programmes
    (rule A3) gets those of its programmes for which it, or the programme's grant, says so. At
    most one query a request.
    """
    wanted = permissions_of(need)
    membership = request.membership
    if membership is None:
        return frozenset()
    if not membership.program_ids:
        return None if any(request.may(one) for one in wanted) else frozenset()
    return frozenset(
        program.pk
        for program in limited_programs(request)
        if any(request.may(one, program) for one in wanted)
    )


def limited_programs(request: Any) -> list[Any]:
    """Return the programmes the membership is limited to; empty for the others."""
    if not hasattr(request, "_limited_programs"):
        from foundation.programs.models import Program  # noqa: PLC0415 - before apps are ready

        request._limited_programs = list(
            Program.objects.filter(pk__in=request.membership.program_ids)
        )
    programs: list[Any] = request._limited_programs
    return programs


def holds(request: Any, need: Need, *, open_to_limited: bool = False) -> bool:
    """Return whether a page without rows of its own may be opened.

    A limited membership may only open pages that say they limit their rows themselves.
    """
    programs = programs_with(request, need)
    return programs is None or (open_to_limited and bool(programs))


def refuse_unless(request: Any, need: Need, *, open_to_limited: bool = False) -> None:
    """Raise PermissionDenied unless `holds`."""
    if not holds(request, need, open_to_limited=open_to_limited):
        raise PermissionDenied


def actor_of(request: Any) -> Actor:
    """Return who acts in this request."""
    return Actor.staff(request.user)


def marked(view: Callable[..., Any], permission: Any) -> Callable[..., Any]:
    """Return `view` wrapped so that it carries the permission the URL walk looks for."""

    @wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    page.permission = permission  # type: ignore[attr-defined]
    return page


def recently_authenticated(request: Any) -> bool:
    """Return whether the password or second factor was given within the last 15 minutes."""
    records: Iterable[dict[str, Any]] = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_password(request: Any) -> HttpResponseBase:
    """Send the person to give the password again and back; typed data is offered again."""
    from foundation.adminsite import pending  # noqa: PLC0415 - pending imports this module

    target = request.get_full_path()
    if request.method == "POST":
        pending.keep(request)
        target = reverse("admin:pending_form")
    query = urlencode({"next": target})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")


def password_again(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a view that exports or prints personal data (rules I: asked after 15 minutes)."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if not recently_authenticated(request):
            return ask_password(request)
        return view(request, *args, **kwargs)

    return guarded
