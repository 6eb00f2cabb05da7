"""An import from upload to undo: all or nothing, once, and only where it belongs (T37)."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from foundation.imports import jobs, kinds
from foundation.imports.actions.applying import start_applying
from foundation.imports.actions.uploading import (
    discard_batch,
    open_batch,
    receive_upload,
    release_batch,
)
from foundation.imports.documents.error_sheet import error_sheet
from foundation.imports.enums import BatchState
from foundation.imports.kinds import kind_of
from foundation.imports.layouts import Layout, propose_layout
from foundation.imports.models import HeadingMemory, ImportBatch, ImportRow
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.people.actions.erasure import erase_person
from foundation.people.actions.people import update_person
from foundation.people.enums import Basis
from foundation.people.jobs import remove_files
from foundation.people.models import Person
from foundation.refusals import Refused
from foundation.spreadsheets import open_upload
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.factories.trainings import ApplicationFactory
from tests.foundation.imports.tables import (
    apply,
    read,
    read_as,
    take,
    text_file,
    undo,
    upload,
    xlsx,
)

HEADINGS = ["氏名", "ふりがな", "生年月日", "電話番号"]
TARO = ["山田 太郎", "やまだ たろう", "昭和25年3月9日", "0312345678"]
HANA = ["林 花", "はやし はな", "H1.1.8", ""]
BAD = ["森 一", "もり はじめ", "平成99年99月1日", "12"]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def files(media: Path) -> list[Path]:
    remove_files()
    return [path for path in media.rglob("*") if path.is_file()]


def names() -> list[str]:
    return sorted(Person.objects.values_list("name", flat=True))


def test_the_preview_counts_and_changes_nothing(aoba, clerk):
    PersonFactory(name="林 花", kana="", birth_date=date(1989, 1, 8), phone="")
    batch = read(upload(xlsx(HEADINGS, TARO, HANA, BAD), clerk), clerk)

    assert (batch.total, batch.creates, batch.updates, batch.errors) == (3, 1, 1, 1)
    assert names() == ["林 花"]


def test_errors_refuse_the_whole_unless_they_are_left_out_on_purpose(aoba, clerk):
    batch = read(upload(xlsx(HEADINGS, TARO, BAD), clerk), clerk)
    with pytest.raises(Refused) as caught:
        start_applying(batch, actor=clerk, now=NOW)
    assert caught.value.code == "import_errors"

    assert apply(batch, clerk, leave_errors=True).state == BatchState.APPLIED
    assert names() == ["山田 太郎"]


def test_a_crash_in_the_middle_leaves_nothing(aoba, clerk, monkeypatch: pytest.MonkeyPatch):
    batch = read(upload(xlsx(HEADINGS, TARO, HANA), clerk), clerk)
    kind = kind_of("people")

    def fail(facts: Any, plan: Any, context: Any, actor: Actor) -> Any:
        if facts["name"] == "林 花":
            raise RuntimeError
        return kind.apply_row(facts, plan, context, actor)

    monkeypatch.setitem(kinds._kinds, "people", replace(kind, apply_rows=None, apply_row=fail))
    batch = apply(batch, clerk)
    assert (names(), batch.state) == ([], BatchState.APPLYING)

    release_batch(batch, actor=clerk, now=NOW)
    monkeypatch.undo()
    assert apply(ImportBatch.objects.get(), clerk).state == BatchState.APPLIED
    assert names() == ["山田 太郎", "林 花"]


def test_the_same_file_again_is_refused(aoba, clerk, media):
    content = xlsx(HEADINGS, TARO)
    take(content, clerk)

    with pytest.raises(Refused) as caught:
        upload(content, clerk)
    assert caught.value.code == "import_again"
    assert files(media) == []


def test_the_same_rows_in_another_file_make_no_duplicates(aoba, clerk):
    take(xlsx(HEADINGS, TARO), clerk)
    batch = read(upload(text_file(HEADINGS, TARO), clerk, "写し.csv"), clerk)

    assert (batch.creates, batch.updates, batch.unchanged) == (0, 0, 1)
    with pytest.raises(Refused) as caught:
        start_applying(batch, actor=clerk, now=NOW)
    assert caught.value.code == "import_nothing"


def test_two_uploads_of_one_file_are_applied_once(aoba, clerk):
    content = xlsx(HEADINGS, TARO)
    first, second = (read(upload(content, clerk), clerk) for _ in range(2))
    apply(first, clerk)

    with pytest.raises(Refused) as caught:
        start_applying(second, actor=clerk, now=NOW)
    assert caught.value.code == "import_again"


def test_somebody_twice_in_one_table_becomes_one(aoba, clerk):
    batch = read(upload(xlsx(HEADINGS, TARO, HANA, TARO), clerk), clerk)
    assert (batch.creates, batch.unchanged) == (2, 1)
    assert batch.rows.get(number=4).note == "2行目と同じ方です。"

    apply(batch, clerk)
    assert names() == ["山田 太郎", "林 花"]


def test_the_known_are_completed_and_never_overwritten(aoba, clerk):
    person = PersonFactory(
        name="山田太郎",
        kana="",
        birth_date=date(1950, 3, 9),
        phone="0399999999",
        email="t@example.jp",
    )
    batch = read(upload(xlsx(HEADINGS, TARO), clerk), clerk)
    note = batch.rows.data().get().note
    apply(batch, clerk)
    person.refresh_from_db()

    assert (person.name, person.kana, person.phone, person.email) == (
        "山田太郎", "やまだ たろう", "0399999999", "t@example.jp",
    )  # fmt: skip
    assert note == "登録と違う項目：氏名・電話番号（登録のままにします）"


def test_two_records_that_fit_are_an_error(aoba, clerk):
    for _ in range(2):
        PersonFactory(name="山田 太郎", birth_date=date(1950, 3, 9))
    batch = read(upload(xlsx(HEADINGS, TARO), clerk), clerk)

    assert "2件あります" in batch.rows.wrong().get().errors[0][1]


def test_undo_takes_everything_back(aoba, clerk):
    known = PersonFactory(name="林 花", kana="", birth_date=date(1989, 1, 8), phone="")
    batch = take(xlsx(HEADINGS, TARO, HANA), clerk)
    made = Person.objects.get(name="山田 太郎").pk
    known.refresh_from_db()
    assert known.kana == "はやし はな"

    batch = undo(batch, clerk)
    known.refresh_from_db()
    assert (batch.state, names(), known.kana) == (BatchState.UNDONE, ["林 花"], "")
    history = Person.pgh_event_model.objects.filter(pgh_obj_id=made)
    assert set(history.values_list("name", "phone")) == {("", "")}
    # and the table may be taken over once more
    assert take(xlsx(HEADINGS, TARO, HANA, ["新 人", "", "", ""]), clerk).creates == 2


@pytest.mark.parametrize("use", ["application", "correction", "merge"])
def test_no_undo_once_a_row_was_used(aoba, clerk, use: str):
    batch = take(xlsx(HEADINGS, TARO, HANA), clerk)
    taro = Person.objects.get(name="山田 太郎")
    if use == "application":
        ApplicationFactory(person=taro)
    elif use == "correction":
        update_person(taro, actor=clerk, now=NOW, address="新住所")
    else:
        Person.objects.filter(pk=PersonFactory().pk).update(merged_into=taro)

    with pytest.raises(Refused) as caught:
        undo(batch, clerk)
    assert caught.value.code == "import_used"
    assert "2行目" in caught.value.sentence
    assert "林 花" in names()


def test_undo_leaves_what_was_corrected_since(aoba, clerk):
    known = PersonFactory(name="林 花", kana="", birth_date=date(1989, 1, 8), phone="")
    batch = take(xlsx(HEADINGS, HANA), clerk)
    update_person(known, actor=clerk, now=NOW, kana="はやし か")
    undo(batch, clerk)
    known.refresh_from_db()

    assert known.kana == "はやし か"


# ── layouts ──────────────────────────────────────────────────────────────────────────────────


def test_what_a_heading_meant_is_remembered(aoba, clerk, world: World):
    rows = (["ひと", "いつ生まれ"], ["山田 太郎", "S25.3.9"])
    batch = upload(xlsx(*rows), clerk)
    assert batch.mapping == [[], []]

    layout = Layout("名簿", 1, 1, ("ひと", "いつ生まれ"), (("name",), ("birth_date",)))
    read_as(batch, layout, clerk)
    again = upload(xlsx(*rows, ["林 花", "H1.1.8"]), clerk)
    assert again.mapping == [["name"], ["birth_date"]]
    assert HeadingMemory.objects.count() == 2

    with within(world.wakaba):
        other = Actor.staff(world.member(organization=world.wakaba).user)
        assert upload(xlsx(*rows), other).mapping == [[], []]


def test_staff_choose_another_sheet_and_row(aoba, clerk):
    content = xlsx(HEADINGS, TARO, before={"控え": [["表題"], ["氏名"], ["林 花"]]})
    batch = upload(content, clerk)
    assert batch.sheet_name == "名簿"

    chosen = propose_layout(open_batch(batch), kind_of("people"), sheet_name="控え", heading_row=2)
    batch = apply(read_as(batch, chosen, clerk), clerk)
    assert names() == ["林 花"]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [((("kana",), ()), "import_required"), ((("name",), ("name",)), "import_twice")],
)
def test_layouts_that_cannot_work(aoba, clerk, mapping, code: str):
    batch = upload(xlsx(["氏名", "住所"], ["a", "b"]), clerk)
    with pytest.raises(Refused) as caught:
        read_as(batch, Layout("名簿", 1, 1, ("氏名", "住所"), mapping), clerk)
    assert caught.value.code == code


def test_a_table_without_rows_is_given_back(aoba, clerk):
    batch = read(upload(xlsx(HEADINGS), clerk), clerk)

    assert batch.state == BatchState.UPLOADED
    assert "データの行がありません" in batch.problem


# ── errors ───────────────────────────────────────────────────────────────────────────────────


def test_the_error_sheet_has_the_layout_of_the_table(aoba, clerk):
    title = ["令和8年度名簿", "", "", ""]
    batch = read(upload(xlsx(title, HEADINGS, TARO, BAD), clerk), clerk)
    rows = [row.values for row in open_upload(BytesIO(error_sheet(batch)), "e.xlsx").rows()]

    assert [row[:4] for row in rows] == [tuple(title), tuple(HEADINGS), tuple(BAD)]
    assert rows[1][4] == "エラーの内容"
    assert "99月という月はありません" in str(rows[2][4])


def test_corrected_there_it_can_be_uploaded(aoba, clerk):
    batch = read(upload(xlsx(HEADINGS, TARO, BAD), clerk), clerk)
    sheet = [list(r.values) for r in open_upload(BytesIO(error_sheet(batch)), "e.xlsx").rows()]
    sheet[1][2:4] = ["昭和30年1月1日", ""]
    take(xlsx(*sheet), clerk)

    assert names() == ["森 一"]


def test_a_formula_in_the_error_sheet_stays_text(aoba, clerk):
    batch = read(upload(text_file(["氏名", "電話"], ["=1+1", "x"]), clerk, "a.csv"), clerk)
    row = list(open_upload(BytesIO(error_sheet(batch)), "e.xlsx").rows())[1]

    assert row.values[0] == "=1+1"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04nonsense", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.xlsx"),
        (xlsx(HEADINGS, TARO), "a.csv"),
        (xlsx(HEADINGS, TARO), "a.xlsm"),
        (xlsx(), "a.xlsx"),
        (b'"open', "a.csv"),
        (b"\x00\x01\x02", "a.csv"),
    ],
)
def test_broken_uploads_leave_nothing_behind(aoba, clerk, media, content: bytes, name: str):
    with pytest.raises(Refused):
        upload(content, clerk, name)

    assert files(media) == []
    assert not ImportBatch.objects.exists()
    assert not Job.objects.exists()


# ── what is left ─────────────────────────────────────────────────────────────────────────────


def test_the_file_goes_when_the_table_is_taken_over(aoba, clerk, media):
    batch = read(upload(xlsx(HEADINGS, TARO), clerk), clerk)
    assert len(files(media)) == 1
    apply(batch, clerk)

    assert files(media) == []


def test_thrown_away(aoba, clerk, media):
    batch = read(upload(xlsx(HEADINGS, TARO), clerk), clerk)
    discard_batch(batch, actor=clerk, now=NOW)

    assert (files(media), ImportRow.objects.count()) == ([], 0)


def test_after_a_month_rows_and_files_are_gone(aoba, clerk, media):
    take(xlsx(HEADINGS, TARO), clerk)
    read(upload(xlsx(HEADINGS, HANA), clerk), clerk)
    jobs.discard_old(NOW)
    assert ImportRow.objects.count() == 4

    ImportBatch.objects.update(created_at=NOW - timedelta(days=31))
    jobs.discard_old(NOW)
    assert (ImportRow.objects.count(), files(media)) == (0, [])
    assert names() == ["山田 太郎"]


def test_an_erasure_reaches_staged_rows_and_files(aoba, clerk, media):
    take(xlsx(HEADINGS, TARO), clerk)
    waiting = read(
        upload(xlsx([*HEADINGS, "備考"], [*TARO, "希望あり"], [*HANA, ""]), clerk), clerk
    )
    upload(xlsx(HEADINGS, TARO, HANA), clerk)
    erase_person(Person.objects.get(), basis=Basis.REQUEST, actor=clerk, now=NOW)

    assert files(media) == []
    assert not ImportRow.objects.filter(key="山田太郎").exists()
    assert [row.raw for row in waiting.rows.data()] == [[], [*HANA, ""]]


def test_the_other_organization_neither_sees_nor_is_changed(world: World, clerk):
    with within(world.wakaba):
        theirs = PersonFactory(name="山田 太郎", kana="", birth_date=date(1950, 3, 9))
    with within(world.aoba):
        batch = take(xlsx(HEADINGS, TARO), clerk)
        assert batch.creates == 1
    with within(world.wakaba):
        theirs.refresh_from_db()
        assert theirs.kana == ""
        assert not ImportBatch.objects.exists()
        assert not ImportRow.objects.exists()


def test_only_ids_and_codes_go_into_the_options(aoba, clerk):
    batch = receive_upload(
        kind_of("people"), BytesIO(xlsx(HEADINGS, TARO)), "a.xlsx",
        options={"program_id": 3}, actor=clerk, now=NOW,
    )  # fmt: skip

    assert batch.options == {"program_id": 3}
