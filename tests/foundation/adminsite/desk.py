"""A signed-in staff member's browser for tests: chosen organization, its token in every POST."""

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.core import signing
from django.test import Client

from foundation.adminsite.organization_token import FIELD
from foundation.organizations.middleware import SESSION_KEY
from foundation.organizations.models import Membership


class Desk(Client):
    """Use `Desk(membership)`; `.post()` adds the active organization (rule A8)."""

    def __init__(self, membership: Membership, *, fresh_password: bool = True) -> None:
        super().__init__()
        self.membership = membership
        self.force_login(membership.user, "allauth.account.auth_backends.AuthenticationBackend")
        session = self.session
        session[SESSION_KEY] = membership.pk
        if fresh_password:
            session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(membership.user_id)
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [
                {"method": "password", "at": time.time()}
            ]
        session.save()

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        """Send a form of the active organization."""
        signer = signing.Signer(salt="sasae.active-organization")
        token = signer.sign(str(self.membership.organization_id))
        return super().post(path, {FIELD: token, **(data or {})}, **kwargs)
