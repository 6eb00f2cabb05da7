"""Why a run of a job ended early, and which errors are worth another try."""

import traceback
from datetime import timedelta

from django.db import InterfaceError, OperationalError

MAX_ATTEMPTS = 3


class TransientError(Exception):
    """Raise it in a job where the same work will probably succeed a little later."""


class JobCancelled(Exception):
    """Staff asked the job to stop, and the job stopped between two pieces of work."""


class Superseded(Exception):
    """Another worker has taken the job over; this one must write nothing more."""


class WorkerLost(Exception):
    """Stands in the row of a task whose workers died; never raised anywhere."""


# Deadlock, lost connection, mail server or storage that does not answer.
TRANSIENT = (TransientError, OperationalError, InterfaceError, ConnectionError, TimeoutError)


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the failed attempt number `attempt` (from 1)."""
    return timedelta(seconds=30 * 4 ** (attempt - 1))


def describe(error: BaseException) -> str:
    """Return class and place of an error for the log; its text may hold personal data."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return f"{type(error).__module__}.{type(error).__qualname__} at {' < '.join(places[::-1])}"
