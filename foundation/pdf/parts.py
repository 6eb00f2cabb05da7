"""Static parts: what many pages have in common, drawn once per process as a form XObject.

A part is independent of any document: its operators are compressed and its font subsets are made
once, then handed to every document that places it. A batch of a thousand files therefore pays
for borders, titles and label texts only once.
"""

import zlib
from collections.abc import Callable
from functools import cached_property

from reportlab.pdfbase.pdfdoc import PDFDocument

from foundation.pdf.embedding import FontBook, FontProgram, Verbatim, font_resources, refer
from foundation.pdf.style import MM
from foundation.pdf.surface import Surface


class StaticPart:
    """A drawing of ``width`` × ``height`` millimetres to be placed on pages again and again.

    ``draw`` is called at most once, when the part is first placed. Hold the part in a cache keyed
    by everything the drawing depends on.
    """

    def __init__(self, width: float, height: float, draw: Callable[[Surface], None]) -> None:
        self.width = width
        self.height = height
        self._draw = draw

    @cached_property
    def _drawn(self) -> tuple[bytes, dict[str, FontProgram], dict[str, None]]:
        surface = Surface(self.width, self.height, FontBook())
        self._draw(surface)
        content = zlib.compress("\n".join(surface.operators).encode("ascii"))
        return content, surface.fonts.programs(), surface.lost

    @property
    def lost(self) -> dict[str, None]:
        """Clusters of the part that could not be printed as written."""
        return self._drawn[2]

    def add_to(self, document: PDFDocument) -> str:
        """Add the part to a document and return its reference."""
        content, programs, _lost = self._drawn
        fonts = font_resources(document, programs)
        return refer(document, Verbatim(
            f"/Type /XObject /Subtype /Form /BBox [0 0 {self.width * MM:.2f}"
            f" {self.height * MM:.2f}] /Resources << /Font {fonts} >> /Filter /FlateDecode",
            content,
        ))  # fmt: skip
