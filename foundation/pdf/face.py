"""One TrueType file: which characters it draws, how wide they are, and small copies to embed."""

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont

COPIED_TABLES = ("cvt ", "fpgm", "head", "hhea", "maxp", "prep")
NO_EMBEDDING = 0x0002 | 0x0100 | 0x0200  # OS/2 fsType: restricted, no subsetting, bitmaps only

WORDS, SCALED, SCALED_XY, SCALED_2X2, MORE = 0x0001, 0x0008, 0x0040, 0x0080, 0x0020


class UnusableFont(Exception):
    """The file cannot be embedded: PostScript outlines, a licence bit, no Unicode table."""


class Face:
    """A font file mapped into memory; glyphs are known by their number in the file.

    ``glyphs`` maps a code point to a glyph, ``variants`` maps (code point, selector) to a glyph.
    """

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path = path
        with path.open("rb") as file:
            self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._tables = self._directory(index)
        if "glyf" not in self._tables:
            raise UnusableFont(f"{path.name}: no TrueType outlines")
        self._read_header()
        self._read_characters(index)

    def __repr__(self) -> str:
        return f"<Face {self.name}>"

    def _directory(self, index: int) -> dict[str, memoryview]:
        start = 0
        if bytes(self._data[:4]) == b"ttcf":
            (start,) = struct.unpack_from(">L", self._data, 12 + 4 * index)
        (count,) = struct.unpack_from(">H", self._data, start + 4)
        tables = {}
        for number in range(count):
            entry = struct.unpack_from(">4sLLL", self._data, start + 12 + 16 * number)
            tag, _checksum, offset, length = entry
            tables[tag.decode("latin-1")] = self._data[offset : offset + length]
        return tables

    def _read_header(self) -> None:
        head, hhea = self._tables["head"], self._tables["hhea"]
        (self.units_per_em,) = struct.unpack_from(">H", head, 18)
        box = struct.unpack_from(">4h", head, 36)
        (self._long_loca,) = struct.unpack_from(">h", head, 50)
        self.ascent, self.descent = (
            self.thousandths(value) for value in struct.unpack_from(">2h", hhea, 4)
        )
        self.bounding_box = tuple(self.thousandths(value) for value in box)
        (self._full_metrics,) = struct.unpack_from(">H", hhea, 34)
        (self.glyph_count,) = struct.unpack_from(">H", self._tables["maxp"], 4)

    def _read_characters(self, index: int) -> None:
        with TTFont(self.path, fontNumber=index, lazy=True) as font:
            if font["OS/2"].fsType & NO_EMBEDDING:
                raise UnusableFont(f"{self.path.name}: its licence bits forbid a subset")
            font.setGlyphOrder(list(range(self.glyph_count)))  # numbers, not names: much faster
            self.name: str = font["name"].getDebugName(6)
            self.glyphs: dict[int, int] = font["cmap"].getBestCmap() or {}
            self.variants = dict(self._variants(font["cmap"].tables))

    def _variants(self, tables: list) -> Iterator[tuple[tuple[int, int], int]]:
        for table in tables:
            if table.format == 14:
                for selector, entries in table.uvsDict.items():
                    for code, glyph in entries:
                        found = self.glyphs.get(code) if glyph is None else glyph
                        if found is not None:
                            yield (code, selector), found

    def thousandths(self, value: int) -> int:
        """Font units as thousandths of the em, the unit of a PDF."""
        return round(value * 1000 / self.units_per_em)

    @cached_property
    def _offsets(self) -> array:
        kind, factor = ("L", 1) if self._long_loca else ("H", 2)
        offsets = _numbers(kind, self._tables["loca"])
        return offsets if factor == 1 else array("L", (2 * offset for offset in offsets))

    @cached_property
    def _metrics(self) -> array:
        return _numbers("H", self._tables["hmtx"])

    def advance(self, glyph: int) -> int:
        """Width of the glyph in thousandths of the em."""
        return self.thousandths(self._metric(glyph)[0])

    def _metric(self, glyph: int) -> tuple[int, int]:
        metrics, full = self._metrics, self._full_metrics
        if glyph < full:
            return metrics[2 * glyph], metrics[2 * glyph + 1]
        return metrics[2 * full - 2], metrics[full + glyph]

    def _outline(self, glyph: int) -> bytes:
        start, end = self._offsets[glyph], self._offsets[glyph + 1]
        return bytes(self._tables["glyf"][start:end])

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a TrueType file whose glyph n is ``glyphs[n]``; parts of composites follow."""
        sources = list(glyphs)
        places = {glyph: place for place, glyph in reversed(list(enumerate(sources)))}
        outlines = []
        for glyph in sources:  # grows while composites name their parts
            outline = self._outline(glyph)
            if outline[:1] >= b"\x80":  # a negative number of contours: a composite
                outline = _renumber(outline, sources, places)
            outlines.append(outline + bytes(-len(outline) % 4))
        tables = {tag: bytes(self._tables[tag]) for tag in COPIED_TABLES if tag in self._tables}
        tables["glyf"] = b"".join(outlines)
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        tables["loca"] = struct.pack(f">{len(offsets)}L", *offsets)
        metrics = [number & 0xFFFF for glyph in sources for number in self._metric(glyph)]
        tables["hmtx"] = struct.pack(f">{len(metrics)}H", *metrics)
        count = struct.pack(">H", len(sources))
        tables["hhea"] = tables["hhea"][:34] + count + tables["hhea"][36:]
        tables["maxp"] = tables["maxp"][:4] + count + tables["maxp"][6:]
        tables["head"] = tables["head"][:50] + b"\x00\x01" + tables["head"][52:]
        return _assemble(tables)


def _numbers(kind: str, data: memoryview) -> array:
    size = {"H": 2, "L": 4}[kind]
    numbers = array("H" if size == 2 else "I")
    numbers.frombytes(data[: len(data) - len(data) % size])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _renumber(outline: bytes, sources: list[int], places: dict[int, int]) -> bytes:
    """Point the parts of a composite glyph at their place in the subset, adding what is missing."""
    data, position, flags = bytearray(outline), 10, MORE
    while flags & MORE:
        flags, part = struct.unpack_from(">HH", data, position)
        if part not in places:
            places[part] = len(sources)
            sources.append(part)
        struct.pack_into(">H", data, position + 2, places[part])
        position += 8 if flags & WORDS else 6
        position += 2 if flags & SCALED else 4 if flags & SCALED_XY else 0
        position += 8 if flags & SCALED_2X2 else 0
    return bytes(data)


def _assemble(tables: dict[str, bytes]) -> bytes:
    """Join tables into one font file with its checksums."""
    tables["head"] = tables["head"][:8] + bytes(4) + tables["head"][12:]
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    search = 16 * power, power.bit_length() - 1, 16 * (count - power)
    header = struct.pack(">4s4H", b"\x00\x01\x00\x00", count, *search)
    offset = len(header) + 16 * count
    directory, bodies = [header], []
    for tag, body in sorted(tables.items()):
        padded = body + bytes(-len(body) % 4)
        entry = tag.encode(), _checksum(padded), offset, len(body)
        directory.append(struct.pack(">4sLLL", *entry))
        bodies.append(padded)
        offset += len(padded)
    data = bytearray(b"".join(directory + bodies))
    whole = (0xB1B0AFBA - _checksum(data)) & 0xFFFFFFFF
    (head,) = (16 * n + 12 for n, tag in enumerate(sorted(tables)) if tag == "head")
    (start,) = struct.unpack_from(">L", data, head + 8)
    struct.pack_into(">L", data, start + 8, whole)
    return bytes(data)


def _checksum(data: bytes | bytearray) -> int:
    return sum(_numbers("L", memoryview(data))) & 0xFFFFFFFF
