"""Pictures (seals, logos) as PDF objects: PNG with transparency, JPEG as it is."""

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase.pdfdoc import PDFDocument

from foundation.pdf.embedding import Verbatim, refer

MOST_PIXELS = 25_000_000


class UnreadableImage(ValueError):
    """The bytes are not a PNG or JPEG of a sensible size."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture: size in pixels, compressed colours, compressed transparency if any."""

    width: int
    height: int
    kind: str
    colors: bytes
    alpha: bytes | None = None


@lru_cache(maxsize=16)
def read(data: bytes) -> Picture:
    """Decode PNG or JPEG bytes; raises UnreadableImage with a sentence for staff."""
    try:
        file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        image: Image.Image = file
        if image.width * image.height > MOST_PIXELS:
            raise UnreadableImage("画像が大きすぎます。縦横5000画素以内の画像をご用意ください。")
        if file.format == "JPEG" and image.mode in ("RGB", "L"):
            space = "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray"
            kind = f"/ColorSpace {space} /Filter /DCTDecode"
            return Picture(image.width, image.height, kind, data)
        alpha = None
        if image.mode in ("RGBA", "LA") or "transparency" in image.info:
            image = image.convert("RGBA")
            alpha = zlib.compress(image.getchannel("A").tobytes())
        colors = zlib.compress(image.convert("RGB").tobytes())
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnreadableImage("PNGまたはJPEGの画像として読めませんでした。") from error
    kind = "/ColorSpace /DeviceRGB /Filter /FlateDecode"
    return Picture(image.width, image.height, kind, colors, alpha)


def add_to(document: PDFDocument, picture: Picture) -> str:
    """Add the picture to a document and return its reference."""
    size = f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height}"
    mask = ""
    if picture.alpha is not None:
        gray = f"{size} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
        mask = f" /SMask {refer(document, Verbatim(gray, picture.alpha))}"
    head = f"{size} /BitsPerComponent 8 {picture.kind}{mask}"
    return refer(document, Verbatim(head, picture.colors))
