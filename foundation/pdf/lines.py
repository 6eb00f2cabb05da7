"""Where lines of Japanese text break, and how text is made to fit a box without losing any."""

from dataclasses import dataclass
from itertools import pairwise

from foundation.pdf.runs import Glyph, glyphs_of
from foundation.pdf.style import MM, Box, Style

# 行頭禁則 and 行末禁則 (JIS X 4051, the usual subset)
NOT_AT_START = frozenset(
    "、。，．・：；？！‼⁇⁈⁉ー―…‥）〕］｝〉》」』】〙〗〟’”｠»゛゜ヽヾゝゞ々〻"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ゠–〜～％‰℃°′″"
    ",.:;?!)]}%"
)
NOT_AT_END = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«￥＄£＃№([{$#")
SMALLEST = 6.5
"""Points: text in a box is not made smaller than this."""
STRAY = 3
"""A last line of so few characters is avoided where squeezing helps."""
SQUEEZES = (0.97, 0.94, 0.91, 0.88)
NARROWEST_SHRINK = 0.7
"""A single line is shrunk to this part of its size before it is squeezed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its glyphs, its width in ems/1000, whether a paragraph ends here."""

    glyphs: list[Glyph]
    width: int
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text made to fit: the style it is drawn in, the lines that fit, the lines that do not."""

    style: Style
    lines: list[Line]
    overflow: list[Line]


def line_width(line: Line, style: Style) -> float:
    """Width of a line in millimetres."""
    extra = style.spacing * 1000 * max(0, len(line.glyphs) - 1)
    return (line.width + extra) * style.size * style.stretch / 1000 / MM


def text_width(text: str, style: Style) -> float:
    """Width of text without line ends in millimetres."""
    return line_width(single(text, style), style)


def single(text: str, style: Style) -> Line:
    """The text as one line; line ends become spaces."""
    glyphs = glyphs_of(text.replace("\n", " "), style.chain)
    return Line(glyphs, sum(glyph.advance for glyph in glyphs))


def wrap(text: str, style: Style, width: float) -> list[Line]:
    """Break text into lines no wider than ``width`` millimetres; line ends are kept.

    Every character appears in exactly one line; an empty text is one empty line.
    """
    limit = width * MM * 1000 / (style.size * style.stretch) + 0.5
    gap = style.spacing * 1000
    lines: list[Line] = []
    for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines += _wrap_paragraph(glyphs_of(paragraph, style.chain), limit + gap, gap)
    return lines


def _wrap_paragraph(glyphs: list[Glyph], limit: float, gap: float) -> list[Line]:
    lines, start, total = [], 0, len(glyphs)
    while True:
        end, reached = start, 0.0
        while end < total and reached + glyphs[end].advance + gap <= limit:
            reached += glyphs[end].advance + gap
            end += 1
        end = max(end, start + 1)  # a character wider than the line stands alone
        if end < total:
            end = _break_before(glyphs, start, end)
        part = glyphs[start:end]
        lines.append(Line(part, sum(glyph.advance for glyph in part), ends=end >= total))
        start = end
        if start >= total:
            return lines


def _break_before(glyphs: list[Glyph], start: int, end: int) -> int:
    """The last place in (start, end] where a line may break; ``end`` itself when there is none."""
    if glyphs[end].text == " ":  # a blank hangs over the margin
        return end + 1
    for place in range(end, start, -1):
        if _may_break(glyphs[place - 1].text, glyphs[place].text):
            return place
    return end


def _may_break(before: str, after: str) -> bool:
    if after[0] in NOT_AT_START or before[0] in NOT_AT_END:
        return False
    if before == " ":
        return True
    return not (_sticks(before) and _sticks(after))


def _sticks(text: str) -> bool:
    """Letters, digits and their punctuation stay together: words, numbers, addresses."""
    return "!" <= text[0] <= "\u024f"


def wrap_snug(text: str, style: Style, width: float) -> tuple[Style, list[Line]]:
    """Wrap, squeezing the characters a little when that saves a line of one to three of them."""
    lines = wrap(text, style, width)
    stray = any(
        line.ends and not before.ends and len(line.glyphs) <= STRAY
        for before, line in pairwise(lines)
    )
    for stretch in SQUEEZES if stray else ():
        tighter = style.but(stretch=style.stretch * stretch)
        fewer = wrap(text, tighter, width)
        if len(fewer) < len(lines):
            return tighter, fewer
    return style, lines


def balance(text: str, style: Style, width: float) -> tuple[list[Line], float]:
    """Wrap into lines of much the same length; returns them and the narrower width they need."""
    lines = wrap(text, style, width)
    narrow = width
    while len(lines) > 1 and narrow - style.em > width / 2:
        tighter = wrap(text, style, narrow - style.em)
        if len(tighter) > len(lines):
            break
        narrow, lines = narrow - style.em, tighter
    return lines, narrow


def fit_line(text: str, style: Style, width: float) -> Style:
    """The style in which the text fits on one line: first smaller, then squeezed (長体)."""
    needed = text_width(text, style)
    if needed <= width:
        return style
    ratio = width / needed
    size = max(ratio, NARROWEST_SHRINK)
    return style.but(size=style.size * size, stretch=style.stretch * ratio / size)


def fit_box(text: str, style: Style, box: Box, smallest: float = SMALLEST) -> Fitted:
    """Wrap text into the box, half a point smaller at a time down to ``smallest`` points."""
    while True:
        lines = wrap(text, style, box.width)
        room = lines_in(box.height, style)
        if len(lines) <= room or style.size <= smallest:
            return Fitted(style, lines[:room], lines[room:])
        style = style.but(size=max(smallest, style.size - 0.5))


def lines_in(height: float, style: Style) -> int:
    """How many lines of the style fit into a height; the last needs no leading."""
    return max(0, int((height - style.em + 1e-6) // style.line_height) + 1)


def block_height(count: int, style: Style) -> float:
    """Height of a number of lines in millimetres."""
    return 0.0 if count <= 0 else (count - 1) * style.line_height + style.em
