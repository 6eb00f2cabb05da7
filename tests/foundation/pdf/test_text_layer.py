"""Names reach the paper and the text layer unchanged; fonts are embedded; nothing is a box."""

import re

import pytest

from foundation.pdf.style import Style
from tests.foundation.pdf.reading import new_document, page_with, streams, text

NAMES = (
    "𠮷田\u3000太郎",
    "髙\ufa11\u3000濵德",
    "辻\U000e0101\u3000花子",
    "渡邉\U000e0104",
    "葛\U000e0100城と葛\U000e0101城",
    "\ufa19谷と神谷",  # compatibility ideograph beside the unified one
    "\u2f00と一",  # one glyph, two meanings
)


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name) for name in NAMES])
@pytest.mark.parametrize("face", ["mincho", "gothic"])
def test_a_name_survives_to_the_text_layer(name: str, face: str):
    style = Style(face, 16)  # type: ignore[arg-type]

    pdf = page_with(lambda page: page.text(20, 20, name, style))

    assert text(pdf).replace(" ", "\u3000") == name


def test_an_unknown_selector_draws_the_plain_character_and_is_reported():
    document = new_document()
    document.new_page().text(20, 20, "辻\U000e01ef", Style())

    assert document.undrawable == ["辻\U000e01ef"]
    assert text(document.finish()).startswith("辻")


def test_an_unknown_character_becomes_geta_and_is_reported():
    document = new_document()
    document.new_page().text(20, 20, "山☑", Style())

    assert document.undrawable == ["☑"]
    assert text(document.finish()) == "山〓"


def test_every_font_is_embedded_and_no_glyph_is_notdef():
    document = new_document()
    page = document.new_page()
    for number, name in enumerate(NAMES):
        page.text(20, 20 + 10 * number, name, Style(bold=number % 2 == 0))
        page.text(110, 20 + 10 * number, name, Style("gothic"))

    pdf = document.finish()

    assert pdf.count(b"/FontFile2") == pdf.count(b"/Type /FontDescriptor") == 2
    assert b"/Subtype /Type1" not in pdf
    assert b"ASCII85" not in pdf
    shown = [code for stream in streams(pdf) for code in re.findall(rb"<(\w+)> Tj", stream)]
    assert shown
    assert not any(code[k : k + 4] == b"0000" for code in shown for k in range(0, len(code), 4))
