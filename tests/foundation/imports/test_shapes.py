"""Tables of many shapes, every resulting value asserted (T38)."""

from datetime import date
from typing import Any

import pytest

from foundation.imports.enums import BatchState
from foundation.people.models import Person
from tests.foundation.imports.tables import read, take, text_file, upload, xlsx

HEADINGS = ["氏名", "ふりがな", "生年月日", "電話番号", "住所"]
ROW = ["山田 太郎", "やまだ たろう", "昭和25年3月9日", "03-1234-5678", "あおば市1-2"]
EXPECTED = {
    "name": "山田 太郎", "kana": "やまだ たろう", "birth_date": date(1950, 3, 9),
    "phone": "0312345678", "address": "あおば市1-2",
}  # fmt: skip


def only(**expected: Any) -> None:
    person = Person.objects.get()
    assert {name: getattr(person, name) for name in expected} == expected


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(xlsx(HEADINGS, ROW), id="plain"),
        pytest.param(
            xlsx(["令和8年度　受講者名簿"], [], ["", "", "", "", "作成 福祉課"], HEADINGS, ROW),
            id="titles above",
        ),
        pytest.param(
            xlsx(HEADINGS, ROW, [], ["※電話は日中のみ"], ["", "", "", "", "以上"]), id="notes below"
        ),
        pytest.param(xlsx(["", "", *HEADINGS], ["", 1, *ROW]), id="columns at the left"),
        pytest.param(xlsx(["No.", *HEADINGS, "備考"], [1, *ROW, "車あり"]), id="unknown columns"),
        pytest.param(xlsx(HEADINGS, ROW, HEADINGS), id="headings on every page"),
        pytest.param(xlsx(list(reversed(HEADINGS)), list(reversed(ROW))), id="other order"),
        pytest.param(
            xlsx(
                ["番号", "本人", "", "", "連絡先", ""],
                ["", "氏名", "ふりがな", "生年月日", "電話番号", "住所"],
                ["一", *ROW],
                merge=("A1:A2", "B1:D1", "E1:F1"),
            ),
            id="two merged rows of headings",
        ),
        pytest.param(
            xlsx(HEADINGS, ROW, before={"表紙": [["名簿"], ["取扱注意"]]}), id="second sheet"
        ),
        pytest.param(
            xlsx(
                ["氏名・ふりがな・生年月日", "電話番号", "住所"],
                ["\n".join(ROW[:3]), *ROW[3:]],
            ),
            id="several facts in one cell",
        ),
        pytest.param(
            xlsx(["お名前 ", "フリガナ", "生年月日※", "ＴＥＬ", "現 住 所"], ROW), id="other words"
        ),
        pytest.param(
            xlsx(HEADINGS, [ROW[0], "ヤマダ　タロウ", date(1950, 3, 9), 312345678, ROW[4]]),
            id="typed by Excel",
        ),
        pytest.param(
            xlsx(HEADINGS, [ROW[0], "ﾔﾏﾀﾞ ﾀﾛｳ", 18331, "０３（１２３４）５６７８", ROW[4]]),
            id="serial number and full width",
        ),
    ],
)
def test_workbooks(aoba, clerk, content: bytes):
    take(content, clerk)

    only(**EXPECTED)


@pytest.mark.parametrize(
    "content",
    [
        text_file(HEADINGS, ROW),
        text_file(HEADINGS, ROW, encoding="utf-8"),
        text_file(HEADINGS, ROW, encoding="utf-8-sig"),
        text_file(HEADINGS, ROW, encoding="utf-16"),
        text_file(HEADINGS, ROW, delimiter="\t"),
        text_file(["名簿", "", "", "", ""], HEADINGS, ROW),
    ],
    ids=["cp932", "utf-8", "with mark", "utf-16", "tabs", "title"],
)
def test_csv(aoba, clerk, content: bytes):
    take(content, clerk, "名簿.csv")

    only(**EXPECTED)


@pytest.mark.parametrize(
    ("heading", "cell", "name", "value"),
    [
        ("氏名", "髙﨑　𠮷之", "name", "髙﨑 𠮷之"),
        ("氏名", "ﾌｧﾝ ﾃｨ", "name", "ファン ティ"),
        ("生年月日", "平成元年1月8日", "birth_date", date(1989, 1, 8)),
        ("生年月日", "H1.1.8", "birth_date", date(1989, 1, 8)),
        ("生年月日", "１９８９／１／８", "birth_date", date(1989, 1, 8)),
        ("生年月日", "不明", "birth_date", None),
        ("電話番号", "9012345678", "phone", "09012345678"),
        ("電話番号", 9012345678, "phone", "09012345678"),
        ("電話番号", "なし", "phone", ""),
        ("郵便番号", "600001", "postcode", "0600001"),
        ("郵便番号", "〒100-0001", "postcode", "1000001"),
        ("メールアドレス", "Ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "email", "taro@example.jp"),
        ("性別", "女性", "sex", "female"),
        ("住所", " あおば市　１－２\nハイツ3号 ", "address", "あおば市　１－２ ハイツ3号"),
    ],
)
def test_values(aoba, clerk, heading: str, cell: Any, name: str, value: Any):
    headings, row = ["氏名", "備考"], ["山田 太郎", "x"]
    if heading == "氏名":
        row[0] = cell
    else:
        headings, row = [*headings, heading], [*row, cell]
    take(xlsx(headings, row), clerk)

    only(**{name: value})


@pytest.mark.parametrize(
    ("heading", "cell", "sentence"),
    [
        ("生年月日", "昭和25年2月30日", "日はありません"),
        ("生年月日", "25.3.9", "元号"),
        ("電話番号", "12345", "電話番号"),
        ("電話番号", -0.0, "電話番号"),
        ("電話番号", -312345678, "「-」で始まって"),
        ("住所", "あおば市\ue000町", "外字"),
        ("電話番号", "0312345678 0311112222", "1つだけ"),
        ("メール", "taro", "メールアドレス"),
        ("性別", "男女", "性別"),
        ("郵便番号", "123", "郵便番号"),
        ("ふりがな", "山田", "ふりがな"),
        ("所属", "長" * 121, "120文字"),
    ],
)
def test_cells_that_cannot_be_read(aoba, clerk, heading: str, cell: Any, sentence: str):
    batch = read(upload(xlsx(["氏名", heading], ["山田 太郎", cell]), clerk), clerk)
    ((place, said),) = batch.rows.wrong().get().errors

    assert (batch.state, batch.errors, place) == (BatchState.READY, 1, 1)
    assert sentence in said


def test_text_that_looks_like_a_formula_is_kept(aoba, clerk):
    take(text_file(["氏名", "所属"], ["=山田", "+81の会"]), clerk, "名簿.csv")

    only(name="=山田", affiliation="+81の会")


def test_a_row_without_a_name(aoba, clerk):
    batch = read(
        upload(xlsx(["氏名", "住所", "電話"], ["", "あおば市", "0312345678"]), clerk), clerk
    )

    assert batch.rows.wrong().get().errors == [[0, "氏名がありません。入力してください。"]]
