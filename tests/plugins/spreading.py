"""Which tests stay together when several processes share the suite."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/tenancy/",)
"""Folders whose files share what is dear to make: the whole demo."""


class FilesTogether(LoadFileScheduling):
    """A file stays with one process, and so does a folder of `TOGETHER`."""

    def _split_scope(self, nodeid: str) -> str:
        together = (folder for folder in TOGETHER if nodeid.startswith(folder))
        return next(together, None) or super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> LoadFileScheduling | None:
    """Stand in for `--dist loadfile`; other ways of sharing are left alone."""
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None
