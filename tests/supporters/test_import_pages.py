"""The roster of a town through the staff pages: columns, preview, taking over, taking back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.imports.models import ImportBatch
from foundation.jobs.execution import run_job
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from supporters.models import Registration
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.spreadsheets.archives import packed, parts
from tests.supporters.test_roster_import import HANAKO, SHAPES, TARO, cells_of

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(world) -> Desk:
    return Desk(world.member())


def send(desk: Desk, content: bytes, name: str = "名簿.xlsx", *, program: Any) -> Any:
    data = {
        "kind": "supporters.roster", "file": SimpleUploadedFile(name, content),
        "program": program.pk if program else "",
    }  # fmt: skip
    return desk.post(reverse("admin:import_upload"), data)


def work(town) -> ImportBatch:
    batch = ImportBatch.objects.latest("pk")
    run_job.call(town.pk, batch.job_id)
    batch.refresh_from_db()
    return batch


def posted(columns: Any) -> dict[str, Any]:
    """What the browser sends when the proposal of the page is taken."""
    layout = columns.context["layout"]
    data: dict[str, Any] = {
        "sheet_name": layout.sheet_name, "heading_row": layout.heading_row,
        "heading_rows": layout.heading_rows, "heading": list(layout.headings),
    }  # fmt: skip
    for one in columns.context["columns"]:
        data[f"column_{one['place']}"] = one["chosen"]
    return data


@pytest.mark.parametrize("shape", ["specimen 資料7", "two rows of merged headings"])
def test_from_the_programme_to_the_undo(program, desk, aoba, shape):
    assert "事業を選んでください" in send(desk, SHAPES[shape], program=None).content.decode()
    assert not ImportBatch.objects.exists()

    columns = send(desk, SHAPES[shape], program=program)["Location"]
    page = desk.post(columns, posted(desk.get(columns)))["Location"]
    batch = work(aoba)
    assert (batch.creates, batch.errors, batch.options) == (2, 0, {"program_id": program.pk})
    assert "山田 花子" in desk.get(page).content.decode()
    assert not Registration.objects.exists()

    desk.post(page, {"deed": "apply"})
    assert work(aoba).state == "applied"
    rows = Registration.objects.order_by("number_value")
    assert [cells_of(row) for row in rows] == [HANAKO, TARO]
    assert {row.program_id for row in rows} == {program.pk}

    desk.post(page, {"deed": "undo"})
    assert not Registration.objects.exists()
    assert not Person.objects.filter(name="山田 花子").exists()


def test_another_towns_programme_is_not_offered(program, desk, world):
    with within(world.wakaba):
        theirs = ProgramFactory()

    assert send(desk, SHAPES["plain"], program=theirs).status_code == 200
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    # An administrator imports the figures of places on the same page, never people.
    [(Role.VIEWER, 403), (Role.COORDINATOR, 403), (Role.ADMINISTRATOR, 200)],
)
def test_only_who_may_import(program, world, role, status):
    answer = send(Desk(world.member(role)), SHAPES["plain"], program=program)

    assert answer.status_code == status
    assert not ImportBatch.objects.exists()


HOSTILE = {
    "no archive": (b"PK\x03\x04 broken", "名簿.xlsx"),
    "cut off": (SHAPES["plain"][:2000], "名簿.xlsx"),
    "with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "名簿.xlsx"),
    "a bomb": (packed(parts() | {"xl/media/a.xml": bytes(40_000_000)}), "名簿.xlsx"),
    "macros": (packed(parts() | {"xl/vbaProject.bin": b"x"}), "名簿.xlsx"),
    "macros by its name": (SHAPES["plain"], "名簿.xlsm"),
    "a PDF with another name": (b"%PDF-1.7\n", "名簿.xlsx"),
    "a workbook named CSV": (SHAPES["plain"], "名簿.csv"),
    "a page saved as a workbook": (b"<html><table><tr><td>1</td></tr></table>", "名簿.xls"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "名簿.csv"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_in_one_sentence(program, desk, media, name):
    page = send(desk, *HOSTILE[name], program=program).content.decode()

    assert "読み込めませんでした" in page
    assert not ImportBatch.objects.exists()
    assert list(media.rglob("*.*")) == []
