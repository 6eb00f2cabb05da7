"""Rosters of towns, as they keep them: every shape leads to the same records (T37, T38)."""

import re
import tracemalloc
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from foundation.documents.models import NumberSeries, SeriesPurpose
from foundation.imports import staging
from foundation.imports.actions.uploading import receive_upload
from foundation.imports.enums import BatchState
from foundation.imports.kinds import kind_of
from foundation.imports.layouts import Layout
from foundation.imports.models import ImportBatch
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from foundation.refusals import Refused
from supporters.actions.decisions import approve_application
from supporters.actions.issues import add_papers
from supporters.actions.moves import take_leave
from supporters.enums import RegistrationIssueKind
from supporters.imports import cells
from supporters.models import (
    Registration,
    RegistrationMove,
    RegistrationTerm,
    Supporter,
)
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.foundation.imports.tables import apply, read, read_as, text_file, undo, xlsx
from tests.foundation.spreadsheets.archives import packed

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
HANAKO = {
    "number": "001", "name": "山田 花子", "kana": "やまだ はなこ", "sex": "female",
    "birth_date": date(1970, 5, 5), "postcode": "4000001", "address": "みどり県あおば市中央1-1",
    "phone": "0551234567", "mobile": "09012345678", "email": "hanako@example.jp",
    "registered_on": date(2025, 4, 1), "valid_from": date(2025, 4, 1),
    "valid_through": date(2027, 3, 31), "state": "active", "note": "手話ができる",
}  # fmt: skip
TARO = {
    "number": "012", "name": "髙橋 太郎", "kana": "たかはし たろう", "sex": "male",
    "birth_date": date(1989, 1, 8), "postcode": "4000002", "address": "みどり県あおば市南町2-2",
    "phone": "0559876543", "mobile": "08011112222", "email": "taro@example.jp",
    "registered_on": date(2026, 4, 1), "valid_from": date(2026, 4, 1),
    "valid_through": date(2028, 3, 31), "state": "active", "note": "",
}  # fmt: skip
HEADINGS = [
    "登録番号", "氏名", "ふりがな", "性別", "生年月日", "郵便番号", "住所", "電話番号", "携帯電話",
    "メール", "登録期間（から）", "登録期間（まで）", "備考",
]  # fmt: skip
ROW_1: list[Any] = [
    "001", "山田 花子", "やまだ はなこ", "女", "昭和45年5月5日", "400-0001",
    "みどり県あおば市中央1-1", "055-123-4567", "090-1234-5678", "hanako@example.jp",
    "令和7年4月1日", "令和9年3月31日", "手話ができる",
]  # fmt: skip
ROW_2: list[Any] = [
    "012", "髙橋 太郎", "たかはし たろう", "男", "平成元年1月8日", "400-0002",
    "みどり県あおば市南町2-2", "055-987-6543", "080-1111-2222", "taro@example.jp",
    "令和8年4月1日", "令和10年3月31日", "",
]  # fmt: skip


def only(*names: str) -> Any:
    """The rows reduced to some headings."""
    places = [HEADINGS.index(name) for name in names]
    return [[row[place] for place in places] for row in (HEADINGS, ROW_1, ROW_2)]


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def specimen() -> bytes:
    """The 登録名簿 as the manual prints it: five columns, several facts a cell."""
    return xlsx(
        ["ひきこもりサポーター登録名簿", "", "", "", ""],
        ["", "", "", "", "あおば市福祉課"],
        ["登録番号", "登録期間", "氏名（性別）（生年月日）", "住所・連絡先", "備考"],
        ["001", "令和7年4月1日から\n令和9年3月31日まで",
         "やまだ はなこ\n山田 花子\n（女）\n（昭和45年5月5日）",
         "〒400-0001\nみどり県あおば市中央1-1\n電話 055-123-4567　携帯 090-1234-5678\n"
         "hanako@example.jp", "手話ができる"],
        ["012", "令和8年4月1日から\n令和10年3月31日まで",
         "たかはし たろう\n髙橋 太郎\n（男）\n（平成元年1月8日）",
         "〒400-0002\nみどり県あおば市南町2-2\n電話 055-987-6543　携帯 080-1111-2222\n"
         "taro@example.jp", ""],
    )  # fmt: skip


