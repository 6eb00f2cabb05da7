"""QR codes as vector rectangles, a few operators each, so that they print sharp at any size."""

import re
from functools import lru_cache
from math import isqrt

import zxingcpp

from foundation.pdf.style import BLACK, MM, WHITE, Box
from foundation.pdf.surface import Surface

QUIET = 4
"""Modules of white that the standard asks for on every side."""
_DARK = re.compile(b"\x00+")


@lru_cache(maxsize=512)
def _modules(text: str) -> tuple[int, str]:
    """Number of modules in a row, and the dark ones as one path in module units from the top."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, untyped upstream
    count = isqrt(len(pixels))
    open_runs: dict[tuple[int, int], int] = {}
    rectangles: list[str] = []
    for row in range(count + 1):
        line = pixels[row * count : (row + 1) * count]
        runs = {match.span() for match in _DARK.finditer(line)}
        for run in [run for run in open_runs if run not in runs]:
            top = open_runs.pop(run)
            rectangles.append(f"{run[0]} {top} {run[1] - run[0]} {row - top} re")
        for run in runs - open_runs.keys():
            open_runs[run] = row
    rectangles.sort()
    return count, " ".join(rectangles)


def draw_qr(surface: Surface, text: str, x: float, y: float, size: float) -> None:
    """Draw the code with its white margin in a square of ``size`` millimetres at x, y.

    Below about 18 mm a code with a web address is hard to scan from paper.
    """
    count, path = _modules(text)
    module = size / (count + 2 * QUIET)
    surface.rect(Box(x, y, size, size), pen=None, fill=WHITE)
    left, top = surface.point(x + QUIET * module, y + QUIET * module)
    unit = module * MM
    surface.fill(BLACK)
    surface.operator(f"q {unit:.4f} 0 0 {-unit:.4f} {left:.2f} {top:.2f} cm {path} f Q")
