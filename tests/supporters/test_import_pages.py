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
from supporters.actions.issues import add_papers
from supporters.enums import RegistrationIssueKind
from supporters.models import Registration, RegistrationIssue
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.imports.tables import xlsx
from tests.foundation.spreadsheets.archives import SHEET_PATH, packed, parts, workbook
from tests.supporters.test_roster_import import (
    HANAKO,
    HEADINGS,
    ROW_1,
    SHAPES,
    TARO,
    cells_of,
)

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


READ_OF = {
    "specimen 資料7": "<td>山田 花子／やまだ はなこ／昭和45年5月5日／女|<small",
    "two rows of merged headings": "<td>昭和45年5月5日</td><td>400-0001</td>",
    "numbers and dates of Excel": '<td>昭和45年5月5日|<small class="text-quiet">1970-05-05</small>',
}


@pytest.mark.parametrize("shape", READ_OF)
def test_from_the_programme_to_the_undo(program, desk, aoba, shape):
    assert "事業を選んでください" in send(desk, SHAPES[shape], program=None).content.decode()
    assert not ImportBatch.objects.exists()

    columns = send(desk, SHAPES[shape], program=program)["Location"]
    page = desk.post(columns, posted(desk.get(columns)))["Location"]
    batch = work(aoba)
    assert (batch.creates, batch.errors, batch.options) == (2, 0, {"program_id": program.pk})
    # What was understood stands there before anything is stored (rule E5).
    shown = desk.get(page).content.decode()
    assert READ_OF[shape] in shown.replace("<br><small", "|<small")
    assert "取り込まない行" not in shown
    assert not Registration.objects.exists()

    desk.post(page, {"deed": "apply"})
    assert work(aoba).state == "applied"
    rows = Registration.objects.order_by("number_value")
    assert [cells_of(row) for row in rows] == [HANAKO, TARO]
    assert {row.program_id for row in rows} == {program.pk}

    desk.post(page, {"deed": "undo"})
    assert not Registration.objects.exists()
    assert not Person.objects.filter(name="山田 花子").exists()


def test_the_preview_shows_the_number_as_printed_and_what_it_leaves_out(program, desk, aoba):
    table = xlsx(HEADINGS, [1, *ROW_1[1:]], ["", "計 1名"], ["※ 令和8年4月現在"], ["", "以上"])
    columns = send(desk, table, program=program)["Location"]
    page = desk.post(columns, posted(desk.get(columns)))["Location"]
    assert work(aoba).total == 1

    shown = desk.get(page).content.decode()

    assert "<td>001<br>" in shown
    for words in ("3行目：計 1名", "4行目：※ 令和8年4月現在", "5行目：以上"):
        assert words in shown


class TestNameAlone:
    """Somebody of whom the table has the name only is neither skipped nor taken over unseen."""

    @pytest.fixture
    def page(self, program, desk, aoba) -> str:
        table = xlsx(HEADINGS, [1, *ROW_1[1:]], ["", "髙橋 太郎"], ["", "職員名簿より転記"])
        columns = send(desk, table, program=program)["Location"]
        page: str = desk.post(columns, posted(desk.get(columns)))["Location"]
        assert (work(aoba).total, ImportBatch.objects.get().errors) == (3, 2)
        return page

    def test_stands_with_what_is_missing_and_what_to_do(self, page, desk):
        shown = desk.get(page).content.decode()

        assert "お名前だけが書かれています（登録番号がありません）" in shown
        assert "元の表に書き足して" in shown
        assert "<strong>髙橋 太郎</strong>" in shown
        assert "取り込まない行" not in shown

    def test_is_not_left_out_unless_somebody_says_so(self, page, desk, aoba):
        refused = desk.post(page, {"deed": "apply"}).content.decode()

        assert "エラーの行が2件あります" in refused
        desk.post(page, {"deed": "apply", "leave_errors": "1"})
        assert work(aoba).state == "applied"
        assert Registration.objects.count() == 1

    def test_a_remark_is_taken_out_by_its_button(self, page, desk, aoba):
        desk.post(page, {"deed": "leave_out", "row": "4"})
        desk.post(page, {"deed": "leave_out", "row": "2"})  # a row that is read is no remark
        desk.post(page, {"deed": "leave_out", "row": "4"})  # pressed twice

        batch, shown = ImportBatch.objects.get(), desk.get(page).content.decode()
        assert (batch.total, batch.creates, batch.errors) == (2, 1, 1)
        assert "4行目：職員名簿より転記" in shown
        assert "<strong>髙橋 太郎</strong>" in shown

    def test_another_town_and_a_taken_over_table_are_left_alone(self, page, desk, aoba, world):
        other = Desk(world.member(organization=world.wakaba))

        assert other.post(page, {"deed": "leave_out", "row": "4"}).status_code == 404
        desk.post(page, {"deed": "apply", "leave_errors": "1"})
        work(aoba)
        said = desk.post(page, {"deed": "leave_out", "row": "4"}).content.decode()
        assert "注記として外せません" in said
        assert ImportBatch.objects.get().errors == 2


class TestPapersAfterwards:
    """Supporters who were taken over have no papers: the page offers to issue them in one step."""

    @pytest.fixture
    def page(self, program, desk, aoba) -> str:
        columns = send(desk, SHAPES["plain"], program=program)["Location"]
        page: str = desk.post(columns, posted(desk.get(columns)))["Location"]
        work(aoba)
        assert "次にすること" not in desk.get(page).content.decode()
        desk.post(page, {"deed": "apply"})
        work(aoba)
        return page

    def test_all_are_issued_from_the_page_of_the_import(self, page, desk):
        Person.objects.filter(name="髙橋 太郎").update(name="\U00013000 太郎")
        step = desk.get(page).context["next"]
        assert "2人には、まだ登録証" in step["sentence"]

        asked = desk.post(step["url"], {"action": step["button"], "_selected_action": step["ids"]})

        assert asked.context["facts"] == [("このままでは印刷できない文字", "登録 012：\U00013000")]
        assert set(asked.context["form"].initial["kinds"]) == {"certificate", "card"}
        sent = {"_ids": asked.context["ids"], "kinds": ["certificate", "card"]}
        desk.post(asked.context["action_url"], sent)
        papers = RegistrationIssue.objects.values_list("number_text", "kind").order_by("pk")
        assert sorted(papers) == [
            ("001", "card"), ("001", "certificate"), ("012", "card"), ("012", "certificate"),
        ]  # fmt: skip
        assert desk.get(page).context["next"] is None

    def test_who_left_or_holds_a_paper_is_not_offered(self, page, desk, clerk):
        first, second = Registration.objects.order_by("number_value")
        add_papers(first, [RegistrationIssueKind.CARD], actor=clerk, now=NOW)
        Registration.objects.filter(pk=second.pk).update(state="withdrawn")

        assert desk.get(page).context["next"] is None


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
    "a bomb in the second sheet": (
        packed(parts() | {"xl/worksheets/sheet2.xml": b"<row>" + bytes(40_000_000)}),
        "名簿.xlsx",
    ),
    "entities that burst": (
        packed(parts() | {SHEET_PATH: b'<!DOCTYPE a [<!ENTITY b "bb">]>' + parts()[SHEET_PATH]}),
        "名簿.xlsx",
    ),
    "a string that is not there": (
        workbook('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
        "名簿.xlsx",
    ),
    "an endless cell": ("氏名\n".encode() + b"x" * 200_000, "名簿.csv"),
    "a hundred thousand columns": (b"," * 100_000, "名簿.csv"),
    "the character 0": ("登録番号,氏名\n1,山\0田\n".encode(), "名簿.csv"),
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