def two_row_headings() -> bytes:
    upper = [*HEADINGS[:7], "連絡先", "", "", "登録期間", "", "備考"]
    lower = ["", "", "", "", "", "", "", "電話番号", "携帯電話", "メール", "から", "まで", ""]
    return xlsx(upper, lower, ROW_1, ROW_2, merge=("H1:J1", "K1:L1"))


def three_row_headings() -> bytes:
    upper = [*HEADINGS[:7], "連絡先", "", "", "登録期間", "", "備考"]
    middle = ["", "", "", "", "", "", "", "電話番号", "", "メール", "から", "まで", ""]
    lower = ["", "", "", "", "", "", "", "自宅", "携帯", "", "", "", ""]
    merge = ("H2:J2", "H3:I3", "J3:J4", "K2:L2", "M2:M4")
    return xlsx(["令和8年度 名簿"], upper, middle, lower, ROW_1, ROW_2, merge=merge)


def with_parts(changes: dict[str, Any], *rows: list[Any]) -> bytes:
    """A workbook of Excel whose parts were changed: by a function, or by a further part."""
    with ZipFile(BytesIO(xlsx(*rows))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        entries[name] = change(entries[name]) if callable(change) else change
    return packed(entries)


def lying_dimension() -> bytes:
    """It says that the table is one cell large."""
    sheet = "xl/worksheets/sheet1.xml"
    small = partial(re.sub, rb'<dimension ref="[A-Z0-9:]+"', b'<dimension ref="A1"')
    return with_parts({sheet: small}, HEADINGS, ROW_1, ROW_2)


def linked_workbook() -> bytes:
    """A note that is looked up in another workbook; what stood there last is taken."""
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    sheet = "xl/worksheets/sheet1.xml"
    cell = re.compile(b'<c r="M2"[^>]*>.*?</c>')
    looked_up = '<c r="M2" t="str"><f>[1]Sheet1!A1</f><v>手話ができる</v></c>'.encode()
    changes = {
        "xl/externalLinks/externalLink1.xml": link,
        sheet: partial(cell.sub, looked_up),
    }
    return with_parts(changes, HEADINGS, ROW_1, ROW_2)


def as_numbers() -> bytes:
    """Excel made numbers of numbers and dates of dates: zeros are gone."""

    def row(line: list[Any], number: int, days: list[date]) -> list[Any]:
        changed = list(line)
        changed[0] = number
        changed[4], changed[10], changed[11] = days
        changed[5] = int(line[5].replace("-", ""))
        changed[7] = int(line[7].replace("-", ""))
        changed[8] = int(line[8].replace("-", ""))
        return changed

    return xlsx(
        HEADINGS,
        row(ROW_1, 1, [date(1970, 5, 5), date(2025, 4, 1), date(2027, 3, 31)]),
        row(ROW_2, 12, [date(1989, 1, 8), date(2026, 4, 1), date(2028, 3, 31)]),
    )


def full_width() -> bytes:
    def row(line: list[Any]) -> list[Any]:
        return [line[0].translate(str.maketrans("012", "０１２")), line[1].replace(" ", "　"),
                *line[2:4], wide(line[4]), wide(line[5]), line[6], wide(line[7]), wide(line[8]),
                wide(line[9]), wide(line[10]), wide(line[11]), line[12]]  # fmt: skip

    return xlsx([heading.replace("（", "(").replace("）", ")") for heading in HEADINGS],
                row(ROW_1), row(ROW_2))  # fmt: skip


def joined(*, name: str, period: str) -> bytes:
    """氏名・性別・生年月日 and 登録期間 in one cell each; the rest in columns."""

    def row(line: list[Any]) -> list[Any]:
        identity = name.format(name=line[1], sex=line[3], birth=line[4])
        return [line[0], identity, line[2], *line[5:10],
                period.format(first=line[10], last=line[11]), line[12]]  # fmt: skip

    headings = ["登録番号", "氏名・性別・生年月日", "ふりがな", *HEADINGS[5:10], "登録期間", "備考"]
    return xlsx(headings, row(ROW_1), row(ROW_2))


SHAPES = {
    "plain": xlsx(HEADINGS, ROW_1, ROW_2),
    "specimen 資料7": specimen(),
    "titles above, notes below": xlsx(
        ["令和8年度　サポーター登録名簿"], [], ["", "", "取扱注意"], HEADINGS, ROW_1, ROW_2, [],
        ["※転出された方は別表"], ["", "以上"],
    ),
    "two rows of merged headings": two_row_headings(),
    "three rows of merged headings": three_row_headings(),
    "a dimension that lies": lying_dimension(),
    "links to another workbook": linked_workbook(),
    "numbers and dates of Excel": as_numbers(),
    "full width": full_width(),
    "on the second sheet": xlsx(
        HEADINGS, ROW_1, ROW_2, before={"表紙": [["サポーター名簿"], ["令和8年4月1日現在"]]}
    ),
    "other words": xlsx(
        ["No", "お名前", "フリガナ", "男女", "誕生日", "〒", "現住所", "固定電話", "携帯",
         "メールアドレス", "始期", "満了日", "摘要"],
        ["001", "山田　花子", "ヤマダ　ハナコ", "女性", "S45.5.5", "4000001", *ROW_1[6:10],
         "R7.4.1", "R9.3.31", "手話ができる"],
        ["012", "髙橋　太郎", "ﾀｶﾊｼ ﾀﾛｳ", "男性", "H1.1.8", "4000002", *ROW_2[6:10],
         "R8/4/1", "R10/3/31", ""],
    ),
    "other order and unknown columns": xlsx(
        ["", *reversed(HEADINGS), "印"], [1, *reversed(ROW_1), "済"], [2, *reversed(ROW_2), ""]
    ),
    "headings on every page": xlsx(HEADINGS, ROW_1, HEADINGS, ROW_2),
    "CSV of Excel (CP932)": text_file(HEADINGS, ROW_1, [*ROW_2[:1], "髙橋 太郎", *ROW_2[2:]]),
    "CSV in UTF-8 with a mark": text_file(HEADINGS, ROW_1, ROW_2, encoding="utf-8-sig"),
    "TSV": text_file(HEADINGS, ROW_1, ROW_2, encoding="utf-8", delimiter="\t"),
    "identity in lines": joined(
        name="{name}\n（{sex}）\n（{birth}生）", period="{first}から\n{last}まで"
    ),
    "identity in one line": joined(name="{name}（{sex}）{birth}生", period="{first}～{last}"),
    "identity with slashes": joined(name="{name}／{sex}／{birth}", period="自 {first} 至 {last}"),
    "a date past the era's end": xlsx(
        HEADINGS, ROW_1, [*ROW_2[:10], "平成38年4月1日", "平成40年3月31日", ""]
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes, program: Any, actor: Any) -> ImportBatch:
    name = "名簿.xlsx" if content.startswith(b"PK") else "名簿.csv"
    return receive_upload(
        kind_of("supporters.roster"), BytesIO(content), name,
        options={"program_id": program.pk}, actor=actor, now=NOW,
    )  # fmt: skip


def take(content: bytes, program: Any, actor: Any, **kwargs: Any) -> ImportBatch:
    return apply(read(upload(content, program, actor), actor), actor, **kwargs)


def cells_of(row: Registration) -> dict[str, Any]:
    """Everything a row of a roster can say, read back from the records."""
    person, term = row.person, row.terms.get()
    names = ("name", "kana", "sex", "birth_date", "postcode", "address", "phone", "mobile", "email")
    return {
        "number": row.number_text,
        **{name: getattr(person, name) for name in names},
        "registered_on": row.registered_on,
        "valid_from": term.valid_from,
        "valid_through": term.valid_through,
        "state": row.state,
        "note": row.note,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_leads_to_the_same_records(program, clerk, shape):
    batch = read(upload(SHAPES[shape], program, clerk), clerk)
    assert [row.errors for row in batch.rows.wrong()] == []
    assert (batch.creates, batch.errors) == (2, 0)
    apply(batch, clerk)

    assert [cells_of(row) for row in Registration.objects.order_by("number_value")] == [
        HANAKO, TARO,
    ]  # fmt: skip


# ── cells with several facts ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", {}),
        ("山田 花子", {"name": "山田 花子"}),
        ("山田 花子\n（男・女）\n（　　年　月　日）",
         None),
        ("山田 花子（男・女）", {"name": "山田 花子"}),
        ("（女）山田 花子", {"name": "山田 花子", "sex": "female"}),
        ("男谷 信女", {"name": "男谷 信女"}),
        ("山田 花子 女", {"name": "山田 花子", "sex": "female"}),
        ("ヤマダ ハナコ\n山田 花子\nS45.5.5", {
            "name": "山田 花子", "kana": "やまだ はなこ", "birth_date": date(1970, 5, 5)}),
        ("さくら", {"name": "さくら"}),
        ("山田 花子\n鈴木 一郎", None),
    ],
)  # fmt: skip
def test_who_in_one_cell(cell, expected):
    if expected is None:
        with pytest.raises(ValueError, match=r"分けられません|ありません"):
            cells.read_identity(cell)
    else:
        assert cells.read_identity(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", {}),
        ("みどり県あおば市1-2-3", {"address": "みどり県あおば市1-2-3"}),
        ("〒400-0001 みどり県あおば市1-2-3 TEL 0551-22-3333 FAX 0551-22-4444", {
            "postcode": "4000001", "address": "みどり県あおば市1-2-3", "phone": "0551223333"}),
        ("あおば市1　090(1234)5678", {"address": "あおば市1", "mobile": "09012345678"}),
        ("４００－０００１\nあおば市１－２\n０５５１２３４５６７", {
            "postcode": "4000001", "address": "あおば市1-2", "phone": "0551234567"}),
        ("〒　　　－　　　　\n電話（　　）", {}),
    ],
)  # fmt: skip
def test_where_in_one_cell(cell, expected):
    assert cells.read_contact(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", (None, None)),
        ("令和7年4月1日～令和9年3月31日", (date(2025, 4, 1), date(2027, 3, 31))),
        ("2025/4/1 - 2027/3/31", (date(2025, 4, 1), date(2027, 3, 31))),
        ("R7.4.1から", (date(2025, 4, 1), None)),
        ("令和9年3月31日まで", (None, date(2027, 3, 31))),
        ("平成31年4月1日〜令和元年5月31日", (date(2019, 4, 1), date(2019, 5, 31))),
        ("2年間", None),
        ("令和7年2月30日から令和9年3月31日まで", None),
    ],
)
def test_a_period_in_one_cell(cell, expected):
    if expected is None:
        with pytest.raises(ValueError, match="。"):
            cells.read_period(cell)
    else:
        assert cells.read_period(cell) == expected


