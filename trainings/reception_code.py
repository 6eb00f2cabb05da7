"""The signed code an accepted person shows at the reception, and its drawing as squares.

The text is the reference and 50 bits of a signature: a scanner types it into the search box, and
nobody who merely heard a reference can make one.
"""

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt

import zxingcpp
from django.conf import settings

from foundation.references import ALPHABET, clean_reference

_SIGNATURE_LENGTH = 10
_DARK = re.compile(b"\x00+")


def reception_code(organization_id: int | None, reference: str) -> str:
    """Return the text of the code, the same at every call: reference, hyphen, signature."""
    return f"{reference}-{_signature(organization_id, reference)}"


def read_reception_code(organization_id: int | None, typed: str) -> str:
    """Return the reference in a code of this organization as scanned or typed; else empty."""
    folded = clean_reference(typed)
    reference, signature = folded[:-_SIGNATURE_LENGTH], folded[-_SIGNATURE_LENGTH:]
    right = _signature(organization_id, reference)
    known = bool(reference) and hmac.compare_digest(signature.encode(), right.encode())
    return reference if known else ""


def _signature(organization_id: int | None, reference: str) -> str:
    message = f"reception:{organization_id}:{reference}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_SIGNATURE_LENGTH])


@dataclass(frozen=True)
class CodeDrawing:
    """A QR code as one SVG path of dark squares; `size` modules wide with its white margin."""

    size: int
    path: str


@lru_cache(maxsize=256)
def draw_code(text: str) -> CodeDrawing:
    """Return the drawing of a text, with the margin of four modules that the standard asks."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=True)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, untyped upstream
    size = isqrt(len(pixels))
    runs = [
        f"M{run.start()} {row}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for row in range(size)
        for run in _DARK.finditer(pixels[row * size : (row + 1) * size])
    ]
    return CodeDrawing(size, "".join(runs))
