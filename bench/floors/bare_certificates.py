"""Bare ReportLab: the same page with the same fonts and QR, without a kit around it."""

import io
from collections.abc import Iterator
from typing import Any

import reportlab.rl_config
import zxingcpp
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from foundation.pdf import fonts

WIDTH, HEIGHT = 595, 842
FACE = "BareMincho"


def _register() -> None:
    reportlab.rl_config.useA85 = 0
    if FACE not in pdfmetrics.getRegisteredFontNames():
        path = fonts.default_font_dir() / "NotoSerifJP-Regular.ttf"
        pdfmetrics.registerFont(TTFont(FACE, str(path)))


def _qr(canvas: Canvas, text: str) -> None:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x] == 0:
                x += 1
            if x > start:
                box = (60 + start * 2, 140 - y * 2, (x - start) * 2, 2)
                canvas._code.append("{:.2f} {:.2f} {:.2f} {:.2f} re".format(*box))
            x += 1
    canvas._code.append("f")


def _page(canvas: Canvas, name: str, number: str, code: str) -> None:
    canvas.rect(30, 30, WIDTH - 60, HEIGHT - 60)
    canvas.rect(36, 36, WIDTH - 72, HEIGHT - 72)
    for size, x, y, text in (
        (13, 100, 740, "令和8年度"),
        (13, 400, 740, number),
        (18, 170, 650, "ひきこもりサポーター養成研修"),
        (30, 220, 600, "修了証書"),
        (24, 200, 480, f"{name}　様"),
        (15, 100, 400, "あなたは、令和8年度あおば市ひきこもりサポーター養成研修の"),
        (15, 100, 370, "全課程を修了されたことを証します。"),
        (15, 120, 220, "令和8年11月20日"),
        (17, 300, 160, "あおば市長　青葉　一郎"),
        (7, 60, 70, "証書の確認"),
    ):
        canvas.setFont(FACE, size)
        canvas.drawString(x, y, text)
    _qr(canvas, code)
    canvas.showPage()


def files(entries: list[tuple[str, str, str]]) -> list[bytes]:
    """Return one PDF an entry (name, number, address of the QR)."""
    return list(each_file(entries))


def each_file(entries: list[tuple[str, str, str]]) -> Iterator[bytes]:
    """Yield one PDF an entry."""
    _register()
    for entry in entries:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=1)
        _page(canvas, *entry)
        canvas.save()
        yield buffer.getvalue()


def merged(entries: list[tuple[str, str, str]]) -> bytes:
    """Return one PDF with a page an entry."""
    _register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for entry in entries:
        _page(canvas, *entry)
    canvas.save()
    return buffer.getvalue()