def test_a_name_column_that_holds_more_is_refused(program, clerk):
    rows = only("登録番号", "氏名", "登録期間（から）", "登録期間（まで）")
    rows[1][1] = "山田 花子（女）昭和45年5月5日"
    batch = read(upload(xlsx(*rows), program, clerk), clerk)
    assert batch.errors == 1
    assert "性別や生年月日が入っています" in batch.rows.wrong().get().errors[0][1]


def test_any_heading_is_mapped_once_and_remembered(program, clerk):
    content = xlsx(["ID", "ひと", "いつから"], ["7", "山田 花子", "R7.4.1"])
    first = upload(content, program, clerk)
    layout = Layout(
        "名簿", 1, 1, ("ID", "ひと", "いつから"), (("number",), ("identity",), ("period",))
    )
    read_as(first, layout, clerk)
    again = upload(xlsx(["ID", "ひと", "いつから"], ["8", "林 花", "R8.4.1"]), program, clerk)
    assert again.mapping == [["number"], ["identity"], ["period"]]


# ── what becomes of them ─────────────────────────────────────────────────────────────────────


def test_numbers_raise_the_counter(program, clerk):
    take(xlsx(HEADINGS, ROW_1, [*["037"], *ROW_2[1:]]), program, clerk)
    series = NumberSeries.objects.get(purpose=SeriesPurpose.REGISTRATION)
    assert (series.next_value, series.series_year) == (38, 0)
    registration = approve_application(
        make.ready_application(program, make.person("新 人")),
        decided_on=TODAY,
        actor=clerk,
        now=NOW,
    )
    assert registration.number_text == "038"


