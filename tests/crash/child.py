"""Run as a program: a worker that dies by kill -9 at a given place.

`python -m tests.crash.child work --batch` with SASAE_KILL=before:module:function:3 dies when the
function is called for the third time, `after` when that call has returned.
"""

import os
import signal
import sys
from functools import wraps
from importlib import import_module
from typing import Any

import django


def kill_at(when: str, place: str, name: str, call: int) -> None:
    """Let the process die at the n-th call of `module:function` or `module:Class.method`."""
    owner: Any = import_module(place)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    function, calls = getattr(owner, last), 0

    @wraps(function)
    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if when == "before" and calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if when == "after" and calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, deadly)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.crash.worker_settings"
    django.setup()

    from django.core.management import execute_from_command_line

    when, place, name, call = os.environ["SASAE_KILL"].split(":")
    kill_at(when, place, name, int(call))
    execute_from_command_line(["manage.py", *sys.argv[1:]])
