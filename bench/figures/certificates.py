"""certificate-*: certificates through the real job and as one print file, against bare ReportLab.

What the job does besides drawing (rows, print queue, mails, progress) counts as its time.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.test import override_settings

from bench import databases
from bench.filling.plan import LARGE
from bench.floors import bare_certificates
from bench.harness import Measured, NotThere, Scale, figure, middle, paired_rates
from bench.peaks import peaks
from foundation import clock
from foundation.jobs.actions import start_job
from foundation.jobs.enums import JobState
from foundation.jobs.worker import Worker
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from trainings import jobs
from trainings.documents.certificate import draw_papers, verify_url
from trainings.models import CertificateIssue, Completion

Entry = tuple[str, str, str]


def _issue(organization: Organization, count: int) -> tuple[float, list[CertificateIssue]]:
    """Let the worker issue papers for the next completions; returns the seconds and the papers."""
    with within(organization):
        waiting = Completion.objects.filter(issues__isnull=True).order_by("id")
        ids = list(waiting.values_list("pk", flat=True)[:count])
        params = {
            "completion_ids": ids,
            "kind": "certificate",
            "issued_on": clock.today().isoformat(),
        }
        job = start_job(jobs.ISSUE, params, actor=Actor.system("bench"), now=clock.now())
    begin = perf_counter()
    with within():
        Worker().work_off()
    seconds = perf_counter() - begin
    with within(organization):
        job.refresh_from_db()
        issues = list(CertificateIssue.objects.filter(completion__in=ids).order_by("id"))
    if job.state != JobState.DONE or len(issues) != count or not all(one.pdf for one in issues):
        raise AssertionError(f"the job ended {job.state}: {len(issues)} of {count} papers")
    return seconds, issues


def _entries(issues: list[CertificateIssue], organization: Organization) -> list[Entry]:
    return [
        (one.snapshot["name"], one.number_text, verify_url(one, organization)) for one in issues
    ]


def _in_a_folder(work: Callable[[Path], None]) -> float:
    folder = Path(tempfile.mkdtemp(dir=settings.MEDIA_ROOT.parent))
    try:
        begin = perf_counter()
        work(folder)
        return perf_counter() - begin
    finally:
        shutil.rmtree(folder)


def _bare_files(entries: list[Entry]) -> float:
    def write(folder: Path) -> None:
        for n, content in enumerate(bare_certificates.each_file(entries)):
            (folder / f"{n}.pdf").write_bytes(content)

    return _in_a_folder(write)


@figure("certificate-files", unit="files/s", bound=0.6, at_least=True)
def files(scale: Scale) -> Measured:
    """The job stores each certificate as its own file (rule G3)."""
    count, runs = (100, 2) if scale.quick else (1000, 3)
    media = Path(tempfile.mkdtemp(dir=settings.MEDIA_ROOT.parent))
    pairs = []
    with databases.current().copy(), override_settings(MEDIA_ROOT=media):
        organization = Organization.objects.get(slug=LARGE)
        _issue(organization, 5)  # loads fonts and plans
        bare_certificates.files([("花子", "第1号", "https://example.jp/")])
        for _ in range(runs):
            seconds, issues = _issue(organization, count)
            entries = _entries(issues, organization)
            pairs.append((count / seconds, count / _bare_files(entries)))
    shutil.rmtree(media)
    return middle(pairs)


@figure("certificate-merged", unit="pages/s", bound=0.6, at_least=True)
def merged(scale: Scale) -> Measured:
    """The print file of a batch, drawn from the stored snapshots."""
    count, times = (100 if scale.quick else 1000), 10
    media = Path(tempfile.mkdtemp(dir=settings.MEDIA_ROOT.parent))
    with databases.current().copy(), override_settings(MEDIA_ROOT=media):
        organization = Organization.objects.get(slug=LARGE)
        _, issues = _issue(organization, count)
        many = issues * times
        entries = _entries(many, organization)
        with within(organization):
            measured = paired_rates(
                lambda: len(draw_papers(many, organization, clock.now())) and len(many),
                lambda: len(bare_certificates.merged(entries)) and len(many),
            )
    shutil.rmtree(media)
    return measured


def issue_and_draw(count: int) -> list[Entry]:
    """Issue a batch and draw its print file, as two jobs do; returns what stands on the papers."""
    organization = Organization.objects.get(slug=LARGE)
    with (
        tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT.parent) as media,
        override_settings(MEDIA_ROOT=Path(media)),
    ):
        _, issues = _issue(organization, count)
        with within(organization):
            draw_papers(issues, organization, clock.now())
    return _entries(issues, organization)


@figure("certificate-memory", unit="MB", bound=2, at_least=False)
def memory(scale: Scale) -> Measured:
    """The most memory of a process for 10,000 files and their print file, Django included."""
    if scale.quick:
        raise NotThere("only ten thousand papers say it: a full run measures it")
    with databases.current().copy():
        return Measured(*peaks(10_000))
