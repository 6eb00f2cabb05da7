"""The files of a submitted return: kept as they were drawn, whatever the layout becomes (G3)."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import InternalError, transaction
from django.urls import reverse

from foundation.documents.storage import read_kept
from foundation.organizations.permissions import Role
from reports.documents import kept_returns
from reports.enums import ReturnPaper
from reports.models import Return, ReturnFile
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk
from tests.reports.test_return_pages import YEAR_LATER, add, annual, do, text_of

__all__ = ["annual"]
pytestmark = pytest.mark.django_db


def submitted(world, program, annual) -> tuple[Desk, Return]:
    held(program, date(2025, 6, 7), 63)
    desk = Desk(world.member(Role.CLERK, Role.APPROVER))
    row = add(desk, form=annual.pk, fiscal_year=2025)
    do(desk, row, "ask")
    do(desk, row, "submit")
    return desk, row


PAPERS = ("return_pdf", "return_workbook")


def opened(desk: Desk, row: Return) -> list[bytes]:
    return [desk.get(reverse(f"admin:{name}", args=[row.pk])).content for name in PAPERS]


def in_another_layout(monkeypatch) -> None:
    for name in PAPERS:
        monkeypatch.setattr(kept_returns, name, lambda *args, **values: b"%PDF of another year")


def test_a_submitted_return_is_served_as_it_was_drawn_that_day(
    world, program, annual, at, monkeypatch
):
    desk, row = submitted(world, program, annual)
    kept = {one.kind: read_kept(one, one.file) for one in ReturnFile.objects.filter(returned=row)}
    at(YEAR_LATER)
    in_another_layout(monkeypatch)

    assert opened(Desk(world.member(Role.VIEWER)), row) == [kept["pdf"], kept["xlsx"]]
    assert "養成人数63人" in text_of(kept["pdf"])
    desk = Desk(world.member(Role.CLERK))
    draft = add(desk, form=annual.pk, fiscal_year=2026)
    assert opened(desk, draft) == [b"%PDF of another year"] * 2
    assert ReturnFile.objects.count() == 2, "nothing is kept of a draft"
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        ReturnFile.objects.filter(kind="pdf").update(sha256="0" * 64)


def test_one_submitted_before_files_were_kept_is_drawn_once(
    world, program, annual, at, monkeypatch
):
    monkeypatch.setattr("reports.admin.returns.keep_files", lambda row: None)
    desk, row = submitted(world, program, annual)
    assert not ReturnFile.objects.exists()

    first = opened(desk, row)
    in_another_layout(monkeypatch)
    at(YEAR_LATER)

    assert opened(Desk(world.member(Role.VIEWER)), row) == first


def test_who_opens_it_at_the_same_moment_gets_the_same_file(
    world, program, annual, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reports.admin.returns.keep_files", lambda row: None)
    desk, row = submitted(world, program, annual)
    draw, files = kept_returns.return_pdf, []

    def meanwhile(*args, **values):
        monkeypatch.setattr(kept_returns, "return_pdf", draw)
        files.append(kept_returns.kept_file(Return.objects.get(pk=row.pk), ReturnPaper.PDF))
        return draw(*args, **values) + b"drawn twice"

    monkeypatch.setattr(kept_returns, "return_pdf", meanwhile)

    assert opened(desk, row)[0] == files[0]
    only = ReturnFile.objects.get(kind="pdf")
    stored = only.file.storage.listdir(only.file.name.rpartition("/")[0])[1]
    assert {name for name in stored if name.endswith(".pdf")} == {only.file.name.split("/")[-1]}


@pytest.mark.parametrize("change", ["another", "gone"])
def test_a_file_that_is_not_the_kept_one_is_never_served(
    world, program, annual, change, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    desk, row = submitted(world, program, annual)
    for one in ReturnFile.objects.all():
        one.file.storage.delete(one.file.name)
        if change == "another":
            one.file.storage.save(one.file.name, ContentFile(b"%PDF another"))

    for name in PAPERS:
        answer = desk.get(reverse(f"admin:{name}", args=[row.pk]), follow=True)
        assert "控え（SHA-256）と一致しません" in answer.content.decode()
        assert "確定しました。この内容は変わりません" in answer.content.decode()


def full_disk(self, name, content):
    raise OSError(28, "No space left on device")


def test_a_full_disk_lets_the_return_stand_and_its_files_follow(
    world, program, annual, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", full_disk)
        desk, row = submitted(world, program, annual)
        assert Return.objects.get(pk=row.pk).is_submitted
        page = desk.get(reverse("admin:return_content", args=[row.pk])).content.decode()
        assert "PDFとExcelは、いま保存できませんでした" in page
        for name in PAPERS:
            answer = desk.get(reverse(f"admin:{name}", args=[row.pk]), follow=True)
            assert "ファイルの保存先を使えないため" in answer.content.decode()
    assert not ReturnFile.objects.exists()

    assert "養成人数63人" in text_of(opened(desk, row)[0])
    assert ReturnFile.objects.count() == len(PAPERS)
