"""Sessions in the database; a new one is stored without asking first whether its name is taken."""

from django.contrib.sessions.backends import base, db
from django.db import IntegrityError, connection
from django.utils.crypto import get_random_string

from foundation.organizations.storing import insert_statement


class SessionStore(db.SessionStore):
    """Django's store. A taken name is refused by the primary key, and `create` tries another."""

    def _get_new_session_key(self) -> str:
        return get_random_string(32, base.VALID_KEY_CHARS)

    def create(self) -> None:
        """Store a new session in one way to the server: one row needs no transaction around it."""
        if connection.in_atomic_block:
            super().create()
            return
        while not self._is_stored_as(self._get_new_session_key()):
            pass
        self.modified = True

    def _is_stored_as(self, name: str) -> bool:
        self._session_key = name
        nothing = self._get_session(no_load=True)  # type: ignore[attr-defined]
        row = self.create_model_instance(nothing)
        try:
            with connection.cursor() as cursor:
                cursor.execute(*insert_statement(row))
        except IntegrityError:
            return False
        return True
