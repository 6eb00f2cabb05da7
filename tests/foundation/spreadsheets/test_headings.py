"""Where headings stand and what they mean, for tables as offices keep them."""

import pytest

from foundation.spreadsheets.headings import (
    find_headings,
    heading_key,
    is_note,
    looks_like_name,
    names_of,
    split_cell,
)

KNOWN = {
    heading_key(text): name
    for text, name in {
        "氏名": "name", "ふりがな": "kana", "生年月日": "birth", "性別": "sex", "住所": "address",
        "電話番号": "phone", "登録期間から": "from", "登録期間まで": "through", "番号": "number",
        "電話番号携帯": "mobile",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("氏名", ("name",)),
        (" 氏　名 ", ("name",)),
        ("氏\n名", ("name",)),
        ("※氏名（必須）", ("name",)),
        ("氏名(漢字)", ("name",)),
        ("電話番号（携帯）", ("mobile",)),
        ("電話番号（自宅）", ("phone",)),
        ("氏名・性別・生年月日", ("name", "sex", "birth")),
        ("氏名／ふりがな", ("name", "kana")),
        ("氏名及び住所", ("name", "address")),
        ("氏名・備考", ()),
        ("備考", ()),
        ("", ()),
    ],
)
def test_what_a_heading_means(text: str, names: tuple[str, ...]):
    assert names_of(text, KNOWN) == names


@pytest.mark.parametrize(
    ("rows", "index", "count", "fields"),
    [
        ([["氏名", "住所"], ["山田", "x"]], 0, 1, (("name",), ("address",))),
        (
            [["令和8年度名簿"], ["", "作成 4月1日"], ["番号", "氏名"], ["1", "山田"]],
            2, 1, (("number",), ("name",)),
        ),
        (
            [["氏名", "登録期間", ""], ["", "から", "まで"], ["山田", "R8.4.1", "R10.3.31"]],
            0, 2, (("name",), ("from",), ("through",)),
        ),
        # the second row is data: it holds figures or fills no gap
        ([["氏名", "住所", ""], ["山田", "林町", "1-2"]], 0, 1, (("name",), ("address",), ())),
        # a field is read from its first column
        ([["氏名", "住所", "住所"], ["a", "b", "c"]], 0, 1, (("name",), ("address",), ())),
    ],
)  # fmt: skip
def test_where_headings_stand(rows, index: int, count: int, fields):
    found = find_headings(rows, KNOWN)

    assert found is not None
    assert (found.index, found.rows, found.fields) == (index, count, fields)


def test_a_table_without_known_headings():
    assert find_headings([["a", "b"], ["1", "2"]], KNOWN) is None


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("山田 太郎\n男\nS25.3.9", 3, ["山田 太郎", "男", "S25.3.9"]),
        ("令和6年4月1日〜令和8年3月31日", 2, ["令和6年4月1日", "令和8年3月31日"]),
        ("R6.4.1からR8.3.31まで", 2, ["R6.4.1", "R8.3.31"]),
        ("2024/4/1～2026/3/31", 2, ["2024/4/1", "2026/3/31"]),
        ("山田 太郎／やまだ たろう", 2, ["山田 太郎", "やまだ たろう"]),
        ("山田　太郎　　男", 2, ["山田　太郎", "男"]),
        ("", 2, ["", ""]),
        ("山田", 2, None),
        ("a\nb\nc", 2, None),
    ],
)
def test_a_cell_with_several_facts(text: str, count: int, parts: list[str] | None):
    assert split_cell(text, count) == parts


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (["※敬称略", "", ""], True),
        (["", "", "以上"], True),
        (["山田 太郎", "", ""], False),
        (["", "住所だけ", "電話"], False),
    ],
)
def test_remarks_below_a_table(cells: list[str], note: bool):
    assert is_note(cells, [0]) is note


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山田 花子", True), ("山田　花子", True), ("邉\U000e0100 𠮷男", True), ("林", False),
        ("マリア・サントス", True), ("佐々木", True), ("Anna Schmidt", True),
        ("以上", False), ("合　計", False), ("計 12名", False), ("令和8年4月現在", False),
        ("※山田", False), ("備考：山田", False), ("別紙のとおり。", False), ("", False),
        ("本名簿の取扱いには十分に注意し、ほかに用いないこと", False),
    ],
)  # fmt: skip
def test_a_text_that_may_be_a_name(text, name):
    assert looks_like_name(text) is name
