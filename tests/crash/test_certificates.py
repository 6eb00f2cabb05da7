"""The worker dies, or the disk is full, in a batch of certificates: no number lost or doubled."""

import errno
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from foundation import clock
from foundation.documents.models import PrintItem
from foundation.documents.storage import read_pdf
from foundation.jobs.actions import start_job
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from tests.conftest import World
from tests.crash.workers import died, start_worker, work_off
from tests.factories.trainings import ApplicationFactory, CompletionFactory, CourseFactory
from trainings.enums import CertificateKind
from trainings.jobs import ISSUE
from trainings.models import CertificateIssue, Completion

pytestmark = pytest.mark.slow
PEOPLE = 7


@pytest.fixture
def town(transactional_db: None, world: World) -> Iterator[Organization]:
    """The rows are committed, so that other processes see them."""
    with within(world.aoba):
        yield world.aoba


@pytest.fixture
def batch(town: Organization) -> Job:
    """People of one course who have completed and wait for their certificates."""
    course = CourseFactory()
    rows = [CompletionFactory(application=ApplicationFactory(course=course)) for _ in range(PEOPLE)]
    return start(rows)


def start(completions: list[Completion]) -> Job:
    params = {
        "completion_ids": [one.pk for one in completions],
        "kind": CertificateKind.CERTIFICATE.value,
        "issued_on": "2026-11-02",
    }
    return start_job(ISSUE, params, actor=Actor.system("test"), now=clock.now())


def assert_one_paper_each() -> None:
    """Everybody has exactly one certificate with the own number, a PDF and a place in the queue."""
    issues = list(CertificateIssue.objects.select_related("completion"))
    assert Counter(issue.completion_id for issue in issues) == dict.fromkeys(
        Completion.objects.values_list("pk", flat=True), 1
    )
    assert all(issue.number_text == issue.completion.number_text for issue in issues)
    assert len({issue.number_text for issue in issues}) == PEOPLE
    assert all(read_pdf(issue).startswith(b"%PDF") for issue in issues)
    assert len({issue.pdf.name for issue in issues}) == PEOPLE
    queued = Counter(PrintItem.objects.values_list("target_id", flat=True))
    assert queued == dict.fromkeys((issue.pk for issue in issues), 1)


@pytest.mark.parametrize(
    ("kill", "issued", "drawn"),
    [
        ("before:trainings.actions.certificates:_make:4", 0, 0),
        ("before:trainings.jobs:draw_missing_pdf:4", PEOPLE, 3),
        # The file stands and its row does not know it yet.
        ("after:django.db.models.fields.files:FieldFile.save:4", PEOPLE, 3),
    ],
    ids=["in the transaction", "between two papers", "between file and row"],
)
def test_a_batch_goes_on_after_kill_9(batch, kill, issued, drawn):
    assert died(start_worker("--batch", kill=kill))
    assert CertificateIssue.objects.count() == issued
    assert CertificateIssue.objects.exclude(pdf="").count() == drawn

    assert work_off() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == (JobState.DONE, 2)
    assert_one_paper_each()


def test_a_full_disk_ends_the_batch_with_a_sentence_and_the_next_one_completes_it(
    batch, monkeypatch
):
    disk: Any = FileSystemStorage
    written = disk._save
    room = iter(range(3))

    def save(storage: Any, name: str, content: Any) -> str:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return str(written(storage, name, content))

    monkeypatch.setattr(disk, "_save", save)
    work_off()
    batch.refresh_from_db()
    assert batch.state == JobState.FAILED
    assert "処理番号" in batch.message
    numbers = Counter(CertificateIssue.objects.values_list("number_text", flat=True))
    assert numbers == dict.fromkeys(Completion.objects.values_list("number_text", flat=True), 1)
    assert CertificateIssue.objects.exclude(pdf="").count() == 3

    monkeypatch.undo()
    again = start(list(Completion.objects.all()))
    work_off()

    again.refresh_from_db()
    assert again.state == JobState.DONE
    assert_one_paper_each()
