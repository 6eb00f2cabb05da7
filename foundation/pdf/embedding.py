"""Fonts inside a PDF: one small Type 0 font per face, made of just the glyphs that were drawn.

Each drawn cluster gets its own slot (two bytes in the page), even when two clusters share a
glyph, so that the text layer returns exactly what was written: astral characters, variation
selectors and compatibility ideographs included. ReportLab's own TrueType support can do neither
and is slower, because it copies whole font tables for every document.
"""

import hashlib
import zlib
from dataclasses import dataclass
from functools import cached_property

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject, PDFObjectReference

from foundation.pdf.face import Face
from foundation.pdf.runs import Glyph

_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class Verbatim(PDFObject):
    """A PDF object written out as it is; a stream when it has a body (already compressed)."""

    def __init__(self, dictionary: str, body: bytes | None = None) -> None:
        self.dictionary = dictionary
        self.body = body

    def format(self, document: PDFDocument) -> bytes:
        """The object's bytes (called by ReportLab when the file is written)."""
        if self.body is None:
            return f"<< {self.dictionary} >>".encode("latin-1")
        head = f"<< {self.dictionary} /Length {len(self.body)} >>\nstream\n"
        return head.encode("latin-1") + self.body + b"\nendstream\n"


def refer(document: PDFDocument, item: PDFObject | PDFObjectReference) -> str:
    """Register an object with the document and return its reference as text."""
    reference = item if isinstance(item, PDFObjectReference) else document.Reference(item)
    return reference.format(document).decode("ascii")


@dataclass(frozen=True)
class FontProgram:
    """The finished, compressed parts of one embedded font; may serve many documents."""

    face: Face
    glyphs: tuple[Glyph, ...]

    @cached_property
    def _file(self) -> tuple[bytes, int]:
        plain = self.face.subset([0, *(glyph.number for glyph in self.glyphs)])
        return zlib.compress(plain), len(plain)

    @cached_property
    def _to_unicode(self) -> bytes:
        pairs = [
            f"<{slot:04X}> <{glyph.text.encode('utf-16-be').hex().upper()}>"
            for slot, glyph in enumerate(self.glyphs, start=1)
        ]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        body = "".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return zlib.compress((_CMAP_HEAD + body + _CMAP_TAIL).encode("ascii"))

    @cached_property
    def _name(self) -> str:
        """PostScript name with a tag of six capitals that depends on the glyphs only."""
        seed = repr([(glyph.number, glyph.text) for glyph in self.glyphs]).encode()
        digest = hashlib.sha256(seed).digest()
        return "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + self.face.name

    def add_to(self, document: PDFDocument) -> str:
        """Add the font's objects to a document and return the reference of the font."""
        face, name = self.face, self._name
        program, length = self._file
        file = refer(document, Verbatim(f"/Filter /FlateDecode /Length1 {length}", program))
        box = " ".join(map(str, face.bounding_box))
        descriptor = refer(document, Verbatim(
            f"/Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0"
            f" /Ascent {face.ascent} /Descent {face.descent} /CapHeight {face.ascent}"
            f" /StemV 80 /FontFile2 {file}"
        ))  # fmt: skip
        widths = " ".join(str(glyph.advance) for glyph in self.glyphs)
        descendant = refer(document, Verbatim(
            f"/Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {descriptor} /DW 1000 /W [1 [{widths}]]"
        ))  # fmt: skip
        unicode = refer(document, Verbatim("/Filter /FlateDecode", self._to_unicode))
        return refer(document, Verbatim(
            f"/Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant}] /ToUnicode {unicode}"
        ))  # fmt: skip


class FontSlots(dict[Glyph, str]):
    """Glyphs of one face drawn so far and the two bytes (in hex) that stand for each."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __missing__(self, glyph: Glyph) -> str:
        slot = self[glyph] = f"{len(self) + 1:04X}"
        return slot


class FontBook:
    """The fonts in use in one place with its own resources: a document, or a static part."""

    def __init__(self) -> None:
        self._slots: dict[Face, FontSlots] = {}

    def slots(self, face: Face) -> FontSlots:
        """The slots of a face, which is given a resource name at first use."""
        found = self._slots.get(face)
        if found is None:
            found = self._slots[face] = FontSlots(f"F{len(self._slots) + 1}")
        return found

    def programs(self) -> dict[str, FontProgram]:
        """Finished fonts by resource name."""
        return {slots.name: FontProgram(face, tuple(slots)) for face, slots in self._slots.items()}


def font_resources(document: PDFDocument, programs: dict[str, FontProgram]) -> str:
    """Add the fonts to a document and return the text of the /Font resource dictionary."""
    fonts = " ".join(f"/{name} {program.add_to(document)}" for name, program in programs.items())
    return f"<< {fonts} >>"
