"""Opens the scope of a request: the chosen membership under /staff/, the slug on public pages."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from foundation import clock
from foundation.organizations.fixed_paths import FIXED_PATHS
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import find_organization, membership_permissions
from foundation.organizations.tenancy import within

SESSION_KEY = "membership"


class OrganizationMiddleware:
    """Sets request.organization, request.membership and request.may, and opens the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer the request inside its organization; outside of one no scope is open."""
        # No person types it, no text of the database holds it, and a search for it would fail.
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        request.membership = None
        request.organization = self._find(request)
        permissions = membership_permissions(request.membership)

        def may(permission: Permission, program: Any = None) -> bool:
            return permissions.allow(permission, program)

        request.may = may
        scope = [request.organization] if request.organization else []
        with within(*scope):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            # The body is produced after this method returned, so it needs its own scope.
            response.streaming_content = self._stream(response.streaming_content, scope)
        return response

    def _find(self, request: Any) -> Organization | None:
        first = request.path.split("/", 2)[1]
        if first == "staff":
            return self._of_staff(request)
        if first in FIXED_PATHS:
            return None
        organization = find_organization(first)
        if organization is None:
            raise Http404
        return organization

    def _of_staff(self, request: Any) -> Organization | None:
        if not request.user.is_authenticated:
            return None
        request.memberships = memberships = list(
            Membership.objects.valid_on(clock.today())
            .filter(user=request.user)
            .select_related("organization")
            .order_by("organization__slug", "-valid_from")
        )
        chosen = request.session.get(SESSION_KEY)
        for membership in memberships:
            if membership.pk == chosen or len(memberships) == 1:
                membership.user = request.user
                request.membership = membership
                return membership.organization
        return None

    def _stream(self, content: Any, scope: list[Organization]) -> Iterator[Any]:
        with within(*scope):
            yield from content
