"""Several processes share one server: the last one to leave stops it, unless it was kept."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from foundation.localdb.cluster import Cluster
from foundation.localdb.roles import ensure_roles

Mark = IO[str]  # an open file that carries a lock


def keep(cluster: Cluster) -> None:
    """Start the server and leave it running until `release` (the command `localdb start`)."""
    with cluster.locked():
        cluster.start_locked()
        ensure_roles(cluster)
        (cluster.folder / "keep").touch()


def release(cluster: Cluster) -> bool:
    """Stop the server whoever uses it; returns whether it ran (the command `localdb stop`)."""
    with cluster.locked():
        (cluster.folder / "keep").unlink(missing_ok=True)
        return cluster.stop_locked()


def enter(cluster: Cluster, *, tests: bool = False) -> Mark:
    """Start the server where needed and say that we use it; give the answer to `leave`.

    The mark is a lock of the operating system, so a killed process leaves nothing behind.
    """
    with cluster.locked():
        cluster.start_locked()
        ensure_roles(cluster, tests=tests)
        mark = (cluster.folder / "users").open("a")
        fcntl.flock(mark, fcntl.LOCK_SH)
        return mark


def leave(cluster: Cluster, mark: Mark) -> None:
    """Stop the server if nobody else uses it and nobody asked to keep it."""
    with cluster.locked():
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            if not (cluster.folder / "keep").exists():
                cluster.stop_locked()
        finally:
            mark.close()


@contextmanager
def in_use(cluster: Cluster, *, tests: bool = False) -> Iterator[Cluster]:
    """The server runs inside this block."""
    mark = enter(cluster, tests=tests)
    try:
        yield cluster
    finally:
        leave(cluster, mark)
