"""資料2: the flyer's front from the course data, its back to apply by FAX, and the A3 poster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.pdf.document import A4, About, Document, Page, Paper
from foundation.pdf.furniture import Furniture
from foundation.pdf.lines import fit_box, text_width
from foundation.pdf.parts import StaticPart
from foundation.pdf.qr import draw_qr
from foundation.pdf.style import MM, WHITE, Box, Ink, Pen, Style
from foundation.pdf.surface import Surface

A3 = Paper(297, 420)
INK = Ink(0.0, 0.16, 0.42)
PALE = Ink(0.92, 0.95, 1.0)
LEFT, WIDTH = 14.0, 182.0
LABEL = Style("gothic", 11, bold=True, align="center", ink=WHITE)
VALUE = Style("gothic", 11.5, leading=1.4)
SMALL = Style("gothic", 9, leading=1.35)
LEAD = Style("gothic", 12.5, leading=1.5)
ROWS_ON_BACK = 6
FOOT, ROOMY_ROW, DENSE_ROW = 236.0, 9.0, 6.6
PICTURE = Box(142, 62, 54, 40)


@dataclass(frozen=True)
class FlyerFacts:
    """Everything the two pages print, as text."""

    year: str
    title: str
    lead_title: str
    lead: str
    rows: Sequence[tuple[str, str]]
    timetable: Sequence[tuple[str, str]]
    notes: Sequence[str]
    apply_by: str
    contact: Sequence[str]
    fax: str
    address: str
    picture: bytes = b""
    paper_ways: str = ""
    """How the sheet on the back may be handed in; without a way there is no back."""


def flyer_pdf(facts: FlyerFacts, created: datetime, *, mark: str = "") -> bytes:
    """Draw front and back; `mark` (確認前) stands across both until the lecturers have checked.

    A course that is applied for online only has no back.
    """
    document = Document(About(facts.title, created), furniture=Furniture(mark=mark))
    front = document.new_page()
    _draw_front(front, facts)
    if facts.picture:
        front.image(PICTURE, facts.picture)
    if facts.paper_ways:
        _draw_back(document.new_page(), facts)
    return document.finish()


def poster_pdf(facts: FlyerFacts, created: datetime, *, mark: str = "") -> bytes:
    """Draw the front enlarged to A3."""
    document = Document(About(facts.title, created), A3, Furniture(mark=mark))
    page = document.new_page()
    part = StaticPart(A4.width, A4.height, lambda surface: _draw_front(surface, facts))
    factor = A3.width / A4.width
    _place_enlarged(page, part, factor)
    if facts.picture:
        page.image(Box(*(value * factor for value in PICTURE)), facts.picture)
    return document.finish()


def _place_enlarged(page: Page, part: StaticPart, factor: float) -> None:
    name = page.document.part_name(part)
    page.placed[name] = page.document.xobjects[name]
    bottom = (page.height - part.height * factor) * MM
    page.operator(f"q {factor:.5f} 0 0 {factor:.5f} 0 {bottom:.2f} cm /{name} Do Q")
    page.lost.update(part.lost)


def _draw_front(page: Surface, facts: FlyerFacts) -> None:
    page.rect(Box(0, 0, 210, 52), pen=None, fill=INK)
    page.text_fit(LEFT, 10, WIDTH, facts.year, Style("gothic", 15, bold=True, ink=WHITE))
    page.text_box(Box(LEFT, 18, WIDTH, 30), facts.title, _title_style(facts.title))
    lead_width = PICTURE.x - LEFT - 6 if facts.picture else WIDTH
    if facts.lead_title:
        page.text_box(
            Box(LEFT, 58, lead_width, 11),
            facts.lead_title,
            Style("gothic", 16, bold=True, ink=INK),
        )
    drawn = page.text_box(Box(LEFT, 71, lead_width, 31), facts.lead, LEAD, "top")
    # A short lead lets the rest move up; a picture keeps its place beside it.
    below = 71 + len(drawn.lines) * drawn.style.line_height + 7
    y = _draw_rows(page, facts.rows, 107 if facts.picture else min(below, 107))
    y = _draw_timetable(page, facts.timetable, y + 3, FOOT - 3 - 6 * len(facts.notes))
    for note in facts.notes:
        page.text_box(Box(LEFT, y + 1.5, WIDTH, 5), note, SMALL)
        y += 5.5
    _draw_foot(page, facts, max(y + 3, FOOT))


def _title_style(title: str) -> Style:
    """Return a size that keeps a title a little too long on one line."""
    style = Style("gothic", 32, bold=True, align="center", ink=WHITE, leading=1.2)
    length = text_width(title, style)
    if WIDTH < length < 1.5 * WIDTH:
        return style.but(size=style.size * (WIDTH - 1) / length)
    return style


def _draw_rows(page: Surface, rows: Sequence[tuple[str, str]], y: float) -> float:
    for label, value in rows:
        lines = fit_box(value, VALUE, Box(0, 0, WIDTH - 36, 24)).lines
        height = max(9.5, len(lines) * VALUE.line_height + 3)
        page.rect(Box(LEFT, y, 30, height - 1.5), pen=None, fill=INK)
        page.text_box(Box(LEFT, y, 30, height - 1.5), label, LABEL)
        page.text_box(Box(LEFT + 34, y, WIDTH - 36, height - 1.5), value, VALUE)
        y += height
    return y


def _draw_timetable(
    page: Surface, rows: Sequence[tuple[str, str]], y: float, bottom: float
) -> float:
    """Draw the hours, larger where there is room above `bottom`."""
    if not rows:
        return y
    roomy = y + (len(rows) + 1) * ROOMY_ROW <= bottom
    style, height = (SMALL.but(size=11), ROOMY_ROW) if roomy else (SMALL, DENSE_ROW)
    for number, (hours, text) in enumerate((("時間", "内容"), *rows)):
        fill = PALE if number == 0 else None
        page.rect(Box(LEFT, y, 34, height), Pen(0.2), fill)
        page.rect(Box(LEFT + 34, y, WIDTH - 34, height), Pen(0.2), fill)
        page.text_box(Box(LEFT + 1, y, 32, height), hours, style.but(align="center"))
        align = "center" if number == 0 else "left"
        page.text_box(Box(LEFT + 37, y, WIDTH - 40, height), text, style.but(align=align))
        y += height
    return y


def _draw_foot(page: Surface, facts: FlyerFacts, y: float) -> None:
    box = Box(LEFT, y, WIDTH, 287 - y)
    page.rect(box, Pen(0.5, INK))
    size = min(box.height - 8, 36)
    draw_qr(page, facts.address, box.right - size - 4, y + 2, size)
    page.text_box(
        Box(box.right - size - 6, y + size + 1, size + 4, 5),
        "申込ページ",
        SMALL.but(align="center"),
    )
    width = WIDTH - size - 14
    page.text_box(
        Box(LEFT + 4, y + 3, width, 7),
        facts.apply_by,
        Style("gothic", 13, bold=True, ink=INK),
    )
    page.text(LEFT + 4, y + 13, "◇ 申込・問い合わせ ◇", SMALL)
    text = "\n".join(facts.contact)
    page.text_box(Box(LEFT + 4, y + 18, width, box.height - 21), text, VALUE, "top")


def _draw_back(page: Surface, facts: FlyerFacts) -> None:
    page.text_box(
        Box(LEFT, 16, WIDTH, 9), facts.title, Style("gothic", 14, bold=True, align="center")
    )
    page.text_box(
        Box(LEFT, 26, WIDTH, 12), "参加申込書", Style("gothic", 20, bold=True, align="center")
    )
    page.rect(Box(LEFT, 39, WIDTH, 24), Pen(0.4))
    room = 112 if facts.fax else WIDTH - 8
    page.text_box(Box(LEFT + 4, 40, room, 22), "\n".join(facts.contact), VALUE)
    if facts.fax:
        style = Style("gothic", 15, bold=True, align="center")
        page.text_box(Box(LEFT + 114, 40, 64, 22), f"FAX {facts.fax}", style)
    page.text_box(Box(LEFT, 64.5, WIDTH, 6), facts.paper_ways, SMALL.but(size=10))
    page.text_box(Box(LEFT, 70.5, WIDTH, 7), facts.apply_by, Style("gothic", 12.5, bold=True))
    _draw_lines(page, 79)
    notes = (
        "・「住所または所属」は、どちらか一方をお書きください。",
        "・いただいた個人情報は、この研修の運営だけに使います。",
        "・7人以上で申し込むときは、用紙をコピーしてお使いください。",
    )
    page.text_box(Box(LEFT, 226, WIDTH - 44, 22), "\n".join(notes), SMALL, "top")
    draw_qr(page, facts.address, LEFT + WIDTH - 34, 224, 34)
    page.text_box(
        Box(LEFT + WIDTH - 40, 259, 44, 5),
        "ウェブでも申し込めます",
        SMALL.but(align="center", size=8),
    )


def _draw_lines(page: Surface, y: float) -> None:
    widths = (10.0, 52.0, 68.0, 52.0)
    headings = ("", "氏名", "住所または所属", "連絡先")
    for number in range(ROWS_ON_BACK + 1):
        height = 9.0 if number == 0 else 22.0
        x = LEFT
        for column, (width, heading) in enumerate(zip(widths, headings, strict=True)):
            box = Box(x, y, width, height)
            page.rect(box, Pen(0.3), PALE if number == 0 else None)
            if number == 0:
                page.text_box(box, heading, SMALL.but(align="center"))
            elif column == 0:
                page.text_box(box, str(number), VALUE.but(align="center"))
            x += width
        y += height
