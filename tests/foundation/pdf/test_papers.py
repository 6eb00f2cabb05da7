"""Certificates, forms, letters and lists: every text arrives, however long it is."""

from itertools import islice, pairwise

import pytest

from foundation.pdf.blocks import Contact, Gap, Items, Para, Right, Signature, Title, To
from foundation.pdf.cells import Checks, DateCell, Name, Options, Stack, Text
from foundation.pdf.certificate import (
    CertificateDesign,
    CertificateEntry,
    CertificateIssuer,
    draw_certificate,
)
from foundation.pdf.document import A4_LANDSCAPE
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.pdf.letters import Letter, letter_blocks
from foundation.pdf.qr import draw_qr
from foundation.pdf.runs import chain
from foundation.pdf.seals import Seal, SealMode
from foundation.pdf.style import MM
from foundation.pdf.tables import Column, Table, draw_table
from tests.foundation.pdf.reading import (
    ink_in,
    new_document,
    page_with,
    picture,
    qr_codes,
    text,
    texts,
)

URL = "https://sasae.example.jp/v/7K2M9QXA"


def numbered(count: int) -> str:
    """Text whose every part can be found again."""
    return "".join(f"第{number}文です。" for number in range(count))


def application(reason: str = "", name: str = "山田 花子") -> list[Block]:
    return [
        To("（宛先）あおば市長", honorific=""),
        Right(""),
        Title("ひきこもりサポーター登録申込書"),
        Para("次のとおり申し込みます。"),
        Grid(
            [
                Row("ふりがな", Text("やまだ はなこ"), 8),
                Row("氏名", Name(name, seal=True), 14),
                Row(
                    "性別",
                    Options(("男", "女"), ("女",)),
                    beside=(Beside(DateCell(after="生"), 70, "生年月日"),),
                ),
                Row("連絡先", Stack((Text("電話"), Text("E-Mail"))), 16),
                Row("動機・理由", Text(reason, lined=True), 40, grow=2),
                Row("資格・特技", Text("", lined=True), 30, grow=1),
            ]
        ),
    ]


def composed(blocks: list[Block]) -> tuple[int, bytes]:
    document = new_document()
    pages = compose(document, blocks)
    return pages, document.finish()


def test_an_empty_form_fills_one_page():
    pages, pdf = composed(application())

    assert pages == 1
    assert ink_in(picture(pdf), (24, 270, 190, 280)) > 0  # the last row reaches the foot


def different(count: int) -> str:
    """Kanji that appear nowhere else on the form, each once."""
    drawable = chain("mincho")
    used = set("".join(texts(composed(application())[1])) + "つづき")
    kanji = (chr(code) for code in range(0x4E00, 0x9FA0) if not drawable[chr(code)].lost)
    return "".join(islice((sign for sign in kanji if sign not in used), count))


@pytest.mark.parametrize(("count", "most"), [(50, 1), (1000, 1), (3000, 3), (6000, 5)])
def test_a_long_answer_shrinks_or_goes_on_and_loses_nothing(count: int, most: int):
    reason = different(count)

    pages, pdf = composed(application(reason))

    assert pages <= most
    assert [sign for sign in text(pdf) if sign in set(reason)] == list(reason)


def test_a_continued_row_repeats_its_label():
    _pages, pdf = composed(application(numbered(900)))

    assert all("（つづき）" in page for page in texts(pdf)[1:2])
    assert "1 / " in texts(pdf)[0]


def test_every_row_of_two_long_answers_arrives():
    grid = Grid(
        [
            Row("一", Text(numbered(300)), beside=(Beside(Text("甲" * 500), 60, "二"),)),
            Row("三", Text("乙" * 800)),
        ]
    )

    _pages, pdf = composed([grid])

    assert text(pdf).count("甲") == 500
    assert text(pdf).count("乙") == 800


def test_a_very_long_name_stays_on_its_line():
    name = "アレクサンドラ・マリア・フェルナンデス・デ・ラ・クルス" * 3

    pages, pdf = composed(application(name=name))

    assert pages == 1
    assert name in text(pdf)


def test_only_the_chosen_option_is_circled():
    def ink(chosen: tuple[str, ...]) -> int:
        _pages, pdf = composed([Grid([Row("性別", Options(("男", "女"), chosen))])])
        return ink_in(picture(pdf), (0, 0, 210, 297))

    assert ink(("男",)) > ink(())
    assert ink(("男", "女")) > ink(("男",))


def test_a_choice_that_is_no_longer_offered_still_prints():
    _pages, pdf = composed(
        [
            Grid(
                [
                    Row("種別", Options(("訪問", "面接"), ("電話",), other="その他")),
                    Row("確認", Checks(("訪問",), other="その他", other_text="手紙")),
                ]
            )
        ]
    )

    assert "電話" in text(pdf)
    assert "その他（手紙）" in text(pdf)