def test_numbers_of_each_year_raise_the_counter_of_their_year(program, clerk, settings_of):
    settings_of(number_by_year=True, number_pattern="{R}-{連番:2}")
    rows = [HEADINGS, ["R7-05", *ROW_1[1:]], ["R8-11", *ROW_2[1:]]]
    take(xlsx(*rows), program, clerk)
    found = NumberSeries.objects.filter(purpose=SeriesPurpose.REGISTRATION)
    assert dict(found.values_list("series_year", "next_value")) == {2025: 6, 2026: 12}


def test_imported_people_wait_for_their_consent(program, clerk):
    take(SHAPES["plain"], program, clerk)
    supporter = Supporter.objects.get(person__name="山田 花子")
    assert not Supporter.objects.dispatchable_on(TODAY).exists()
    make.consent(supporter.person, make.text_of(program))
    assert list(Supporter.objects.dispatchable_on(TODAY)) == [supporter]


STATES = [
    ("有効", "active", date(2025, 4, 1)),
    ("", "active", date(2025, 4, 1)),
    ("休止中", "on_leave", TODAY),
    ("辞退", "withdrawn", TODAY),
    ("登録取消", "revoked", TODAY),
]


@pytest.mark.parametrize(("cell", "state", "since"), STATES)
def test_states_of_the_roster(program, clerk, cell, state, since):
    rows = only("登録番号", "氏名", "登録期間（から）", "登録期間（まで）")
    take(xlsx([*rows[0], "状態"], [*rows[1], cell]), program, clerk)
    row = Registration.objects.get()
    assert (row.state, row.state_since) == (state, since)
    moves = [move.to_state for move in row.moves.all()]
    assert moves == (["active"] if state == "active" else ["active", state])


