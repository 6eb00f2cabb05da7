"""The pages of an import, from the file to the undo."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.audit.models import AccessAction, AccessLog
from foundation.imports.models import HeadingMemory, ImportBatch
from foundation.jobs.execution import run_job
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from tests.conftest import World
from tests.foundation.adminsite.desk import Desk
from tests.foundation.imports.tables import read, upload, xlsx

TABLE = xlsx(["表題"], ["なまえ", "電話"], ["山田 太郎", "0312345678"], ["林 花", "12"])


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, frozen) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk_desk(world: World) -> Desk:
    return Desk(world.member())


def send(desk: Desk, content: bytes, name: str = "名簿.xlsx") -> Any:
    data = {"kind": "people", "file": SimpleUploadedFile(name, content)}
    return desk.post(reverse("admin:import_upload"), data)


def work(world: World) -> ImportBatch:
    with within(world.aoba):
        batch = ImportBatch.objects.get()
        run_job.call(world.aoba.pk, batch.job_id)
        batch.refresh_from_db()
    return batch


def test_from_the_file_to_the_undo(world: World, clerk_desk):
    response = send(clerk_desk, TABLE)
    with within(world.aoba):
        batch = ImportBatch.objects.get()
    columns = reverse("admin:import_columns", args=[batch.pk])
    page = reverse("admin:import_batch", args=[batch.pk])
    assert response["Location"] == columns
    assert "山田 太郎" in clerk_desk.get(columns).content.decode()

    data = {
        "sheet_name": "名簿", "heading_row": "2", "heading_rows": "1",
        "heading": ["なまえ", "電話"], "column_0": "name", "column_1": "phone",
    }  # fmt: skip
    assert clerk_desk.post(columns, data)["Location"] == page
    assert work(world).errors == 1
    shown = clerk_desk.get(page).content.decode()
    assert "1つだけ入力してください" in shown
    assert "エラーの行を除いて取り込む" in shown
    with within(world.aoba):
        assert HeadingMemory.objects.get(heading="なまえ").fields == ["name"]

    assert "直したファイル" in clerk_desk.post(page, {"deed": "apply"}).content.decode()
    clerk_desk.post(page, {"deed": "apply", "leave_errors": "1"})
    assert work(world).state == "applied"
    with within(world.aoba):
        assert Person.objects.get().name == "山田 太郎"

    clerk_desk.post(page, {"deed": "undo"})
    with within(world.aoba):
        assert not Person.objects.exists()


def test_a_broken_file_is_told_in_one_sentence(world: World, clerk_desk):
    response = send(clerk_desk, b"PK\x03\x04 no")

    assert "ファイルを開けませんでした" in response.content.decode()
    with within(world.aoba):
        assert not ImportBatch.objects.exists()


def test_another_row_of_headings(world: World, clerk_desk):
    send(clerk_desk, TABLE)
    with within(world.aoba):
        batch = ImportBatch.objects.get()
    page = reverse("admin:import_columns", args=[batch.pk])

    first, second = (clerk_desk.get(f"{page}?row={n}").content.decode() for n in (1, 2))
    assert 'name="heading" value="表題なまえ"' in first
    assert 'name="heading" value="なまえ"' in second
    assert clerk_desk.get(f"{page}?row=99999999999").status_code == 200


def test_the_error_sheet_is_an_export(world: World, clerk_desk):
    with within(world.aoba):
        actor = Actor.staff(clerk_desk.membership.user)
        batch = read(upload(xlsx(["氏名", "電話"], ["林 花", "12"]), actor), actor)
    response = clerk_desk.get(reverse("admin:import_errors", args=[batch.pk]))

    assert response.content.startswith(b"PK")
    with within(world.aoba):
        assert AccessLog.objects.filter(action=AccessAction.EXPORT).count() == 1


def test_nobody_else_gets_in(world: World, clerk_desk):
    with within(world.wakaba):
        other = Actor.staff(world.member(organization=world.wakaba).user)
        theirs = upload(TABLE, other)
    with within(world.aoba):
        ours = upload(TABLE, Actor.staff(world.member().user))
    for name in ("import_batch", "import_columns", "import_errors"):
        url = reverse(f"admin:{name}", args=[theirs.pk])
        assert clerk_desk.get(url).status_code == 404
        for role in (Role.VIEWER, Role.RECEPTION, Role.APPROVER):
            assert Desk(world.member(role)).get(url).status_code == 403
        # An administrator may import tables of figures, but opens no table of people.
        own = reverse(f"admin:{name}", args=[ours.pk])
        assert Desk(world.member(Role.ADMINISTRATOR)).get(own).status_code == 403
    url = reverse("admin:import_batch", args=[theirs.pk])
    assert clerk_desk.post(url, {"deed": "discard"}).status_code == 404
