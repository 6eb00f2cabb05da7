"""Tables of an organization with very many records are made by a job."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation.jobs.execution import run_job
from foundation.jobs.handle import JobHandle
from foundation.jobs.models import Job
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.queries import size
from tests.factories.organizations import MembershipFactory, ProgramFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk
from tests.reports.test_tables import categorised
from trainings.models import Application

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def is_large(monkeypatch):
    """あおば市 counts as large with three applications; わかば町 has fewer."""
    monkeypatch.setattr(size, "MOST", {Application: 3})


def cells(content):
    return [
        [cell.value for cell in row]
        for sheet in load_workbook(BytesIO(content))
        for row in sheet.iter_rows()
    ]


def ordered(desk, code, **data):
    """Press the button, run the job, and return the file."""
    url = reverse("admin:report_order", args=[code])
    answer = desk.post(f"{url}?first=2025&last=2026", data)
    here = desk.membership.organization_id
    with within(here):
        job = Job.objects.latest("pk")
        assert answer.url == reverse("admin:jobs_job_change", args=[job.pk])
        run_job.call(here, job.pk)
        job.refresh_from_db()
    assert (job.state, job.message) == ("done", "できました。")
    assert job.done == job.total > 2
    return desk.get(reverse("admin:job_file", args=[job.pk])).getvalue()


def test_a_large_organization_is_offered_files_first(program, world, is_large):
    held(program, date(2026, 5, 9), 4)
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:report_table", args=["year"])

    page = desk.get(url, {"first": "2025"})

    assert "Excelを作成する" in page.content.decode()
    assert "blocks" not in page.context
    assert desk.get(url, {"first": "2025", "now": "1"}).context["blocks"]


def test_a_small_one_sees_its_table_at_once(program, world, is_large):
    held(program, date(2026, 5, 9), 3)
    with within(world.wakaba):
        held(ProgramFactory(), date(2026, 5, 9), 9)

    page = Desk(world.member(Role.CLERK)).get(reverse("admin:report_table", args=["year"]))

    assert page.context["blocks"]


@pytest.fixture
def told(monkeypatch) -> list[tuple[int, int, str]]:
    """What a job says of its progress, however quickly one piece follows the other."""
    heard: list[tuple[int, int, str]] = []
    real = JobHandle.progress

    def hear(job: JobHandle, done: int, total: int, sentence: str) -> None:
        heard.append((done, total, sentence))
        real(job, done, total, sentence)

    monkeypatch.setattr(JobHandle, "progress", hear)
    return heard


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_a_job_tells_which_figure_is_counted_and_which_block_is_written(program, world, told, form):
    held(program, date(2026, 5, 9), 3)

    ordered(Desk(world.member(Role.CLERK)), "year", form=form)

    sentences = [sentence for _, _, sentence in told]
    assert "令和7年度の登録者数を数えています。" in sentences
    assert sentences.index("養成人数を数えています。") < sentences.index(
        f"「{program.name}」を書いています。"
    )
    done = [number for number, _, _ in told]
    assert done == sorted(done)
    assert len(set(done)) > 15
    assert all(number < total for number, total, _ in told[:-1])
    assert told[-1] == (done[-1], done[-1], "できました。")


def test_a_job_that_shall_stop_counts_no_further_figure(program, world, told, monkeypatch):
    held(program, date(2026, 5, 9), 3)
    monkeypatch.setattr(JobHandle, "cancelled", lambda _: len(told) == 4)
    desk = Desk(world.member(Role.CLERK))
    desk.post(reverse("admin:report_order", args=["year"]))
    with within(world.aoba):
        job = Job.objects.get()

        run_job.call(world.aoba.pk, job.pk)

        job.refresh_from_db()
    assert (job.state, job.result_file.name, len(told)) == ("cancelled", "", 4)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
def test_the_file_is_the_one_the_page_would_give(program, world, role):
    categorised(program, 2026, {"resident": 20, "family": 3, "concerned": 4})
    desk = Desk(world.member(role))
    url = reverse("admin:report_workbook", args=["composition"])

    direct = desk.get(url, {"first": "2025", "last": "2026"}).content

    assert cells(ordered(desk, "composition", form="xlsx")) == cells(direct)


def test_a_limited_membership_gets_its_programmes_alone(program, world):
    other = ProgramFactory(name="ほかの事業")
    held(program, date(2026, 5, 9), 3)
    held(other, date(2026, 5, 9), 4)
    limited = MembershipFactory(
        organization=world.aoba, roles=[Role.CLERK.value], program_ids=[other.pk]
    )

    found = {value for row in cells(ordered(Desk(limited), "year")) for value in row}

    assert "年度集計表　ほかの事業" in found
    assert f"年度集計表　{program.name}" not in found


def test_the_pdf(program, world):
    held(program, date(2026, 5, 9), 3)

    assert ordered(Desk(world.member(Role.VIEWER)), "year", form="pdf").startswith(b"%PDF")


def test_an_unknown_table_starts_nothing(program, world):
    desk = Desk(world.member(Role.CLERK))

    assert desk.post(reverse("admin:report_order", args=["nothing"])).status_code == 404
    assert not Job.objects.exists()
