"""Certificates: 修了証書 and 認定証 on A4, portrait or landscape, with a vector border.

What a whole course has in common is one static part; number, name, QR and seal image differ.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from foundation.pdf.border import draw_border
from foundation.pdf.document import A4, A4_LANDSCAPE, Document, Page, Paper
from foundation.pdf.lines import balance, block_height, fit_box, text_width
from foundation.pdf.parts import StaticPart
from foundation.pdf.qr import draw_qr
from foundation.pdf.seals import SEAL_SIZE, Seal, SealMode, draw_seal, mark_place
from foundation.pdf.style import GRAY, Box, Style
from foundation.pdf.surface import Surface

SMALLEST_BODY = 4.0
"""Points; a body is shrunk this far rather than cut."""
QR_SIZE = 22.0
ROOM_FOR_SEAL = Seal(SealMode.BLANK)
SEAL_GAP = 2.0
"""Millimetres between an issuer's name and the seal."""


@dataclass(frozen=True)
class CertificateIssuer:
    """Who issues: one line (office and name) and how it is sealed."""

    line: str
    seal: Seal = ROOM_FOR_SEAL


@dataclass(frozen=True)
class CertificateDesign:
    """Everything the certificates of a batch share, as texts in printed form.

    ``titles``: lines of the title, the last one largest. ``body``: the certifying sentence.
    """

    titles: tuple[str, ...]
    body: str
    date: str
    issuers: tuple[CertificateIssuer, ...]
    fiscal_year: str = ""
    landscape: bool = False
    border: bool = True
    verify_caption: str = "証書の確認"

    @property
    def paper(self) -> Paper:
        """The sheet to open the document with."""
        return A4_LANDSCAPE if self.landscape else A4


@dataclass(frozen=True)
class CertificateEntry:
    """What one person's certificate adds; ``body`` replaces the design's when given."""

    name: str
    number: str = ""
    honorific: str = "様"
    verify_url: str = ""
    body: str = ""


@dataclass(frozen=True)
class _Places:
    """Heights on the paper in millimetres, and sizes in points."""

    side: float
    head: float
    titles: float
    name: float
    body: float
    foot: float
    title_size: float
    name_size: float
    body_size: float


PORTRAIT = _Places(32, 34, 60, 124, 150, 264, 34, 26, 17)
LANDSCAPE = _Places(36, 28, 42, 92, 110, 184, 30, 24, 15)


def _places(design: CertificateDesign) -> _Places:
    return LANDSCAPE if design.landscape else PORTRAIT


def draw_certificate(
    document: Document, design: CertificateDesign, entry: CertificateEntry
) -> Page:
    """Draw one certificate on a new page of the document and return the page."""
    if entry.body:
        design = replace(design, body=entry.body)
    page = document.new_page(design.paper)
    page.place(_common(design))
    places = _places(design)
    inner = page.width - 2 * places.side
    if entry.number:
        number = Style("mincho", 12, align="right")
        half = page.width / 2
        page.text_fit(half, places.head, half - places.side, entry.number, number)
    name = f"{entry.name}　{entry.honorific}" if entry.honorific else entry.name
    style = Style("mincho", places.name_size, align="center")
    page.text_fit(places.side, places.name, inner, name, style)
    if entry.verify_url:
        _draw_verification(page, design, entry.verify_url)
    for box, issuer in _issuer_boxes(design):
        if issuer.seal.mode == SealMode.IMAGE:
            draw_seal(page, issuer.seal, box.right - SEAL_SIZE, box.y)
    return page


@lru_cache(maxsize=32)
def _common(design: CertificateDesign) -> StaticPart:
    paper = design.paper
    return StaticPart(paper.width, paper.height, lambda surface: _draw_common(surface, design))


def _draw_common(surface: Surface, design: CertificateDesign) -> None:
    places = _places(design)
    inner = surface.width - 2 * places.side
    if design.border:
        draw_border(surface)
    if design.fiscal_year:
        style = Style("mincho", 13)
        surface.text_fit(places.side, places.head, inner / 2, design.fiscal_year, style)
    _draw_titles(surface, design, places)
    boxes = _issuer_boxes(design)
    date = Style("mincho", places.body_size - 1)
    date_y = boxes[0][0].y - date.em - 3 if boxes else places.foot - date.em
    surface.text_fit(places.side + 6, date_y, inner, design.date, date)
    _draw_body(surface, design, Box(places.side, places.body, inner, date_y - places.body - 5))
    for box, issuer in boxes:
        _draw_issuer(surface, box, issuer)


def _draw_titles(surface: Surface, design: CertificateDesign, places: _Places) -> None:
    y, inner = places.titles, surface.width - 2 * places.side
    for number, title in enumerate(design.titles, start=1):
        last = number == len(design.titles)
        size = places.title_size if last else places.title_size * 0.58
        spacing = 0.5 if last and len(title) <= 6 else 0.08
        style = Style("mincho", size, bold=last, align="center", spacing=spacing)
        surface.text_fit(places.side, y, inner, title, style)
        y += style.em * 1.8


def _draw_body(surface: Surface, design: CertificateDesign, box: Box) -> None:
    style = Style("mincho", _places(design).body_size, align="justify", leading=1.9)
    text = "　" + design.body.lstrip("　")
    style = fit_box(text, style, box, SMALLEST_BODY).style
    lines, width = balance(text, style, box.width)
    height = block_height(len(lines), style)
    left = box.x + (box.width - width) / 2
    top = box.y + min((box.height - height) / 2, 12)
    surface.draw_lines(Box(left, top, width, height), lines, style)


def _issuer_boxes(design: CertificateDesign) -> list[tuple[Box, CertificateIssuer]]:
    """One strip per issuer above the foot, the last one lowest."""
    places = _places(design)
    left = places.side + QR_SIZE + 6
    width = design.paper.width - places.side - left
    y = places.foot - (SEAL_SIZE + 2) * len(design.issuers)
    boxes = []
    for issuer in design.issuers:
        boxes.append((Box(left, y, width, SEAL_SIZE), issuer))
        y += SEAL_SIZE + 2
    return boxes


def _draw_issuer(surface: Surface, box: Box, issuer: CertificateIssuer) -> None:
    style = Style("mincho", 17, align="right")
    middle = box.y + (box.height - style.em) / 2
    sealed = issuer.seal.mode in (SealMode.BLANK, SealMode.IMAGE)
    room = SEAL_SIZE + SEAL_GAP if sealed else 0
    surface.text_fit(box.x, middle, box.width - room, issuer.line, style)
    if issuer.seal.mode == SealMode.BLANK:
        mark_place(surface, Box(box.right - SEAL_SIZE, box.y, SEAL_SIZE, SEAL_SIZE))
    elif issuer.seal.mode == SealMode.OMITTED:
        small = Style("mincho", 9, align="right")
        surface.text(box.right, middle + style.em + 1.5, "（公印省略）", small)


def _draw_verification(page: Page, design: CertificateDesign, url: str) -> None:
    places = _places(design)
    y = places.foot - QR_SIZE - 3
    draw_qr(page, url, places.side - 2, y, QR_SIZE)
    caption = Style("gothic", 7, align="center", ink=GRAY)
    width = max(QR_SIZE, text_width(design.verify_caption, caption))
    page.text(places.side - 2 + width / 2, y + QR_SIZE, design.verify_caption, caption)
