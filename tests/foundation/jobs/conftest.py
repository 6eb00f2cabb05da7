"""Two look-alike organizations, and a way to run what is queued."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from foundation.jobs.actions import start_job
from foundation.jobs.locks import WORKERS, count_held
from foundation.jobs.models import Job
from foundation.jobs.worker import Worker
from foundation.localdb import folders
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization, StaffUser
from foundation.organizations.tenancy import within
from tests.foundation.jobs import kinds as _kinds  # noqa: F401 - registers them
from tests.programs import PATIENCE_SECONDS, start_program

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def make_organization(slug: str) -> Organization:
    return Organization.objects.create(
        slug=slug, name="あおば市", kind="municipality", section_name="福祉課", phone="0451234567"
    )


def two_towns() -> tuple[Organization, Organization]:
    return make_organization("jobs-a"), make_organization("jobs-b")


@pytest.fixture
def towns(db: None) -> tuple[Organization, Organization]:
    return two_towns()


@pytest.fixture
def town(towns: tuple[Organization, Organization]) -> Iterator[Organization]:
    with within(towns[0]):
        yield towns[0]


@pytest.fixture
def real_town(transactional_db: None) -> Iterator[Organization]:
    """Committed for real: other connections and processes see it."""
    town, _ = two_towns()
    with within(town):
        yield town


@pytest.fixture
def clerk(db: None) -> Actor:
    return Actor.staff(StaffUser.objects.create_user("clerk@example.jp", name="受付 太郎"))


def begin(kind: str, actor: Actor | None = None, **params: Any) -> Job:
    return start_job(kind, params, actor=actor or Actor.system("test"), now=NOW)


def work_off() -> int:
    """Run what is ready as a worker does: without any organization open."""
    with within():
        return Worker().work_off()


def child(*arguments: str) -> BaseProcess:
    """Start a command that knows the job kinds of the tests, on their database."""
    return start_program(*arguments, knows="tests.foundation.jobs.kinds")


def real_program(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start `manage.py` as an installation does, on the database of the tests."""
    at = connection.settings_dict
    host = quote(str(at["HOST"]), safe="")
    address = f"postgres://{at['USER']}@{host}:{at['PORT']}/{at['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=folders.checkout(),
        env={**os.environ, "DATABASE_URL": address},
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def no_worker_lives() -> bool:
    """The server notices a killed process a moment after the kill."""
    return count_held(WORKERS) == 0
