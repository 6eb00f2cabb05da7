"""Runs the same piece of work in several database sessions at once.

What is sent is put together before the clock starts: what is measured is the work of the database
and the ways to it, not how fast a client writes values into statements.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Barrier, BrokenBarrierError
from time import perf_counter

import psycopg2
from psycopg2 import extensions

_numbers = count(1)  # never the same twice in a run of the bench
WARM = 10
"""As often as a session works before the clock starts: PostgreSQL plans a function's statements
anew five times, and the sessions of a running server are past that."""
Run = Callable[[], object]
Bind = Callable[[extensions.cursor, int], Run]
"""Returns what one transaction sends through the cursor, complete."""


def decisions_a_second(address: str, bind: Bind, *, sessions: int, each: int) -> float:
    """Return how many transactions a second all sessions finish together, once they are warm."""
    barrier = Barrier(sessions + 1)

    def run() -> None:
        connection = psycopg2.connect(address)
        try:
            with connection.cursor() as cursor:
                bound = [bind(cursor, next(_numbers)) for _ in range(WARM + each)]
                for n, send in enumerate(bound):
                    if n == WARM:
                        barrier.wait()
                    with connection:
                        send()
        except BaseException:
            barrier.abort()  # the others, and who started them, must not wait for this one
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(sessions) as pool:
        running = [pool.submit(run) for _ in range(sessions)]
        with suppress(BrokenBarrierError):  # the session that broke it says why
            barrier.wait()
        begin = perf_counter()
        for one in running:
            one.result()
    return sessions * each / (perf_counter() - begin)
