"""Place cards to fold, and slips of admission (受講票) with the code for the reception."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.pdf.document import About, Document, Page
from foundation.pdf.qr import draw_qr
from foundation.pdf.sheets import CardSides, SheetOptions, SheetStock, draw_sheets
from foundation.pdf.style import GRAY, PALE, Box, Pen, Style
from trainings.documents.badges import Badge

HALF_A4 = SheetStock("A4を横に2つ（210×148.5mm）", 1, 2, 210, 148.5, 0, 0)
FOLD = Pen(0.15, GRAY, (2.0, 2.0))
CUT = Pen(0.15, PALE, (1.0, 1.5))
CARD_NAME = Style("gothic", 54, bold=True, align="center")
CARD_SMALL = Style("gothic", 14, align="center", ink=GRAY)
TITLE = Style("gothic", 20, bold=True)
COURSE = Style("gothic", 14, bold=True, leading=1.35)
LABEL = Style("gothic", 9, ink=GRAY)
VALUE = Style("gothic", 11, leading=1.4)
NAME = Style("gothic", 18, bold=True)
FOOT = Style("gothic", 9, leading=1.4)
LEFT, WIDTH, LABEL_WIDTH, QR = 15.0, 180.0, 26.0, 34.0


def place_cards(badges: Sequence[Badge], office: str, created: datetime) -> bytes:
    """Return tent cards, two on an A4: cut in the middle, fold at the dashes."""
    document = Document(About("席札", created, author=office))
    draw_sheets(document, HALF_A4, badges, CardSides(_draw_card))
    return document.finish()


def _draw_card(page: Page, badge: Badge, cell: Box) -> None:
    half = cell.height / 2
    _draw_face(page, badge, half, half)
    with page.turned(cell.width, half, 180):  # whoever sits opposite reads the other side
        _draw_face(page, badge, 0, half)
    page.line(8, half, cell.width - 8, half, FOLD)
    page.line(0, cell.height, cell.width, cell.height, CUT)


def _draw_face(page: Page, badge: Badge, top: float, height: float) -> None:
    page.text_box(Box(LEFT, top + 8, WIDTH, 8), badge.affiliation or badge.role, CARD_SMALL)
    page.text_box(Box(LEFT, top + 17, WIDTH, height - 28), badge.name_lines, CARD_NAME)
    page.text_fit(LEFT, top + height - 9, WIDTH, badge.course, CARD_SMALL.but(size=9))


@dataclass(frozen=True)
class Slip:
    """One 受講票: who, which course, label and value of what they need, the code to show."""

    course: str
    name: str
    kana: str
    reference: str
    rows: tuple[tuple[str, str], ...]
    code: str


def admission_slips(slips: Sequence[Slip], office: str, created: datetime) -> bytes:
    """Return the slips, two on an A4, each with the QR code the reception reads."""
    document = Document(About("受講票", created, author=office))

    def front(page: Page, slip: Slip, cell: Box) -> None:
        _draw_slip(page, slip, office, cell)

    draw_sheets(document, HALF_A4, slips, CardSides(front), SheetOptions())
    return document.finish()


def _draw_slip(page: Page, slip: Slip, office: str, cell: Box) -> None:
    page.text(LEFT, 12, "受講票", TITLE)
    page.text_box(Box(LEFT, 22, WIDTH, 14), slip.course, COURSE)
    page.line(LEFT, 38, LEFT + WIDTH, 38, Pen(0.3))
    room = WIDTH - QR - 6
    page.text_fit(LEFT, 42, room, slip.kana, LABEL)
    page.text_fit(LEFT, 47, room, f"{slip.name}　様", NAME)
    page.text_fit(LEFT, 57, room, f"受付番号　{slip.reference}", VALUE)
    draw_qr(page, slip.code, LEFT + WIDTH - QR, 41, QR)
    page.text_box(Box(LEFT + WIDTH - QR, 76, QR, 5), "受付でお見せください", LABEL.but(size=7.5))
    _draw_rows(page, slip.rows, 67.0, cell.height - 22)
    page.line(LEFT, cell.height - 19, LEFT + WIDTH, cell.height - 19, Pen(0.15, PALE))
    note = "ご都合が悪くなったときは、お早めにご連絡ください。"
    page.text_box(Box(LEFT, cell.height - 17, WIDTH, 10), f"{note}\n{office}", FOOT, "top")
    page.line(0, cell.height, cell.width, cell.height, CUT)


def _draw_rows(page: Page, rows: Sequence[tuple[str, str]], top: float, bottom: float) -> None:
    """Share the height by the lines of each value; beside the code the lines are shorter."""
    lines = [len(value.splitlines()) + 0.6 for _, value in rows]
    line = min((bottom - top) / max(sum(lines), 1), 9.0)
    for (label, value), count in zip(rows, lines, strict=True):
        width = (WIDTH - QR - 6 if top < 82 else WIDTH) - LABEL_WIDTH
        page.text(LEFT, top + 0.8, label, LABEL)
        box = Box(LEFT + LABEL_WIDTH, top, width, count * line - 1)
        page.text_box(box, value, VALUE, "top")
        top += count * line
