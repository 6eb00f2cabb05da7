"""Commands of `manage.py` in processes of their own, which may die by kill -9 at a given place.

They are forked from one process that has loaded the application: loading it takes seconds, and
what such a program does to the database and to files is the same. `tests/foundation/jobs` starts
the real `manage.py work`.
"""

import multiprocessing
import os
import signal
from functools import wraps
from importlib import import_module
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import connection

PATIENCE_SECONDS = 180  # a busy machine is slow, not wrong
_births = multiprocessing.get_context("forkserver")
_births.set_forkserver_preload(["tests.loaded"])


def start_program(*command: str, kill: str = "", knows: str = "", **changed: Any) -> BaseProcess:
    """Start a command on the database and the files of the tests.

    With `before:module:function:3` as `kill` it dies when the function is called for the third
    time, with `after` when that call has returned. `knows` is a module to import first, the
    other keywords are settings.
    """
    changed = {"MEDIA_ROOT": settings.MEDIA_ROOT, **changed}
    database = str(connection.settings_dict["NAME"])
    program = _births.Process(
        target=_run, args=(command, kill, knows, database, changed), daemon=True
    )
    program.start()
    return program


def ended(program: BaseProcess) -> int | None:
    """Wait for the end; returns the exit code, of a killed program the number of the signal."""
    program.join(PATIENCE_SECONDS)
    return program.exitcode


def stop(program: BaseProcess) -> None:
    """Ask the program to end, and wait for it."""
    program.terminate()
    ended(program)


def _run(
    command: tuple[str, ...], kill: str, knows: str, database: str, changed: dict[str, Any]
) -> None:
    import_module("tests.loaded")  # nothing to do where that was done before the birth
    if knows:
        import_module(knows)
    silence = os.open(os.devnull, os.O_WRONLY)
    for said in (1, 2):
        os.dup2(silence, said)
    connection.settings_dict["NAME"] = database
    for name, value in changed.items():
        setattr(settings, name, value)
    if kill:
        when, place, function, call = kill.split(":")
        _kill_at(when, place, function, int(call))
    execute_from_command_line(["manage.py", *command])


def _kill_at(when: str, place: str, name: str, call: int) -> None:
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
