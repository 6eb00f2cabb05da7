"""Looks into an .xlsx before anything opens it: archives that burst, macros, endless grids (S26).

The sizes an archive states may be lies, so every entry is really unpacked here, piece by piece and
only as far as the limits go.
"""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from foundation.spreadsheets.grids import check_grid
from foundation.spreadsheets.uploads import (
    Limits,
    UploadRefused,
    broken,
    packed_too_well,
    too_large_inside,
)

_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_WITHIN = 22 + 0xFFFF
_PIECE = 1 << 20


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
            check_grid(part, limits)


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
