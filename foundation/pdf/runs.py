"""Which glyph of which font draws each character, and which characters cannot be drawn.

A cluster is one character with its variation selector, if any. The first font of the chain that
knows the cluster draws it; an unknown selector falls back to the plain character, an unknown
character to 〓, and both are reported. Nothing is normalised except kana followed by a combining
(semi-)voiced mark: NFC would replace compatibility ideographs and so change people's names.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from foundation.pdf import fonts
from foundation.pdf.face import Face
from foundation.pdf.fonts import Place

GETA = "〓"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_CLUSTER = re.compile(f"[^{SELECTORS}][{SELECTORS}]?", re.DOTALL)
_SELECTED = re.compile(f"[{SELECTORS}]")
_SEPARATE_MARK = re.compile("([\u3046-\u30fd])([\u3099\u309a])")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_STYLE_SELECTORS = "\ufe0e\ufe0f"  # text or emoji style: says nothing about the shape of a name


class Glyph:
    """One drawn cluster: the font, the glyph in it, its width in ems/1000 and the text it means.

    ``lost`` is the cluster asked for when the paper shows 〓 or another shape, else empty.
    """

    __slots__ = ("advance", "face", "lost", "number", "text")

    def __init__(self, face: Face, number: int, text: str, lost: str = "") -> None:
        self.face = face
        self.number = number
        self.text = text
        self.lost = lost
        self.advance = face.advance(number)

    def __repr__(self) -> str:
        return f"<Glyph {self.text!r} {self.face.name} {self.number}>"


class Chain(dict[str, Glyph]):
    """Clusters already looked up in a chain of fonts; a missing cluster is looked up once.

    Fonts further down are loaded only when a character needs them. ``bold_face`` is the one font
    that is bold by itself.
    """

    def __init__(self, places: tuple[Place, ...], bold: Place | None = None) -> None:
        super().__init__()
        self._places = places
        self.bold_face = fonts.load_face(bold) if bold else None

    def __missing__(self, cluster: str) -> Glyph:
        glyph = self._find(cluster)
        self[cluster] = glyph
        return glyph

    def _faces(self) -> Iterator[Face]:
        for place in self._places:
            face = fonts.load_face(place)
            if face is not None:
                yield face

    def _find(self, cluster: str) -> Glyph:
        code = ord(cluster[0])
        named = len(cluster) == 2 and cluster[1] not in _STYLE_SELECTORS
        if named:
            key = code, ord(cluster[1])
            for face in self._faces():
                if key in face.variants:
                    return Glyph(face, face.variants[key], cluster)
        for face in self._faces():
            if code in face.glyphs:
                lost = cluster if named else ""
                return Glyph(face, face.glyphs[code], cluster, lost)
        geta = self[GETA]
        return Glyph(geta.face, geta.number, GETA, cluster)


@cache
def chain(face: str, bold: bool = False) -> Chain:
    """The chain of "mincho" or "gothic", shared by the whole process.

    Raises fonts.FontsMissing when the set-up step has not run.
    """
    return Chain(fonts.chain_places(face, bold), fonts.bold_place(face) if bold else None)


fonts.when_configured(chain.cache_clear)


def printable(text: str) -> str:
    """Text as it goes to paper: no invisible characters, tabs as spaces, か + U+3099 as が."""
    text = _INVISIBLE.sub("", text.replace("\t", " ").replace("\r\n", "\n").replace("\xa0", " "))
    if "\u3099" in text or "\u309a" in text:
        text = _SEPARATE_MARK.sub(_join_mark, text)
    return text


def _join_mark(match: re.Match[str]) -> str:
    joined = unicodedata.normalize("NFC", match.group())
    return joined if len(joined) == 1 else match.group()


def clusters(text: str) -> Iterable[str]:
    """Characters with their variation selectors; a selector without a character is dropped."""
    return _CLUSTER.findall(text) if _SELECTED.search(text) else text


def glyphs_of(text: str, chain_: Chain) -> list[Glyph]:
    """Glyphs of one line of text (no line ends), in order."""
    return [chain_[cluster] for cluster in clusters(printable(text))]


def undrawable(texts: Iterable[str], face: str = "mincho") -> list[str]:
    """The distinct characters (with selectors) that would not print as written, in order found.

    Staff sees this list *before* printing; an empty list means every text prints exactly.
    """
    lookup = chain(face)
    lost: dict[str, None] = {}
    for text in texts:
        for cluster in clusters(printable(text)):
            if cluster != "\n" and lookup[cluster].lost:
                lost[cluster] = None
    return list(lost)
