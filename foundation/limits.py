"""How often something may happen: counts that stop a machine and that no person reaches.

Counted in the memory of each web process, with nothing to lock, to store or to erase: a rush of
people costs no statement more. A bound therefore holds for one process, and a restart forgets; it
is a ceiling for machines and no rule of the trade (ADR 0017).
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_KEYS = 20_000


@dataclass(frozen=True)
class Bound:
    """So many times within so long."""

    most: int
    within: timedelta

    def times(self, factor: float) -> "Bound":
        """Return the bound of an installation that sets it higher or lower."""
        return Bound(max(int(self.most * factor), 1), self.within)


class Limiter:
    """Counts by key: the window that runs, and what of the one before still counts."""

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        """Begin with nothing; the key that was quiet longest is forgotten first."""
        self._most_keys = most_keys
        self._counts: OrderedDict[Hashable, tuple[int, int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: Hashable, bound: Bound, now: datetime) -> bool:
        """Count one more and return True, or return False where the bound is reached."""
        seconds = bound.within.total_seconds()
        window, passed = divmod(now.timestamp(), seconds)
        with self._lock:
            begun, count, before = self._counts.get(key, (int(window), 0, 0))
            if begun != window:
                before = count if begun == window - 1 else 0
                begun, count = int(window), 0
            allowed = count + 1 + before * (1 - passed / seconds) <= bound.most
            self._counts[key] = (begun, count + allowed, before)
            self._counts.move_to_end(key)
            if len(self._counts) > self._most_keys:
                self._counts.popitem(last=False)
        return allowed

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts.clear()
