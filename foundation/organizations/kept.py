"""What was read or rendered from rows, kept in this process while the rows stay the same versions.

PostgreSQL names every version of a row: `xmin` is the transaction that wrote it, `ctid` its place,
and the pair never means two contents. A reader asks for the names first, in one short statement,
and reads or renders again when they differ. So a change by anybody, on any host, counts with the
next request, and no writer has to remember to tell. Nothing here knows an organization: its id is
part of the key.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.db import models

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


def copy_of(row: M) -> M:
    """Return a copy of a kept row that its holder may change; what it refers to is shared.

    What `copy.copy` makes of a row, without its way through pickling: a page takes a dozen copies.
    """
    twin = row.__class__.__new__(row.__class__)
    state = row._state.__class__()
    state.__dict__.update(row._state.__dict__, fields_cache=row._state.fields_cache.copy())
    twin.__dict__.update(row.__dict__, _state=state)
    return twin


class Kept(Generic[T]):
    """At most `most` values, the least used leave first. Every process has its own."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], T]) -> T:
        """Return the value of this version; `make` builds it when another or none is kept.

        What `make` reads may be newer than `version`, never older: the next reader sees the newer
        names and builds again. The value is shared: who changes it takes a copy first.
        """
        with self._lock:
            found = self._entries.get(key)
            if found is not None and found[0] == version:
                self._entries.move_to_end(key)
                return found[1]
        value = make()
        with self._lock:
            self._entries[key] = (version, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return value
