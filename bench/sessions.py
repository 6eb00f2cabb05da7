"""Runs the same piece of work in several database sessions at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from time import perf_counter

import psycopg2
from psycopg2 import extensions

_numbers = count(1)  # never the same twice in a run of the bench
WARM = 10
"""As often as a session works before the clock starts: PostgreSQL plans a function's statements
anew five times, and the sessions of a running server are past that."""
Work = Callable[[extensions.cursor, int], None]


def decisions_a_second(address: str, work: Work, *, sessions: int, each: int) -> float:
    """Return how many transactions a second all sessions finish together, once they are warm."""
    barrier = Barrier(sessions + 1)

    def run() -> None:
        connection = psycopg2.connect(address)
        try:
            for n in range(WARM + each):
                if n == WARM:
                    barrier.wait()
                with connection, connection.cursor() as cursor:
                    work(cursor, next(_numbers))
        finally:
            connection.close()

    with ThreadPoolExecutor(sessions) as pool:
        running = [pool.submit(run) for _ in range(sessions)]
        barrier.wait()
        begin = perf_counter()
        for one in running:
            one.result()
    return sessions * each / (perf_counter() - begin)
