"""The 登録カード, 91×55 mm, ten on a sheet: no address and no birth date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.pdf.document import About, Document, Page
from foundation.pdf.qr import draw_qr
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import GRAY, Box, Ink, Pen, Style
from foundation.wareki import EraStyle, format_date

STOCK = SHEET_STOCKS["card-10"]
BAND = Ink.gray(0.9)
TITLE = Style("gothic", 10, bold=True)
LABEL = Style("gothic", 7, ink=GRAY)
VALUE = Style("gothic", 9)
NAME = Style("mincho", 17)
KANA = Style("mincho", 7.5, ink=GRAY)
ISSUER = Style("mincho", 9)
BACK = Style("mincho", 8, leading=1.6)
QR = 19.0


@dataclass(frozen=True)
class CardFace:
    """One card: the snapshot of its issue and the address its code leads to."""

    snapshot: dict[str, Any]
    verify_url: str


@dataclass(frozen=True)
class CardOffice:
    """What all cards of a batch share: years' style and the lines of the back."""

    era_style: EraStyle
    section: str
    phone: str


def card_sheets(
    cards: Sequence[CardFace],
    office: CardOffice,
    *,
    options: SheetOptions,
    backs: bool,
    created: datetime,
) -> bytes:
    """Return the PDF of the sheets; with `backs` each sheet is followed by its mirrored back."""
    document = Document(About("登録カード", created=created))

    def front(page: Page, card: CardFace, box: Box) -> None:
        _front(page, card, box, office)

    def back(page: Page, card: CardFace, box: Box) -> None:
        _back(page, card, box, office)

    draw_sheets(document, STOCK, cards, CardSides(front, back if backs else None), options)
    return document.finish()


def _front(page: Page, card: CardFace, box: Box, office: CardOffice) -> None:
    facts = card.snapshot
    page.rect(Box(0, 0, box.width, 9.5), pen=None, fill=BAND)
    title = f"{facts['title']}{facts['card_word']}"
    page.text_fit(5, 3, box.width - 10, title, TITLE)
    left, width = 5, box.width - QR - 14
    page.text_fit(left, 13.5, width, facts["kana"], KANA)
    page.text_fit(left, 17.5, width, facts["name"], NAME)
    page.text(left, 27.5, "登録番号", LABEL)
    page.text_fit(left + 15, 27, width - 15, facts["number"], VALUE)
    page.text(left, 33, "登録期間", LABEL)
    page.text_fit(left + 15, 32.5, width - 15, f"{_day(facts['valid_from'], office)}から", VALUE)
    through = (
        f"{_day(facts['valid_through'], office)}まで" if facts["valid_through"] else "定めなし"
    )
    page.text_fit(left + 15, 37, width - 15, through, VALUE)
    if again := facts.get("reissued_on"):
        page.text_fit(left, 41.5, width, f"{_day(again, office)} 再交付", LABEL)
    issuer = "　".join(f"{item['title']}" for item in facts["issuers"]) or office.section
    page.text_fit(left, 45.5, width, issuer, ISSUER)
    draw_qr(page, card.verify_url, box.width - QR - 5, 13, QR)
    style = LABEL.but(align="center", size=6.5)
    page.text(box.width - 5 - QR / 2, 13 + QR + 0.8, "有効かどうかの確認", style)


def _back(page: Page, card: CardFace, box: Box, office: CardOffice) -> None:
    lines = (
        "１　活動のときは携え、求められたら示してください。\n"
        "２　ほかの人に貸したり、譲ったりしないでください。\n"
        "３　登録や期間が終わったときは、返してください。\n"
        "４　活動で知ったことを、ほかの人に話さないでください。"
    )
    page.text_box(Box(5, 5, box.width - 10, 32), lines, BACK, valign="top")
    page.line(5, 40, box.width - 5, 40, Pen(0.15, GRAY))
    found = f"拾われた方は、お手数ですがご連絡ください。\n{office.section}　電話 {office.phone}"
    page.text_box(Box(5, 41, box.width - 10, 11), found, BACK.but(size=7.5))


def _day(iso: str, office: CardOffice) -> str:
    return format_date(date.fromisoformat(iso), office.era_style)
