"""Line breaking: nothing is lost, forbidden places stay unbroken, boxes hold their text."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.pdf.lines import (
    NOT_AT_END,
    NOT_AT_START,
    balance,
    fit_box,
    fit_line,
    line_width,
    text_width,
    wrap,
    wrap_snug,
)
from foundation.pdf.runs import printable
from foundation.pdf.style import MM, Box, Style

STYLE = Style("mincho", 10)
JAPANESE = st.text(alphabet="あいう漢字、。「」（）ー・ABC abc123.,\u3000\n𠮷", max_size=120)


def joined(lines: list) -> str:
    return "".join(glyph.text for line in lines for glyph in line.glyphs)


@given(JAPANESE, st.floats(min_value=3, max_value=80))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: float):
    lines = wrap(text, STYLE, width)

    assert joined(lines) == printable(text).replace("\n", "")
    for line in lines:
        blank = 2.5 if line.glyphs and line.glyphs[-1].text == " " else 0
        alone = len(line.glyphs) == 1
        assert alone or line_width(line, STYLE) <= width + 0.01 + blank


@given(JAPANESE)
def test_snug_and_balanced_lines_lose_nothing(text: str):
    assert joined(wrap_snug(text, STYLE, 40)[1]) == printable(text).replace("\n", "")
    assert joined(balance(text, STYLE, 40)[0]) == printable(text).replace("\n", "")


def test_no_line_starts_or_ends_where_it_must_not():
    text = "これは「長い」文章、です。" * 12

    for width in range(15, 60):
        lines = wrap(text, STYLE, width)
        assert len(lines) > 5
        for line in lines[1:]:
            assert line.glyphs[0].text not in NOT_AT_START
        for line in lines[:-1]:
            assert line.glyphs[-1].text not in NOT_AT_END


def test_words_and_numbers_stay_together_while_they_fit():
    lines = wrap("電話は090-1234-5678です", STYLE, 30)

    assert any("090-1234-5678" in joined([line]) for line in lines)


def test_one_stray_character_is_drawn_in():
    width = 10 * STYLE.em
    style, lines = wrap_snug("一二三四五六七八九十百", STYLE, width)

    assert len(lines) == 1
    assert style.stretch < 1
    assert line_width(lines[0], style) <= width


def test_a_long_line_is_made_smaller_then_squeezed():
    text = "とても長い名前" * 5

    style = fit_line(text, Style(size=14), 60)

    assert style.size == 14 * 0.7
    assert abs(text_width(text, style) - 60) < 0.01


def test_a_box_shrinks_its_text_and_hands_back_what_is_too_much():
    box = Box(0, 0, 50, 20)

    fitting = fit_box("あ" * 60, Style(size=12), box)
    too_much = fit_box("あ" * 900, Style(size=12), box)

    assert fitting.overflow == []
    assert fitting.style.size < 12
    assert joined(too_much.lines + too_much.overflow) == "あ" * 900
    assert len(too_much.lines) * too_much.style.line_height <= 20 + too_much.style.size / MM
