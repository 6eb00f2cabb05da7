"""Cards and labels: cells stand where the stock has them, backs lie behind their fronts."""

import pytest

from foundation.pdf.document import Page
from foundation.pdf.sheets import (
    SHEET_STOCKS,
    CardSides,
    SheetOptions,
    draw_sheets,
    draw_test_sheet,
)
from foundation.pdf.style import BLACK, MM, Box, Style
from tests.foundation.pdf.reading import ink_in, new_document, picture, text, texts

CARD = SHEET_STOCKS["card-10"]


def write(page: Page, item: str, cell: Box) -> None:
    page.text_box(cell.inset(3), item, Style("gothic", 10))


def blacken(page: Page, item: str, cell: Box) -> None:
    page.rect(cell, None, BLACK)


@pytest.mark.parametrize("stock", SHEET_STOCKS.values(), ids=SHEET_STOCKS.keys())
def test_every_stock_is_centred_on_its_paper(stock):
    first, last = stock.cell(0), stock.cell(stock.cells - 1)

    assert first.x == pytest.approx(stock.paper.width - last.right, abs=0.05)
    assert first.y == pytest.approx(stock.paper.height - last.bottom, abs=0.05)
    assert first.x >= 0
    assert first.y >= 0


def test_business_cards_stand_on_ten_cell_stock():
    assert CARD.cell(0) == Box(14, 11, 91, 55)
    assert CARD.cell(3) == Box(105, 66, 91, 55)
    assert CARD.cell(9).bottom == 286


def test_a_cell_is_drawn_in_its_place_and_nudged():
    document = new_document()
    options = SheetOptions(start=3, nudge_x=2, nudge_y=-1)

    sheets = draw_sheets(document, CARD, ["x"], CardSides(blacken), options)

    image = picture(document.finish())
    assert sheets == 1
    whole = ink_in(image, (0, 0, 210, 297))
    assert whole == ink_in(image, (106.5, 64.5, 198.5, 120.5))
    assert whole == pytest.approx(91 * 55 * (2 * MM) ** 2, rel=0.02)


def test_items_fill_the_first_sheet_from_its_start_cell():
    document = new_document()
    names = [f"名{number:02}" for number in range(15)]

    sheets = draw_sheets(document, CARD, names, CardSides(write), SheetOptions(start=4))

    found = texts(document.finish())
    assert sheets == len(found) == 2
    assert all(name in found[0] for name in names[:6])
    assert all(name in found[1] for name in names[6:])


def test_backs_are_mirrored_behind_their_fronts():
    document = new_document()

    sheets = draw_sheets(document, CARD, ["甲"], CardSides(write, blacken))

    pdf = document.finish()
    assert sheets == 1
    assert len(texts(pdf)) == 2
    assert CARD.behind(0) == 1
    assert SHEET_STOCKS["label-24"].behind(3) == 5
    assert ink_in(picture(pdf, page=1), (14, 11, 104, 66)) == 0
    assert ink_in(picture(pdf, page=1), (106, 12, 195, 65)) > 0


def test_no_items_make_no_sheet():
    assert draw_sheets(new_document(), CARD, [], CardSides(write)) == 0


def test_a_start_outside_the_sheet_is_refused():
    with pytest.raises(ValueError, match="between 0 and 9"):
        draw_sheets(new_document(), CARD, ["x"], CardSides(write), SheetOptions(start=10))


def test_a_test_sheet_numbers_its_cells_and_shows_cut_marks():
    document = new_document()
    draw_test_sheet(document, CARD, SheetOptions())

    pdf = document.finish()
    assert all(str(number) in text(pdf) for number in range(1, 11))
    assert ink_in(picture(pdf), (0, 0, 13, 297)) > 0
    assert ink_in(picture(pdf), (0, 0, 210, 10)) > 0
