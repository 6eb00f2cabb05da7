"""What a worker does between two tasks: functions that other apps register."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from foundation import clock
from foundation.jobs.failures import describe
from foundation.jobs.locks import renew_connections

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoopFunction:
    """A function called by every worker about every so many seconds, outside of any scope."""

    name: str
    function: Callable[[datetime], object]
    every_seconds: float


_functions: dict[str, LoopFunction] = {}


def register(name: str, function: Callable[[datetime], object], every_seconds: float) -> None:
    """Let every worker call `function(now)` about every `every_seconds`, from AppConfig.ready.

    It may run in several workers at once, runs without an organization, must be short, and its
    failure is logged and tried again next time.
    """
    known = _functions.get(name)
    if known is not None and known.function is not function:
        raise ValueError(f"the loop function {name} is registered twice")
    _functions[name] = LoopFunction(name, function, every_seconds)


class Loop:
    """One worker's memory of when it called what."""

    def __init__(self) -> None:
        """Begin with everything due."""
        self._called_at: dict[str, float] = {}

    def tick(self) -> None:
        """Call what is due. A failing function does not keep the others from running."""
        for entry in list(_functions.values()):
            moment = monotonic()
            if moment - self._called_at.get(entry.name, float("-inf")) < entry.every_seconds:
                continue
            self._called_at[entry.name] = moment
            renew_connections()
            try:
                entry.function(clock.now())
            except Exception as error:  # the next call is the remedy
                logger.error("loop function %s failed: %s", entry.name, describe(error))
