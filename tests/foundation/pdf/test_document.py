"""The file: the same input gives the same bytes, marks on every page, parts drawn once."""

import io
from datetime import datetime

import pypdfium2
import pytest
from PIL import Image

from foundation.clock import JST
from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.furniture import Furniture, printed
from foundation.pdf.images import UnreadableImage, read
from foundation.pdf.parts import StaticPart
from foundation.pdf.seals import OMITTED, Seal, SealMode, draw_seal
from foundation.pdf.style import Box, Style
from foundation.pdf.surface import Surface
from tests.foundation.pdf.reading import CREATED, ink_in, new_document, picture, text, texts


def sample() -> bytes:
    document = new_document(furniture=Furniture(watermark="取扱注意", page_numbers=True))
    document.new_page().text(20, 30, "山田\u3000太郎", Style())
    return document.finish()


def test_the_same_input_gives_the_same_bytes():
    assert sample() == sample()


def test_the_creation_date_must_know_its_zone():
    with pytest.raises(ValueError, match="aware"):
        Document(About("題", created=datetime(2026, 11, 20)))  # noqa: DTZ001


def test_the_file_says_what_it_is():
    document = Document(About("修了証書", created=CREATED, author="あおば市"))
    document.new_page()

    data = document.finish()
    file = pypdfium2.PdfDocument(data)

    assert file.get_metadata_dict()["Title"] == "修了証書"
    assert file.get_metadata_dict()["Author"] == "あおば市"
    assert file.get_metadata_dict()["CreationDate"] == "D:20261120103000+09'00'"
    assert b"/Lang (ja-JP)" in data
    assert file[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)
    file.close()


def test_every_page_carries_its_furniture():
    furniture = Furniture(
        watermark="取扱注意", copy_number="写し2", printed_by="印刷 福祉課", header="あおば市",
        page_numbers=True,
    )  # fmt: skip
    document = new_document(A4_LANDSCAPE, furniture)
    document.new_page()
    document.new_page()

    pages = list(texts(document.finish()))

    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        for wanted in ("取扱注意", "写し2", "印刷 福祉課", "あおば市", f"{number} / 2"):
            assert wanted in page


@pytest.mark.parametrize(
    ("who", "hour", "minute", "words"),
    [
        ("福祉課", 9, 5, "福祉課　令和8年10月10日（土）午前9時5分 印刷"),
        ("福祉課", 12, 0, "福祉課　令和8年10月10日（土）正午 印刷"),
        ("", 14, 30, "令和8年10月10日（土）午後2時30分 印刷"),
    ],
)
def test_who_printed_when_stands_in_words(who, hour, minute, words):
    assert printed(who, datetime(2026, 10, 10, hour, minute, tzinfo=JST)) == words


def test_a_draft_is_marked_across_the_page():
    document = new_document(furniture=Furniture(mark="下書き"))
    document.new_page()

    assert "下書き" in text(document.finish())


def test_a_static_part_is_drawn_once_for_many_pages_and_files():
    drawn = []

    def draw(surface: Surface) -> None:
        drawn.append(surface)
        surface.text(10, 10, "共通", Style())

    part = StaticPart(100, 50, draw)
    files = []
    for _ in range(2):
        document = new_document()
        for _ in range(2):
            document.new_page().place(part, 20, 20)
        files.append(document.finish())

    assert len(drawn) == 1
    assert texts(files[0]) == texts(files[1]) == ["共通", "共通"]
    assert files[0].count(b"/Subtype /Form") == 1


def test_a_part_stands_where_it_is_placed():
    part = StaticPart(10, 10, lambda surface: surface.rect(Box(0, 0, 10, 10), None, (0, 0, 0)))  # type: ignore[arg-type]
    document = new_document()
    page = document.new_page()
    with page.moved(50, 100):
        page.place(part, 5, 5)

    image = picture(document.finish())

    assert ink_in(image, (55.5, 105.5, 64.5, 114.5)) > 0
    assert ink_in(image, (0, 0, 54, 297)) == ink_in(image, (66, 0, 210, 297)) == 0


def png(mode: str) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (40, 40), "black").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_seal_image_is_drawn_in_its_square(mode: str):
    document = new_document()
    draw_seal(document.new_page(), Seal(SealMode.IMAGE, png(mode)), 100, 100)

    image = picture(document.finish())

    inside = ink_in(image, (99.5, 99.5, 124.5, 124.5))
    assert inside > 0
    assert inside == ink_in(image, (0, 0, 210, 297))


def test_seal_modes_without_an_image():
    document = new_document()
    page = document.new_page()
    draw_seal(page, Seal(SealMode.NONE), 10, 10)
    assert page.operators == []

    draw_seal(page, Seal(SealMode.BLANK), 100, 100)
    draw_seal(page, Seal(SealMode.OMITTED), 140, 100)

    assert text(document.finish()) == OMITTED


def test_a_file_that_is_no_image_is_refused():
    with pytest.raises(UnreadableImage):
        read(b"GIF89a")
