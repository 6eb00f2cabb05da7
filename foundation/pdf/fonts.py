"""Which font files draw the two faces of the kit, in order of preference, and who falls back.

System fonts (BIZ UD, IPAmj) come first where they are installed; the converted Noto faces always
follow, so that a character is lost only when no font of the chain has it.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

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


class Place(NamedTuple):
    """A font file, and which font of a collection it is."""

    path: Path
    number: int = 0


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
_forgetters: list[Callable[[], None]] = []


def configure(font_dir: Path | str | None = None, extra_dirs: Iterable[Path | str] = ()) -> None:
    """Set the folder of the converted fonts and further folders to search before the system's.

    Without a call the environment decides (SASAE_FONTS, SASAE_DATA, PDF_FONT_DIRS).
    """
    global _configured
    _configured = _Folders(
        Path(font_dir).expanduser() if font_dir else default_font_dir(),
        tuple(Path(folder).expanduser() for folder in extra_dirs) or _extra_from_environment(),
    )
    for forget in _forgetters:
        forget()


def when_configured(forget: Callable[[], None]) -> None:
    """Have ``forget`` called whenever the folders change."""
    _forgetters.append(forget)


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
def load_face(place: Place) -> Face | None:
    """The font at a place, loaded once per process; None when it cannot be embedded."""
    try:
        return Face(place.path, place.number)
    except UnusableFont:
        return None


def _preferred(kind: str) -> list[Place]:
    files = _system_files()
    return [Place(files[name], index) for name, index in WANTED[kind] if name in files][:1]


def bold_place(face: str) -> Place | None:
    """The installed bold font of a face, if any; the kit thickens the regular one otherwise."""
    found = _preferred(f"{face} bold")
    return found[0] if found else None


@cache
def chain_places(face: str, bold: bool) -> tuple[Place, ...]:
    """The fonts tried for each character of ``face`` ("mincho" or "gothic"), best first.

    Raises FontsMissing when the set-up step has not converted the fonts.
    """
    folder = _folders().converted
    for name in CONVERTED.values():
        if not (folder / name).exists():
            raise FontsMissing(
                f"PDF用のフォント {name} が {folder} にありません。"
                "python -m foundation.pdf.prepare_fonts を実行してください。"
            )
    first = _preferred(f"{face} bold") if bold else []
    return (
        *first,
        *_preferred(face),
        Place(folder / CONVERTED[face]),
        *_preferred("family register"),
        Place(folder / CONVERTED[OTHER[face]]),
    )


when_configured(chain_places.cache_clear)
when_configured(_system_files.cache_clear)


def require_fonts() -> list[str]:
    """Load both chains now and name the fonts found; raises FontsMissing (for system checks)."""
    loaded = [load_face(place) for face in CONVERTED for place in chain_places(face, False)]
    return list(dict.fromkeys(font.name for font in loaded if font))