def test_what_the_preview_warns_of(program, clerk):
    rows = only("登録番号", "氏名", "登録期間（から）", "備考")
    rows[1][3] = "令和8年3月 転出"
    batch = read(upload(xlsx(*rows), program, clerk), clerk)
    note = batch.rows.data().order_by("number").first().note
    assert "満了日は、設定の登録期間から計算します。" in note
    assert "備考に辞退などの記載があります。" in note
    apply(batch, clerk)
    assert RegistrationTerm.objects.order_by("pk").first().valid_through == date(2027, 3, 31)


ERRORS = [
    ({"登録番号": ""}, "登録番号がありません。"),
    ({"氏名": ""}, "氏名がありません。"),
    ({"登録期間（から）": "", "登録期間（まで）": ""}, "登録期間（から）か登録年月日"),
    ({"登録期間（まで）": "令和6年3月31日"}, "終わりが、始まりより前です。"),
    ({"登録期間（から）": "令和7年13月1日"}, "13月という月はありません"),
    ({"登録番号": "名誉"}, "登録番号に数字がありません。"),
    ({"電話番号": "12"}, "電話番号"),
    ({"性別": "不詳"}, "性別は"),
]


@pytest.mark.parametrize(("changes", "sentence"), ERRORS)
def test_rows_that_cannot_be_taken_over(program, clerk, changes, sentence):
    row = [changes.get(heading, cell) for heading, cell in zip(HEADINGS, ROW_1, strict=True)]
    batch = read(upload(xlsx(HEADINGS, row), program, clerk), clerk)
    assert batch.errors == 1
    assert sentence in str(batch.rows.wrong().get().errors)