def test_a_consent_paper_goes_on_when_its_items_are_many():
    items = tuple(f"{number}番目の事項です。" * 6 for number in range(40))

    pages, pdf = composed(
        [Title("同意書"), Items(items), Signature(), Gap(2), Contact("先", ("課",))]
    )

    assert pages > 1
    assert all(f"{number}番目の事項です。" in text(pdf) for number in range(40))


def test_a_letter_has_all_its_parts():
    letter = Letter(
        subject="研修の開催について（通知）",
        body=numbered(30),
        addressee="山田 花子",
        address_lines=("〒123-4567", "あおば市中央1-2-3"),
        number="あ福第12号",
        date="令和8年11月20日",
        sender=("あおば市長", "青葉 一郎"),
        seal=Seal(SealMode.OMITTED),
        details=("日時", "会場"),
        contact=("福祉課",),
    )

    pages, pdf = composed(letter_blocks(letter))

    assert pages == 1
    found = text(pdf)
    for wanted in ("研修の開催", "山田 花子", "様", "あ福第12号", "（公印省略）", "記", "以上"):
        assert wanted in found


def design(
    *, landscape: bool, body: str = "研修の全課程を修了されたことを証します。"
) -> CertificateDesign:
    return CertificateDesign(
        titles=("ひきこもりサポーター養成研修", "修了証書"),
        body=body,
        date="令和8年11月20日",
        issuers=(CertificateIssuer("あおば市長 青葉 一郎"),),
        fiscal_year="令和8年度",
        landscape=landscape,
    )


@pytest.mark.parametrize("landscape", [False, True])
def test_a_certificate_carries_its_fields_and_a_readable_code(landscape: bool):
    document = new_document()
    entry = CertificateEntry("𠮷田 辻\U000e0101子", "第12号", verify_url=URL)
    draw_certificate(document, design(landscape=landscape), entry)

    pdf = document.finish()

    found = text(pdf)
    for wanted in ("令和8年度", "第12号", "修了証書", "𠮷田", "様", "令和8年11月20日", "青葉 一郎"):
        assert wanted in found
    assert "辻\U000e0101子" in found
    assert qr_codes(pdf) == [URL]
    assert document.undrawable == []


def test_a_long_certifying_sentence_is_made_smaller_not_cut():
    document = new_document()
    body = numbered(150)
    draw_certificate(document, design(landscape=True, body=body), CertificateEntry("山田 花子"))

    assert body in text(document.finish())


def test_certificates_of_a_course_share_one_drawing():
    document = new_document()
    for number in range(20):
        draw_certificate(document, design(landscape=True), CertificateEntry(f"山田 {number}"))

    pdf = document.finish()

    assert pdf.count(b"/Subtype /Form") == 1
    assert len(texts(pdf)) == 20


@pytest.mark.parametrize("size", [18, 40])
def test_a_code_is_read_back_from_pixels(size: int):
    pdf = page_with(lambda page: draw_qr(page, URL, 50, 50, size))

    assert qr_codes(pdf) == [URL]


COLUMNS = (Column("番号", 15, "center"), Column("氏名", 50), Column("備考"))


def test_a_list_repeats_its_heading_and_numbers_its_pages():
    document = new_document(A4_LANDSCAPE)
    rows = [(str(number), f"氏名{number}番", "") for number in range(60)]

    pages = draw_table(document, Table("受付簿", COLUMNS, office="福祉課", blank_rows=3), rows)

    found = texts(document.finish())
    assert pages == len(found) == 4
    assert all("受付簿" in page and "備考" in page and "福祉課" in page for page in found)
    assert [f"{n} / 4" in page for n, page in enumerate(found, start=1)] == [True] * 4
    assert all(f"氏名{number}番" in "".join(found) for number in range(60))


def test_reception_rows_leave_room_to_write():
    document = new_document(A4_LANDSCAPE)
    draw_table(document, Table("受付簿", COLUMNS), [("1", "a", "")] * 10)

    operators = document.pages[0].operators
    lines = [op.split() for op in operators if op.endswith("l S")]
    heights = [float(line[1]) for line in lines if line[1] == line[4]]
    assert len(heights) == 10
    assert all(above - below >= 9 * MM - 0.02 for above, below in pairwise(heights))


def test_a_cell_longer_than_a_page_goes_on():
    document = new_document()

    pages = draw_table(document, Table("名簿", COLUMNS), [("1", "山田", "丙" * 6000)])

    assert pages > 1
    assert text(document.finish()).count("丙") == 6000


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="3 columns"):
        draw_table(new_document(), Table("名簿", COLUMNS), [("1",)])
