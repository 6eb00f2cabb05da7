"""Which font files draw the two faces of the kit, in order of preference, and who falls back.

System fonts (BIZ UD, IPAmj) come first where they are installed; the converted Noto faces always
follow, so that a character is lost only when no font of the chain has it.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foundation.pdf.face import Face, UnusableFont

SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)

# file names in lower case, best first; the number is the font inside a collection
WANTED: dict[str, tuple[tuple[str, int], ...]] = {
    "gothic": (("bizudgothic-regular.ttf", 0), ("biz-udgothicr.ttc", 0)),
    "gothic bold": (("bizudgothic-bold.ttf", 0), ("biz-udgothicb.ttc", 0)),
    "mincho": (("bizudmincho-regular.ttf", 0), ("biz-udminchom.ttc", 0)),
    "mincho bold": (),
    "family register": (("ipamjm.ttf", 0),),
}
CONVERTED = {"gothic": "NotoSansJP-Regular.ttf", "mincho": "NotoSerifJP-Regular.ttf"}
OTHER = {"gothic": "mincho", "mincho": "gothic"}


class FontsMissing(Exception):
    """The converted fonts are not in the font folder yet."""


@dataclass(frozen=True)
class _Folders:
    converted: Path
    extra: tuple[Path, ...]


def default_font_dir() -> Path:
    """Folder of the converted fonts: SASAE_FONTS, else ``fonts`` inside SASAE_DATA."""
    data = os.environ.get("SASAE_DATA") or "~/.local/share/sasae"
    return Path(os.environ.get("SASAE_FONTS") or Path(data) / "fonts").expanduser()


def _extra_from_environment() -> tuple[Path, ...]:
    named = os.environ.get("PDF_FONT_DIRS", "")
    return tuple(Path(part).expanduser() for part in named.split(os.pathsep) if part)


_configured: _Folders | None = None


def configure(font_dir: Path | str | None = None, extra_dirs: Iterable[Path | str] = ()) -> None:
    """Set the folder of the converted fonts and further folders to search before the system's.

    Without a call the environment decides (SASAE_FONTS, SASAE_DATA, PDF_FONT_DIRS).
    """
    global _configured
    _configured = _Folders(
        Path(font_dir).expanduser() if font_dir else default_font_dir(),
        tuple(Path(folder).expanduser() for folder in extra_dirs) or _extra_from_environment(),
    )
    for cached in (chain_faces, _system_files):
        cached.cache_clear()


def _folders() -> _Folders:
    return _configured or _Folders(default_font_dir(), _extra_from_environment())


@cache
def _system_files() -> dict[str, Path]:
    """Every wanted font file found, by lower-case name; the earliest folder wins."""
    wanted = {name for names in WANTED.values() for name, _index in names}
    found: dict[str, Path] = {}
    for folder in (*_folders().extra, *(Path(f).expanduser() for f in SYSTEM_FOLDERS)):
        for parent, _folders_below, files in os.walk(folder):
            for file in files:
                if file.lower() in wanted:
                    found.setdefault(file.lower(), Path(parent) / file)
    return found


@cache
def _load(path: Path, index: int) -> Face | None:
    try:
        return Face(path, index)
    except UnusableFont:
        return None


def _preferred(kind: str) -> list[tuple[Path, int]]:
    files = _system_files()
    return [(files[name], index) for name, index in WANTED[kind] if name in files][:1]


@cache
def chain_faces(face: str, bold: bool) -> tuple[Face, ...]:
    """The faces tried for each character of ``face`` ("mincho" or "gothic"), best first.

    A bold chain is empty when no bold file is installed: the kit then thickens the regular one.
    Raises FontsMissing when the set-up step has not converted the fonts.
    """
    folder = _folders().converted
    places: list[tuple[Path, int]] = []
    if bold:
        places += _preferred(f"{face} bold")
        if not places:
            return ()
    places += _preferred(face)
    for name in (CONVERTED[face], CONVERTED[OTHER[face]]):
        if not (folder / name).exists():
            raise FontsMissing(
                f"PDF用のフォント {name} が {folder} にありません。"
                "python -m foundation.pdf.prepare_fonts を実行してください。"
            )
    places += [(folder / CONVERTED[face], 0), *_preferred("family register")]
    places.append((folder / CONVERTED[OTHER[face]], 0))
    return tuple(loaded for place in places if (loaded := _load(*place)))


def require_fonts() -> list[str]:
    """Load both chains now and name the fonts found; raises FontsMissing (for system checks)."""
    return [loaded.name for face in CONVERTED for loaded in chain_faces(face, bold=False)]
