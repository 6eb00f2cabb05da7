"""Run as a program: a worker that dies by SIGKILL in the middle of issuing certificates.

`KILL_AT=announce:2` dies inside the second batch's transaction, `KILL_AT=draw:3` before the third
PDF, `KILL_AT=drawn:3` after its file stands but before its row says so.
"""

import hashlib
import os
import signal
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import django


def dying(work: Callable[..., Any], at: int) -> Callable[..., Any]:
    """Return the work, except that its `at`-th call kills the process instead."""
    calls = 0

    def run(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args, **kwargs)

    return run


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from django.core.management import execute_from_command_line

    from foundation.documents import storage
    from trainings import jobs
    from trainings.actions import certificates

    place, _, count = os.environ["KILL_AT"].partition(":")
    jobs.ROWS_AT_ONCE = 4
    if place == "announce":
        certificates._announce = dying(certificates._announce, int(count))
    elif place == "draw":
        jobs.draw_missing_pdf = dying(jobs.draw_missing_pdf, int(count))
    else:
        # Of this module alone: codes and tokens are hashed elsewhere.
        own: Any = SimpleNamespace(sha256=dying(hashlib.sha256, int(count)))
        storage.hashlib = own
    execute_from_command_line(["manage.py", *sys.argv[1:]])
