"""A kept connection is asked `SELECT 1` only when its socket says that something happened.

A server that stopped, or ended the session, has closed the socket: then there is something to
read. A healthy idle connection is silent, and a statement a request is saved. A failed transaction
is known without asking as well: like Django, call its connection unusable.
"""

import select

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper; the only difference is `is_usable`."""

    def is_usable(self) -> bool:
        """Return whether the connection still works, without a statement while it is silent."""
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
        return bool(super().is_usable()) if socket.poll(0) else True
