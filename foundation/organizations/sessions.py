"""Sessions in the database; a new one is stored without asking first whether its name is taken."""

from django.contrib.sessions.backends import base, db
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    """Django's store. A taken name is refused by the primary key, and `create` tries another."""

    def _get_new_session_key(self) -> str:
        return get_random_string(32, base.VALID_KEY_CHARS)
