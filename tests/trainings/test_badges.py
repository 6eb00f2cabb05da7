"""Name badges: eight on a sheet, never an address (rule B14)."""

from pathlib import Path

import pypdfium2
import pytest

from foundation.pdf.document import About, Document
from foundation.pdf.fonts import default_font_dir
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from trainings.documents.badges import Badge, badge_sheets, badges_of, draw_badges

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
    ),
]


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_a_badge_says_the_name_and_no_address(aoba):
    course = CourseFactory(title="養成研修")
    one = ApplicationFactory(
        course=course,
        name="青木 花子",
        place="中央1-2-3",
        place_kind="address",
        affiliation="民生課",
    )

    (plain,) = badges_of(course.title, [one])
    (full,) = badges_of(course.title, [one], with_affiliation=True)
    (page,) = pages_of(badge_sheets([full], "あおば市", NOW))

    assert plain.affiliation == ""
    assert "青木 花子" in page
    assert "民生課" in page
    assert "中央" not in page


def test_the_ninth_badge_begins_a_new_sheet():
    document = Document(About("名札", NOW))

    sheets = draw_badges(document, [Badge("研修", f"人 {n}", role="講師") for n in range(9)])

    first, second = pages_of(document.finish())
    assert sheets == 2
    assert "人 7" in first
    assert "人 8" not in first
    assert "人 8" in second
