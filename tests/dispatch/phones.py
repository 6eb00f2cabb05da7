"""A supporter's phone for tests: a client that came through a mailed link."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from dispatch.models import Invitation
from dispatch.notices import HOME_LINK, INVITATION_LINK
from dispatch.views.proof import PROVED
from foundation.notices import links
from supporters.models import Supporter
from tests.factories.base import NOW


class Phone(Client):
    """`Phone().through(supporter)`: the session of whoever opened that link."""

    def through(self, target: Supporter | Invitation, *, proved: bool = True) -> "Phone":
        """Open a fresh link to the supporter's page or to an invitation.

        `proved`: the last digits of the telephone were typed before.
        """
        purpose = HOME_LINK if isinstance(target, Supporter) else INVITATION_LINK
        address = links.issue_link(purpose, target, expires_at=NOW + timedelta(days=365))
        response = self.get(urlsplit(address).path)
        assert response.status_code == 302, response.content.decode()
        if proved:
            session = self.session
            session[PROVED] = [target.pk if isinstance(target, Supporter) else target.supporter_id]
            session.save()
        return self

    def text(self, path: str) -> str:
        """Return the page as text."""
        return str(self.get(path).content.decode())

    def send(self, path: str, **data: Any) -> Any:
        """Post a form and follow to the page after it."""
        return self.post(path, data, follow=True)
