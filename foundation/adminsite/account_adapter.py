"""How the sign-in library behaves here: no sign-up, no address changes by oneself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator alone."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Return False: nobody signs up."""
        return False
