"""How a page says who may open it: `public`, `signed_in` or `requires(permission)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from foundation.organizations.permissions import Permission

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Declare that anybody may open the page; the walk over all URLs reads the mark."""
    view.public = True  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission of a staff page and refuse everybody else with 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_without(request, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def refuse_without(request: Any, permission: Permission, program: Any = None) -> None:
    """Raise PermissionDenied unless the request's membership holds the permission."""
    if request.membership is None or not request.may(permission, program):
        raise PermissionDenied


def login_first(request: HttpRequest) -> HttpResponseBase:
    """Send a person who is not signed in to the sign-in page and back afterwards."""
    return redirect_to_login(request.get_full_path())
