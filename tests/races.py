"""Two or more database connections at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from foundation.organizations.tenancy import within

WAITS_FOR_US = """
SELECT EXISTS (
    SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
)
"""
LOOKS, BETWEEN_LOOKS = 3_000, 0.02  # a minute: a busy machine is slow, not wrong


def at_once(organization: Any, *deeds: Callable[[], object]) -> list[BaseException]:
    """Run the deeds on a connection each; returns what they raised."""
    raised: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            with within(organization):
                deed()
        except BaseException as error:  # a thread must not die silently
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def wait_for(event: threading.Event) -> bool:
    """Return True when the event comes, False as soon as another waits for a lock of ours."""
    for _ in range(LOOKS):
        if event.wait(BETWEEN_LOOKS):
            return True
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                return False
    raise AssertionError("the other neither came nor waits for a lock")


class Meeting:
    """Where two threads meet before either goes on, unless a lock of one keeps the other away.

    They meet once; later passages, and those of whoever prepares the race, meet nobody.
    """

    def __init__(self) -> None:
        self.first = threading.Lock()
        self.over = threading.Event()

    def wait(self) -> None:
        """Wait here for the other."""
        if threading.current_thread() is threading.main_thread():
            return
        if self.first.acquire(blocking=False):
            wait_for(self.over)
        self.over.set()

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the work, before which the two meet."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return work(*args, **kwargs)

        return run

    def after(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the work, after which the two meet."""

        def run(*args: Any, **kwargs: Any) -> Any:
            result = work(*args, **kwargs)
            self.wait()
            return result

        return run
