"""Looks into an .xlsx before anything opens it: archives that burst, macros, endless grids (S26).

The sizes an archive states may be lies, so every entry is really unpacked here, piece by piece and
only as far as the limits go.
"""

import struct
import zlib
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from foundation.spreadsheets.uploads import (
    Limits,
    UploadRefused,
    broken,
    packed_too_well,
    too_large_inside,
    too_many_rows,
)

_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_WITHIN = 22 + 0xFFFF
_PIECE = 1 << 20
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_archive(content: bytes, limits: Limits) -> None:
    """Refuse an .xlsx that is damaged, carries macros, or unpacks to more than the limits."""
    # Two directories could show this check one archive and the reader another.
    if content[-_DIRECTORY_END_WITHIN:].count(_DIRECTORY_END) != 1:
        raise broken()
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise broken() from error
    _check_directory(entries, content, limits)
    unpacked = 0
    for entry in entries:
        part = _unpacked(entry, content, limits.unpacked - unpacked)
        unpacked += len(part)
        if packed_too_well(len(content), unpacked, limits):
            raise too_large_inside()
        if b"sheetData" in part:
            _check_grid(part, limits)


def _check_directory(entries: list[ZipInfo], content: bytes, limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or "[Content_Types].xml" not in names:
        raise broken()
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise too_large_inside()
    # Entries that share their bytes are a way to burst a reader with a small file.
    if sum(entry.compress_size for entry in entries) > len(content):
        raise broken()
    if any("vbaproject" in name.lower() for name in names):
        raise UploadRefused(
            "upload_macro",
            "マクロが入っているファイルです。マクロを含まない.xlsx形式で保存してから選んでください。",
        )


def _unpacked(entry: ZipInfo, content: bytes, room: int) -> bytes:
    """The bytes of an entry, which must be as many as the directory says."""
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise broken()
    try:
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(
            content, entry.header_offset
        )
    except struct.error as error:
        raise broken() from error
    start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = content[start : start + entry.compress_size]
    if signature != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise broken()
    part = packed if entry.compress_type == ZIP_STORED else _inflated(packed, room)
    if len(part) != entry.file_size:
        raise broken()
    return part


def _inflated(packed: bytes, room: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces: list[bytes] = []
    size = 0
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(packed, _PIECE)
            packed = unpacker.unconsumed_tail
            if not piece and not packed:
                break
            pieces.append(piece)
            size += len(piece)
            if size > room:
                raise too_large_inside()
    except zlib.error as error:
        raise broken() from error
    return b"".join(pieces)


def _check_grid(part: bytes, limits: Limits) -> None:
    """Refuse a worksheet whose cells span a rectangle that no reader should reserve."""
    extent = _Extent(limits)
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.begin
    parser.StartDoctypeDeclHandler = extent.doctype
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise broken() from error


class _Extent:
    """Follows the rows and cells of a worksheet that have a content."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._row = 0
        self._column = 0
        self._rows = 0
        self._columns = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._place(attributes.get("r"))
        elif tag in ("v", "is", "f"):
            self._count()

    def doctype(self, *_: object) -> None:
        raise broken()

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        self._row = int(reference[len(letters) :])
        self._column = 0
        for letter in letters.upper():
            self._column = self._column * 26 + _LETTERS.index(letter) + 1

    def _count(self) -> None:
        self._rows = max(self._rows, self._row)
        self._columns = max(self._columns, self._column)
        limits = self._limits
        if self._rows > limits.rows or self._columns > limits.columns:
            raise too_many_rows(limits)
        if self._rows * self._columns > limits.grid:
            raise too_large_inside()
