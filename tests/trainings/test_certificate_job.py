"""The job that issues certificates is killed and goes on: no number lost, none doubled (T18)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from foundation.documents.storage import read_pdf
from foundation.jobs.actions import start_job
from foundation.jobs.enums import JobState
from foundation.jobs.locks import WORKERS, count_held
from foundation.jobs.worker import Worker
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.pdf.fonts import default_font_dir
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CompletionFactory, CourseFactory
from trainings import jobs
from trainings.models import CertificateIssue, Completion

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(
        not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
    ),
]
PEOPLE = 10
PATIENCE_SECONDS = 60


def run_and_die(kill_at: str) -> int:
    """Start a worker in a process of its own; returns how it ended."""
    at = connection.settings_dict
    host = quote(str(at["HOST"]), safe="")
    address = f"postgres://{at['USER']}@{host}:{at['PORT']}/{at['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.trainings.killed_worker", "work", "--batch"],
        env={**os.environ, "DATABASE_URL": address, "KILL_AT": kill_at},
    )
    code = worker.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while count_held(WORKERS):  # the server notices the killed process a moment later
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return code


@pytest.mark.parametrize(
    ("kill_at", "issued", "drawn"), [("announce:2", 4, 0), ("draw:3", 10, 2), ("drawn:3", 10, 2)]
)
def test_t18_a_killed_job_goes_on_without_a_lost_or_doubled_number(world, kill_at, issued, drawn):
    with within(world.aoba):
        course = CourseFactory()
        made = [
            CompletionFactory(application=ApplicationFactory(course=course, email="a@example.jp"))
            for _ in range(PEOPLE)
        ]
        params = {
            "completion_ids": [one.pk for one in made],
            "kind": "certificate",
            "issued_on": "2026-11-05",
        }
        job = start_job(jobs.ISSUE, params, actor=Actor.system("test"), now=NOW)

        assert run_and_die(kill_at) == -signal.SIGKILL
        issues = CertificateIssue.objects.filter(completion__in=made)
        assert issues.count() == issued
        assert issues.exclude(pdf="").count() == drawn
        with within():
            assert Worker().work_off() == 1

        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.DONE, 2)
        numbers = list(issues.order_by("number_text").values_list("number_text", flat=True))
        assert numbers == sorted(Completion.objects.values_list("number_text", flat=True))
        assert len(set(numbers)) == PEOPLE
        assert all(read_pdf(issue).startswith(b"%PDF") for issue in issues)
        assert Notice.objects.count() == PEOPLE, "each person is told once"