def test_one_number_and_one_person_stand_once_in_a_table(program, clerk):
    same_number = ["001", *ROW_2[1:]]
    same_person = ["013", *ROW_1[1:]]
    batch = read(upload(xlsx(HEADINGS, ROW_1, same_number, same_person), program, clerk), clerk)
    errors = {row.number: row.errors[0][1] for row in batch.rows.wrong()}
    assert errors == {
        3: "2行目と同じ登録番号です。",
        4: "2行目と同じ方です。1人につき1行にしてください。",
    }


def test_numbers_and_people_that_are_taken(program, clerk):
    registration = make.registration(program, make.person("別 人"), number_text="001")
    live = make.registration(
        program, make.person("髙橋 太郎", birth_date=date(1989, 1, 8)), number_text="900"
    )
    batch = read(upload(SHAPES["plain"], program, clerk), clerk)
    errors = [row.errors[0][1] for row in batch.rows.wrong().order_by("number")]
    assert errors == [
        "この登録番号は、別の方が使っています。番号をご確認ください。",
        "登録番号 900 で、すでに登録されている方です。",
    ]
    assert {registration.pk, live.pk} == set(Registration.objects.values_list("pk", flat=True))


def test_somebody_known_is_completed_not_doubled(program, clerk):
    person = make.person("山田花子", kana="", email="", birth_date=date(1970, 5, 5))
    take(SHAPES["plain"], program, clerk)
    person.refresh_from_db()
    assert (person.name, person.kana, person.email) == (
        "山田花子", "やまだ はなこ", "hanako@example.jp",
    )  # fmt: skip
    assert Person.objects.count() == 2
    assert Registration.objects.get(number_text="001").person == person


# ── again, and back ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shape", ["specimen 資料7", "CSV of Excel (CP932)"])
def test_the_same_roster_again_makes_no_duplicates(program, clerk, shape):
    take(SHAPES["plain"], program, clerk)
    batch = read(upload(SHAPES[shape], program, clerk), clerk)
    assert (batch.creates, batch.updates, batch.unchanged, batch.errors) == (0, 0, 2, 0)
    with pytest.raises(Refused):
        apply(batch, clerk)
    assert (Registration.objects.count(), Person.objects.count()) == (2, 2)


def test_a_fuller_roster_completes_and_can_be_taken_back(program, clerk):
    thin = only("登録番号", "氏名", "生年月日", "登録期間（から）", "登録期間（まで）")
    take(xlsx(*thin), program, clerk)
    batch = read(upload(SHAPES["plain"], program, clerk), clerk)
    assert (batch.creates, batch.updates) == (0, 2)
    batch = apply(batch, clerk)
    row = Registration.objects.get(number_text="001")
    assert cells_of(row) == HANAKO

    undo(batch, clerk)
    row = Registration.objects.select_related("person").get(pk=row.pk)
    assert (row.note, row.person.kana, row.person.phone) == ("", "", "")
    assert row.person.birth_date == date(1970, 5, 5)


