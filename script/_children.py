"""Keeps web server and worker alive, each in a process group of its own, and ends them."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field

from foundation.localdb.failures import LocalDatabaseError
from foundation.localdb.folders import checkout

GRACE_SECONDS = 20
MOST_DEATHS, WITHIN_SECONDS = 5, 60


@dataclass
class Child:
    """One program that has to run all the time."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Run the program in its own session: Ctrl-C reaches it through us alone, in order."""
        self.process = subprocess.Popen(
            self.command, cwd=checkout(), stdin=subprocess.DEVNULL, start_new_session=True
        )

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> None:
        """Start the program again when it has died; raises when it dies again and again."""
        if self.running():
            return
        now = time.monotonic()
        self.deaths = [*(death for death in self.deaths if now - death < WITHIN_SECONDS), now]
        if len(self.deaths) >= MOST_DEATHS:
            raise LocalDatabaseError(
                f"{self.name} が続けて止まりました。上の記録を確かめてください。",
                f"{self.name} keeps stopping; see the messages above.",
            )
        print(f"{self.name} が止まったため、もう一度起動します。", flush=True)
        self.signal(signal.SIGKILL)  # what is left of its group
        self.start()

    def signal(self, number: int) -> None:
        """Send a signal to the whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def stop(children: list[Child]) -> None:
    """Ask all to end, wait, then end them; returns when none is left."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
            child.signal(signal.SIGKILL)
            child.process.wait()
