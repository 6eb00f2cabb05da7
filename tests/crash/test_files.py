"""The worker dies while it makes a file of people: one whole file, never half of one or two."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from foundation import clock
from foundation.jobs.actions import start_job
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from supporters.jobs import ROSTER
from supporters.models import SupporterSettings
from supporters.presets import apply_preset
from tests.conftest import World
from tests.crash.workers import died, start_worker, work_off
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory

pytestmark = pytest.mark.slow
PEOPLE = 5


@pytest.fixture
def job(transactional_db: None, world: World) -> Any:
    """A roster of five supporters that somebody asked for; committed for the other process."""
    with within(world.aoba):
        program = ProgramFactory()
        apply_preset(program, actor=Actor.system("test"), now=NOW)
        make.publish_texts(program)
        for _ in range(PEOPLE):
            make.supporter(program)
        params = {
            "settings_id": SupporterSettings.objects.get(program=program).pk, "on": "2026-10-01",
            "with_ended": False, "with_expired": False, "columns": ["number", "name"],
        }  # fmt: skip
        yield start_job(ROSTER, params, actor=Actor.system("test"), now=clock.now())


def files_of(job: Job) -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / f"jobs/{job.organization_id}"
    found = folder.glob(f"{job.pk}*") if folder.is_dir() else []
    return sorted(one.name for one in found)


@pytest.mark.parametrize(
    ("kill", "files"),
    [
        ("before:foundation.jobs.handle:JobHandle.store_result:1", 0),
        # The file stands and the job's row does not know it yet.
        ("after:django.core.files.storage:FileSystemStorage.save:1", 1),
        # The row knows it, and nobody wrote that the job is done.
        ("after:foundation.jobs.handle:JobHandle.store_result:1", 1),
    ],
    ids=["before the file", "between file and row", "before the end"],
)
def test_a_roster_is_one_whole_file_after_kill_9(job, kill, files):
    assert died(start_worker("--batch", kill=kill))
    assert len(files_of(job)) == files
    job.refresh_from_db()
    assert job.state != JobState.DONE

    assert work_off() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert files_of(job) == [Path(job.result_file.name).name]
    with default_storage.open(job.result_file.name) as file:
        sheet = openpyxl.load_workbook(BytesIO(file.read())).active
    assert sum(str(row[1].value).startswith("山田") for row in sheet.rows) == PEOPLE
    assert work_off() == 0
    default_storage.delete(job.result_file.name)
