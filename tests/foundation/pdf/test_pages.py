"""Some pages of a list or of a batch of sheets are printed again, numbered as before (ux 4)."""

import pytest

from foundation.pdf.pages import ALL_PAGES, Pages
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import Style
from foundation.pdf.tables import Column, Table, draw_table
from foundation.refusals import Refused
from tests.foundation.pdf.reading import new_document, texts

CARD = SHEET_STOCKS["card-10"]
NUMBER = Style("gothic", 9)


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", ALL_PAGES),
        ("3", Pages(3, 3)),
        ("3-5", Pages(3, 5)),
        ("３～５", Pages(3, 5)),
        (" 3 ー 5 ", Pages(3, 5)),
        ("3-", Pages(3)),
    ],
)
def test_what_is_typed(typed, pages):
    assert Pages.read(typed) == pages


@pytest.mark.parametrize("typed", ["0", "5-3", "a", "1,3", "-3", "3-5-7"])
def test_what_cannot_be_read(typed):
    with pytest.raises(ValueError, match="ページ"):
        Pages.read(typed)


@pytest.mark.parametrize(
    ("pages", "total", "numbers"),
    [
        (ALL_PAGES, 3, [1, 2, 3]),
        (ALL_PAGES, 0, []),
        (Pages(2, 2), 3, [2]),
        (Pages(2, 9), 3, [2, 3]),
        (Pages(2), 3, [2, 3]),
    ],
)
def test_which_numbers_are_drawn(pages, total, numbers):
    assert list(pages.of(total)) == numbers


def test_a_page_that_does_not_exist():
    with pytest.raises(Refused) as refused:
        Pages(4).of(3)
    assert "全部で3ページ" in refused.value.sentence


def _sheets(options: SheetOptions, count: int = 25, *, backs: bool = False) -> list[str]:
    document = new_document()

    def write(page, item, box):
        page.text(2, 2, f"[{item}]", NUMBER)

    total = draw_sheets(
        document, CARD, list(range(1, count + 1)), CardSides(write, write if backs else None),
        options,
    )  # fmt: skip
    assert total == 3
    return texts(document.finish())


def test_the_second_sheet_holds_what_it_held():
    whole = _sheets(SheetOptions(start=4))
    again = _sheets(SheetOptions(start=4, sheets=Pages(2, 2)))

    assert again == [whole[1]]
    assert [f"[{n}]" in again[0] for n in (6, 7, 16, 17)] == [False, True, True, False]


def test_a_sheet_comes_with_its_back():
    assert len(_sheets(SheetOptions(sheets=Pages(3)), backs=True)) == 2


def test_pages_of_a_list_keep_their_numbers():
    table = Table("名簿", (Column("氏名"),), row_height=30)
    rows = [[f"氏名{n}"] for n in range(20)]
    whole, part = new_document(), new_document()
    assert draw_table(whole, table, rows) == draw_table(part, table, rows, Pages(2, 2)) == 3

    (page,) = texts(part.finish())
    assert page == texts(whole.finish())[1]
    assert "2 / 3" in page
