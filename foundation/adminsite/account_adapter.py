"""How the sign-in library behaves here: no sign-up, links on our own host, no password twice."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from django.conf import settings
from django.urls import reverse

from foundation.adminsite import known_browser
from foundation.adminsite.access import recently_authenticated
from foundation.organizations.client_address import client_address


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator alone."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Return False: nobody signs up."""
        return False

    def get_client_ip(self, request: Any) -> str:
        """Return whom the limits of the sign-in pages count; who hides is counted together."""
        return client_address(request) or "unknown"

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Return what wrong passwords are counted for: the browser, or account and address.

        The library counts by account alone; whoever knows an address could lock it everywhere.
        """
        login = known_browser.login_of(request, credentials)
        known = known_browser.browser_of(request, login)
        return known or f"{login}@{self.get_client_ip(request)}"

    def post_login(self, request: Any, user: Any, **facts: Any) -> Any:
        """Go on, and let the browser be known to the account from now on."""
        response = super().post_login(request, user, **facts)
        known_browser.remember(request, response, user)
        return response

    def format_email_subject(self, subject: str) -> str:
        """Return a subject with the name of the system."""
        return f"【支え Sasae】{subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link on the configured host, whatever host the request named."""
        return settings.SITE_URL + password_path(key)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password before the second factor changes, unless it was just given."""
        return not recently_authenticated(context.request)


def password_path(key: str) -> str:
    """Return the path that sets a password; `key` is the account's and the token, `id-token`."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return path.replace("UID-KEY", quote(key))


def count_as_second_factor(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Receiver of authenticator_added: the code just typed counts for this session."""
    record_authentication(request, user, method="mfa")
