"""Bare ReportLab and openpyxl writing the same roster, without a kit around them."""

import io
from collections.abc import Sequence

import reportlab.rl_config
from openpyxl import Workbook
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from foundation.pdf import fonts

FACE = "BareRoster"
MM = 72 / 25.4
WIDTH, HEIGHT = 595.28, 841.89
COLUMNS = (20, 36, 44, 48, 32)
SIZES = (10, 10, 10, 8.5, 9)
ROW = 26.4 * MM
TOP = HEIGHT - 34 * MM


def pdf(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> bytes:
    """Return a PDF with nine rows a page: texts wrapped to their columns, lines around cells."""
    reportlab.rl_config.useA85 = 0
    if FACE not in pdfmetrics.getRegisteredFontNames():
        path = fonts.default_font_dir() / "NotoSerifJP-Regular.ttf"
        pdfmetrics.registerFont(TTFont(FACE, str(path)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    pages = -(-len(rows) // 9)
    for number in range(pages):
        _page(canvas, rows[number * 9 : number * 9 + 9], headings, f"{number + 1} / {pages}")
    canvas.save()
    return buffer.getvalue()


def _page(
    canvas: Canvas, rows: Sequence[Sequence[str]], headings: Sequence[str], number: str
) -> None:
    canvas.setFont(FACE, 15)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 18 * MM, "サポーター登録名簿")
    canvas.setFont(FACE, 9)
    canvas.drawRightString(WIDTH - 15 * MM, HEIGHT - 25 * MM, "取扱注意")
    canvas.drawCentredString(WIDTH / 2, 10 * MM, number)
    left = [15 * MM]
    for width in COLUMNS:
        left.append(left[-1] + width * MM)
    for x, heading in zip(left, headings, strict=False):
        canvas.drawString(x + 4, TOP + 8, heading.replace("\n", ""))
    bottom = TOP - ROW * len(rows)
    for x in left:
        canvas.line(x, TOP + 20, x, bottom)
    for place in range(len(rows) + 1):
        canvas.line(left[0], TOP - ROW * place, left[-1], TOP - ROW * place)
    for place, row in enumerate(rows):
        _row(canvas, row, left, TOP - ROW * place)
    canvas.showPage()


def _row(canvas: Canvas, row: Sequence[str], left: Sequence[float], top: float) -> None:
    for x, width, size, text in zip(left, COLUMNS, SIZES, row, strict=False):
        canvas.setFont(FACE, size)
        y = top - 4 - size
        for line in simpleSplit(text, FACE, size, width * MM - 8):
            canvas.drawString(x + 4, y, line)
            y -= size * 1.3


def workbook(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> bytes:
    """Return a workbook of the values, written row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名簿")
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
