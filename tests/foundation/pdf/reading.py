"""Looks into finished PDF files: text layer, fonts, pictures of pages."""

import re
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pypdfium2
import zxingcpp
from PIL import Image

from foundation.pdf.document import A4, About, Document, Page, Paper
from foundation.pdf.furniture import Furniture

CREATED = datetime(2026, 11, 20, 10, 30, tzinfo=timezone(timedelta(hours=9)))


def new_document(paper: Paper = A4, furniture: Furniture | None = None) -> Document:
    return Document(About("試験", created=CREATED), paper, furniture)


def page_with(draw: Callable[[Page], object]) -> bytes:
    """The file of one page drawn by a function."""
    document = new_document()
    draw(document.new_page())
    return document.finish()


def texts(pdf: bytes) -> list[str]:
    """Text layer of every page, line ends removed."""
    file = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in file]
    file.close()
    return [re.sub(r"[\r\n]", "", text) for text in found]


def text(pdf: bytes) -> str:
    return "".join(texts(pdf))


def picture(pdf: bytes, page: int = 0, scale: float = 2.0) -> Image.Image:
    """A page as pixels, 72 × scale to the inch."""
    file = pypdfium2.PdfDocument(pdf)
    image: Image.Image = file[page].render(scale=scale).to_pil().convert("L")
    file.close()
    return image


def ink_in(image: Image.Image, box: tuple[float, float, float, float], scale: float = 2.0) -> int:
    """Dark pixels in left, top, right, bottom given in millimetres."""
    unit = scale * 72 / 25.4
    part = image.crop(tuple(round(edge * unit) for edge in box))  # type: ignore[arg-type]
    return sum(part.histogram()[:128])


def qr_codes(pdf: bytes, page: int = 0) -> list[str]:
    """Contents of the QR codes on a page, read from its pixels."""
    found = zxingcpp.read_barcodes(picture(pdf, page, scale=150 / 72))
    return [code.text for code in found]


def streams(pdf: bytes) -> list[bytes]:
    """Every decompressed stream of the file."""
    bodies = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(body) for body in bodies if body[:1] == b"x"]
