"""What goes and what stays when people type names, lines and paragraphs (rule E6).

Only invisible characters, superfluous blanks and half-width kana change. Unicode normalisation is
never applied to the text: it would replace registered characters of names (U+FA19 by U+795E).
Variation selectors and private-use characters (municipal gaiji) stay.
"""

import re
import unicodedata

# Formatting characters that draw nothing; category Cf holds the zero-width and bidi ones.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffe\uffff")
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")

# U+FF61-FF9D; the two sound marks that follow are joined to their letter in _join_sound_marks.
_HALF_WIDTH_KANA = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF61, 0xFF9E)
}
_SOUND_MARK = re.compile(
    "([\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fd\u30fe])?([\uff9e\uff9f\u3099\u309a])"
)
# What `_without_invisible` changes in a text whose characters are all printable.
_TO_TIDY = re.compile(f"[{''.join(sorted(_INVISIBLE_LETTERS))}\uff61-\uff9f\u3099\u309a]")
_COMBINING = {"\uff9e": "\u3099", "\uff9f": "\u309a"}
_STANDING_ALONE = {"\uff9e": "\u309b", "\uff9f": "\u309c"}

_VARIATION_SELECTOR = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean_name(text: str) -> str:
    """A name as it is stored: rule E6, one half-width space between its parts."""
    return _BLANKS.sub(" ", _without_invisible(text)).strip()


def clean_line(text: str) -> str:
    """One line of other text (title, address): as a name, but inner blanks stay as typed."""
    one_line = re.sub("\t", " ", _LINE_BREAKS.sub(" ", text))
    return _without_invisible(one_line).strip()


def clean_text(text: str) -> str:
    """Paragraphs: line ends become ``\\n``; blank lines at both ends and blanks at line ends go.

    A full-width space that indents a paragraph stays.
    """
    lines = [
        _without_invisible(line.replace("\t", " ")).rstrip() for line in _LINE_BREAKS.split(text)
    ]
    return "\n".join(lines).strip("\n")


def graphemes(text: str) -> list[str]:
    """The characters as a reader counts them: selectors and combining marks join their base."""
    clusters: list[str] = []
    for character in text:
        if clusters and (_VARIATION_SELECTOR.match(character) or unicodedata.combining(character)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def mask_name(name: str) -> str:
    """A name of which only the first character can be read (rule E4): 「山＊ ＊＊」."""
    clusters = graphemes(clean_name(name))
    return "".join(
        cluster if place == 0 or cluster.isspace() else "\uff0a"
        for place, cluster in enumerate(clusters)
    )


def _without_invisible(text: str) -> str:
    # Most names have nothing to change; looking at each character takes ten times as long.
    if text.replace("\u3000", " ").isprintable() and not _TO_TIDY.search(text):
        return text
    kept = "".join(character for character in text if not _is_invisible(character))
    return _join_sound_marks(kept.translate(_HALF_WIDTH_KANA))


def _is_invisible(character: str) -> bool:
    if character.isspace():
        return False
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES or character in _INVISIBLE_LETTERS
    )


def _join_sound_marks(text: str) -> str:
    """Join a half-width or combining sound mark with the kana before it.

    Half-width kana need it, and so do names pasted from macOS, where one letter comes as two.
    """

    def join(match: re.Match[str]) -> str:
        base, mark = match[1] or "", match[2]
        if not base:
            return _STANDING_ALONE.get(mark, mark)
        return unicodedata.normalize("NFC", base + _COMBINING.get(mark, mark))

    return _SOUND_MARK.sub(join, text)
