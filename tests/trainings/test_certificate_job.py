"""The job that issues certificates is killed and goes on: no number lost, none doubled (T18)."""

from pathlib import Path

import pytest

from foundation.documents.storage import read_pdf
from foundation.jobs.actions import start_job
from foundation.jobs.enums import JobState
from foundation.jobs.worker import Worker
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.pdf.fonts import default_font_dir
from tests.crash.workers import died, start_worker
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


@pytest.mark.parametrize(
    ("kill", "issued", "drawn"),
    [
        ("before:trainings.actions.certificates:_announce:2", 4, 0),  # in the second transaction
        ("before:trainings.jobs:draw_missing_pdf:3", 10, 2),
        # The file stands and its row does not know it yet.
        ("after:django.db.models.fields.files:FieldFile.save:3", 10, 2),
    ],
    ids=["in a batch", "between two papers", "between file and row"],
)
def test_t18_a_killed_job_goes_on_without_a_lost_or_doubled_number(world, kill, issued, drawn):
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

        assert died(start_worker("--batch", kill=kill, knows="tests.trainings.batches_of_four"))
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
