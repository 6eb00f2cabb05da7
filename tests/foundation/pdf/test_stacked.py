"""Small tables below each other: whole where a page holds them, the next page where it does not."""

from datetime import UTC, datetime

import pypdfium2

from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.furniture import Furniture
from foundation.pdf.tables import Column, Table, draw_tables


def pages_of(*lengths: int) -> list[list[str]]:
    """Which lines stand on which page, for tables of so many lines."""
    about = About("表", created=datetime(2026, 10, 1, tzinfo=UTC), author="係")
    document = Document(about, A4_LANDSCAPE, furniture=Furniture(page_numbers=True))
    columns = (Column("項目", 40), Column("数", align="right"))
    draw_tables(
        document,
        [
            (
                Table(f"表題{n}", columns, caption=f"見出し{n}", note=f"注{n}", row_height=7),
                [[f"行{n}-{line}", "1"] for line in range(length)],
            )
            for n, length in enumerate(lengths)
        ],
    )
    pages = pypdfium2.PdfDocument(document.finish())
    texts = [page.get_textpage().get_text_range().split() for page in pages]
    pages.close()
    return texts


def test_two_small_tables_share_a_page_and_the_third_begins_the_next():
    first, second = pages_of(7, 7, 9)

    assert {"表題0", "注0", "行0-6", "見出し1", "行1-0", "行1-6"} <= set(first)
    assert not {"表題1", "注1"} & set(first), "note and title stand once a page"
    assert {"表題2", "注2", "行2-0", "行2-8"} <= set(second)


def test_a_table_longer_than_a_page_goes_on_and_the_next_follows_below_it():
    first, second = pages_of(26, 3)

    assert {"表題0", "行0-0"} <= set(first)
    assert {"行0-25", "見出し1", "行1-2"} <= set(second)
    rows = [word for word in (*first, *second) if word.startswith("行")]
    assert rows == [f"行0-{n}" for n in range(26)] + [f"行1-{n}" for n in range(3)]
