"""The サポーター証 of one assignment, a card of 91×55 mm: who comes, for whom nobody reads."""

from datetime import datetime
from typing import Any

from foundation.pdf.document import About, Document, Page
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import GRAY, Box, Ink, Style
from foundation.text import format_phone

LAYOUT_VERSION = 1
STOCK = SHEET_STOCKS["card-10"]
BAND = Ink.gray(0.9)
TITLE = Style("gothic", 10, bold=True)
LABEL = Style("gothic", 7, ink=GRAY)
VALUE = Style("gothic", 9)
NAME = Style("mincho", 17)
KANA = Style("mincho", 7.5, ink=GRAY)
BACK = Style("mincho", 8, leading=1.6)
FORM_NUMBER = Style("mincho", 6, ink=GRAY, align="right")
RULES = (
    "１　訪問のときに携え、求められたら示してください。\n"
    "２　ほかの人に貸したり、譲ったりしないでください。\n"
    "３　派遣が終わったときは、返してください。\n"
    "４　活動で知ったことを、ほかの人に話さないでください。"
)


def draw_card(snapshot: dict[str, Any], created: datetime) -> bytes:
    """Return the PDF: the card in the first cell of a sheet, its back mirrored on page two."""
    document = Document(About("サポーター証", created=created))
    sides = CardSides(_front, _back)
    draw_sheets(document, STOCK, [snapshot], sides, SheetOptions(cut_marks=True))
    return document.finish()


def _front(page: Page, facts: dict[str, Any], box: Box) -> None:
    page.rect(Box(0, 0, box.width, 9.5), pen=None, fill=BAND)
    page.text_fit(5, 3, box.width - 10, facts["title"], TITLE)
    width = box.width - 10
    page.text_fit(5, 12.5, width, facts["kana"], KANA)
    page.text_fit(5, 16.5, width, facts["name"], NAME)
    rows = [
        ("発行番号", facts["number"]),
        ("登録番号", facts["registration"]),
        ("派遣の期間", f"{facts['begun']}から派遣が終わるまで"),
    ]
    for place, (label, value) in enumerate(rows):
        y = 27 + place * 5
        page.text(5, y + 0.5, label, LABEL)
        page.text_fit(22, y, box.width - 27, value, VALUE)
    page.text_fit(5, 43.5, width, f"上の者を{facts['title'][:-1]}として派遣します。", BACK)
    page.text_fit(5, 48.5, width, f"{facts['issued']}　{facts['issuer']}", BACK)


def _back(page: Page, facts: dict[str, Any], box: Box) -> None:
    # Cards issued before the setting existed do not know it.
    page.text_box(Box(5, 2, box.width - 10, 3), facts.get("form_number", ""), FORM_NUMBER)
    page.text_box(Box(5, 6, box.width - 10, 32), RULES, BACK, valign="top")
    found = f"お問い合わせ先　{facts['office']}　電話 {format_phone(facts['phone'])}"
    page.text_box(Box(5, 42, box.width - 10, 10), found, BACK.but(size=7.5))
