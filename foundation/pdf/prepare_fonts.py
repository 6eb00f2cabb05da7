"""Turn the fonts that came with the installation into the TrueType files the PDF kit embeds.

``python -m foundation.pdf.prepare_fonts [folder]`` converts the two PostScript-flavoured Noto faces
once (some five seconds each) and leaves them alone from then on. The installed files are known by
their SHA-256; anything else is refused.
"""

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pylopdf_fonts_jp
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from foundation.pdf.fonts import default_font_dir

LARGEST_ERROR = 0.5  # thousandths of the em between the cubic and the quadratic outline
USELESS_TABLES = (
    "CFF ", "VORG", "BASE", "GDEF", "GPOS", "GSUB", "DSIG", "vhea", "vmtx",
)  # fmt: skip

NO_INSTRUCTIONS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
    "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth",
    "maxCompositePoints", "maxCompositeContours", "maxPoints", "maxContours",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One installed font file: where it is, what it must hash to, what it becomes."""

    file_name: str
    sha256: str
    target_name: str

    def path(self) -> Path:
        """The installed file inside the pip package."""
        return Path(pylopdf_fonts_jp.__file__).parent / self.file_name


SOURCES = (
    Source(
        "NotoSerifJP-Regular.otf",
        "2c9a12dbd4f2408c4610c7ee84a108b62d7236c3775baed618c64d9cb44b2f04",
        "NotoSerifJP-Regular.ttf",
    ),
    Source(
        "NotoSansJP-Regular.otf",
        "dff723ba59d57d136764a04b9b2d03205544f7cd785a711442d6d2d085ac5073",
        "NotoSansJP-Regular.ttf",
    ),
)


class UnknownFontFile(Exception):
    """The installed font file is not the one this release was tested with."""


def prepare(folder: Path) -> list[Path]:
    """Write the missing TrueType files into ``folder`` and return the ones written.

    Raises UnknownFontFile when an installed source has another SHA-256.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in SOURCES:
        target = folder / source.target_name
        if not target.exists():
            _check(source)
            with convert(source.path()) as font:
                _write_atomically(font, target)
            written.append(target)
    return written


def _check(source: Source) -> None:
    found = hashlib.sha256(source.path().read_bytes()).hexdigest()
    if found != source.sha256:
        raise UnknownFontFile(
            f"{source.file_name} のハッシュ値が想定と異なります（{found}）。"
            "pylopdf-fonts-jp を requirements に書かれた版で入れ直してください。"
        )


def convert(path: Path) -> TTFont:
    """Return the font with quadratic outlines; code points, variants and widths are kept."""
    font = TTFont(path)
    order = font.getGlyphOrder()
    drawings = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawings[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    for tag in USELESS_TABLES:
        if tag in font:
            del font[tag]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    _complete_maxp(font)
    font["post"].formatType = 3.0
    return font


def _complete_maxp(font: TTFont) -> None:
    """Widen the short table of PostScript fonts; saving counts points and contours."""
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in NO_INSTRUCTIONS:
        setattr(maxp, field, 0)
    maxp.maxZones = 1


def _write_atomically(font: TTFont, target: Path) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            font.save(file)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def main(arguments: list[str]) -> None:
    """Prepare the folder named on the command line, else the configured one."""
    folder = Path(arguments[0]) if arguments else default_font_dir()
    written = prepare(folder)
    done = [f"{path.name} を用意しました。" for path in written]
    sys.stdout.write("\n".join(done or ["PDF用のフォントは用意済みです。"]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
