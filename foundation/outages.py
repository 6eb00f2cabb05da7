"""Is an error an outage: the database away, or a disk full? Then the same request works later."""

import errno

from django.db import InterfaceError, OperationalError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_outage(error: BaseException | None) -> bool:
    """Return whether an error, or the one it arose from, is nobody's fault and passes.

    PEP 249 names it: OperationalError is a server that is not reached, starts, stops, has no room
    or no connection left, or let a statement wait too long; InterfaceError is a connection that
    broke before. A file that finds no room is the same to whoever sent it.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False