def test_undo_takes_everything_back_but_the_numbers(program, clerk):
    batch = take(SHAPES["plain"], program, clerk)
    person_ids = list(Person.objects.values_list("pk", flat=True))
    batch = undo(batch, clerk)

    assert batch.state == BatchState.UNDONE
    for model in (Registration, RegistrationTerm, RegistrationMove, Supporter, Person):
        assert model.objects.count() == 0, model
    history = Person.pgh_event_model.objects.filter(pgh_obj_id__in=person_ids)
    assert set(history.values_list("name", "address")) == {("", "")}
    assert NumberSeries.objects.get(purpose=SeriesPurpose.REGISTRATION).next_value == 13


def test_undo_leaves_whom_we_knew(program, clerk):
    person = make.person("山田 花子", kana="", birth_date=date(1970, 5, 5))
    entry = make.received_entry(program, person)
    supporter = Supporter.objects.create(program=program, person=person, received_entry=entry)
    batch = take(SHAPES["plain"], program, clerk)
    supporter.refresh_from_db()
    assert supporter.registration.number_text == "001"

    undo(batch, clerk)
    supporter.refresh_from_db()
    person.refresh_from_db()
    assert (supporter.registration, supporter.received_entry, person.kana) == (None, entry, "")
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("use", ["consent", "leave", "term", "card", "change", "correction"])
def test_no_undo_once_a_row_was_used(program, clerk, use):
    batch = take(SHAPES["plain"], program, clerk)
    row = Registration.objects.select_related("person").get(number_text="001")
    if use == "consent":
        make.consent(row.person, make.text_of(program))
    elif use == "leave":
        take_leave(row, on=TODAY, actor=clerk, now=NOW)
    elif use == "term":
        make.term(row, date(2027, 4, 1))
    elif use == "card":
        add_papers(row, [RegistrationIssueKind.CARD], actor=clerk, now=NOW)
    elif use == "change":
        make.application(program, row.person)
    else:
        Person.objects.filter(pk=row.person_id).update(address="新住所")
    with pytest.raises(Refused) as refused:
        undo(batch, clerk)
    assert refused.value.code == "import_used"
    assert Registration.objects.count() == 2


def test_the_other_town_is_untouched(program, clerk, world):
    with within(world.wakaba):
        theirs = make.person("山田 花子", kana="", birth_date=date(1970, 5, 5))
    take(SHAPES["plain"], program, clerk)
    with within(world.wakaba):
        theirs.refresh_from_db()
        assert (theirs.kana, Registration.objects.count()) == ("", 0)


def test_a_programme_that_registers_nobody(program, clerk, settings_of):
    other = type(program).objects.create(kind="other", name="別の事業", neutral_label="お知らせ")
    batch = read(upload(SHAPES["plain"], other, clerk), clerk)
    assert batch.state == BatchState.UPLOADED
    assert "サポーターの登録を行っていません" in batch.problem


# ── long tables ──────────────────────────────────────────────────────────────────────────────


def long_roster(count: int) -> bytes:
    rows = [
        [f"{n:06d}", f"氏 名{n}", "", "女", "昭和45年5月5日", "400-0001", f"町{n}", "",
         f"090{n:08d}", "", "令和8年4月1日", "令和10年3月31日", ""]
        for n in range(1, count + 1)
    ]  # fmt: skip
    return xlsx(HEADINGS, *rows)


def python_peak(content: bytes, program: Any, actor: Any) -> int:
    """The most bytes that Python objects took between upload and preview."""
    tracemalloc.start()
    batch = read(upload(content, program, actor), actor)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert batch.errors == 0
    return peak


def test_memory_grows_with_the_file_not_with_what_is_made_of_it(program, clerk, monkeypatch):
    monkeypatch.setattr(staging, "PORTION", 100)
    python_peak(long_roster(10), program, clerk)  # loads what the first import loads
    few, many = long_roster(200), long_roster(1_400)
    small, large = python_peak(few, program, clerk), python_peak(many, program, clerk)

    # A row kept for the check of doubles costs some hundred bytes; its cells would cost kilobytes.
    assert (large - small) / 1_200 < 2_500, f"{(large - small) // 1_200} bytes a row"
