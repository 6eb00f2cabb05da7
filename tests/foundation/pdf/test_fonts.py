"""The set-up step, the font files, and what the chain of fonts can draw."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from foundation.pdf import fonts, prepare_fonts
from foundation.pdf.face import Face, UnusableFont
from foundation.pdf.runs import chain, printable, undrawable

HARD_NAMES = "髙﨑\U00020bb7邉邊齋齊斎濵瀨德栁槗曻桒\U000233fe祇樋辻葛"


def test_a_second_preparation_writes_nothing(converted_fonts: Path):
    assert prepare_fonts.prepare(converted_fonts) == []


def test_an_unknown_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    strange = tuple(replace(source, sha256="0" * 64) for source in prepare_fonts.SOURCES)
    monkeypatch.setattr(prepare_fonts, "SOURCES", strange)

    with pytest.raises(prepare_fonts.UnknownFontFile, match="ハッシュ値"):
        prepare_fonts.prepare(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_converted_fonts_keep_characters_variants_and_widths(converted_fonts: Path):
    for source in prepare_fonts.SOURCES:
        after = Face(converted_fonts / source.target_name)
        with TTFont(source.path(), lazy=True) as before:
            names = before.getBestCmap()
            width, _bearing = before["hmtx"][names[ord("A")]]

            assert after.glyphs.keys() == names.keys()
            assert after.glyph_count == before["maxp"].numGlyphs
            assert after.advance(after.glyphs[ord("A")]) == width
        assert len(after.variants) > 14_000


def test_every_kanji_of_jis_x_0213_can_be_drawn(converted_fonts: Path):
    face = Face(converted_fonts / "NotoSerifJP-Regular.ttf")
    kanji = set()
    for first in range(0x81, 0xFD):
        for second in range(0x40, 0xFD):
            try:
                character = bytes((first, second)).decode("shift_jis_2004")
            except UnicodeDecodeError:
                continue
            if (
                len(character) == 1
                and character >= "\u3400"
                and not "\uff00" <= character < "\U00010000"
            ):
                kanji.add(ord(character))

    assert len(kanji) > 10_000
    assert kanji <= face.glyphs.keys()


def test_a_subset_is_a_font_of_just_the_glyphs_asked_for(converted_fonts: Path):
    face = Face(converted_fonts / "NotoSansJP-Regular.ttf")
    wanted = [0, face.glyphs[ord("山")], face.glyphs[ord("田")]]

    subset = TTFont(io.BytesIO(face.subset(wanted)), checkChecksums=2)

    assert subset["maxp"].numGlyphs == 3
    assert subset["hmtx"][subset.getGlyphOrder()[1]][0] == 1000
    outline = subset["glyf"][subset.getGlyphOrder()[1]].getCoordinates(subset["glyf"])
    with TTFont(face.path) as original:
        name = original.getGlyphOrder()[wanted[1]]
        assert outline == original["glyf"][name].getCoordinates(original["glyf"])


def test_missing_fonts_say_what_to_run(tmp_path: Path):
    fonts.configure(tmp_path)

    with pytest.raises(fonts.FontsMissing, match="prepare_fonts"):
        fonts.require_fonts()


def test_the_default_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SASAE_FONTS", raising=False)
    monkeypatch.setenv("SASAE_DATA", "/srv/sasae")
    assert fonts.default_font_dir() == Path("/srv/sasae/fonts")

    monkeypatch.setenv("SASAE_FONTS", "/srv/fonts")
    assert fonts.default_font_dir() == Path("/srv/fonts")


def test_an_installed_font_is_preferred_and_noto_fills_its_gaps(
    tmp_path: Path, converted_fonts: Path
):
    (tmp_path / "deep").mkdir()
    with TTFont(converted_fonts / "NotoSansJP-Regular.ttf") as small:
        for table in small["cmap"].tables:
            if table.format == 14:
                table.uvsDict = {}
            else:
                table.cmap = {code: name for code, name in table.cmap.items() if code == ord("山")}
        small.save(tmp_path / "deep" / "BIZUDMincho-Regular.ttf")
    fonts.configure(converted_fonts, [tmp_path])

    lookup = chain("mincho")

    assert lookup["山"].face.path.name == "BIZUDMincho-Regular.ttf"
    assert lookup["田"].face.path.name == "NotoSerifJP-Regular.ttf"


def test_a_font_that_cannot_be_embedded_is_passed_over(tmp_path: Path, converted_fonts: Path):
    shutil.copy(prepare_fonts.SOURCES[0].path(), tmp_path / "BIZUDMincho-Regular.ttf")
    fonts.configure(converted_fonts, [tmp_path])

    assert chain("mincho")["山"].face.path.name == "NotoSerifJP-Regular.ttf"
    with pytest.raises(UnusableFont):
        Face(prepare_fonts.SOURCES[0].path())


def test_hard_names_can_be_drawn():
    assert undrawable([HARD_NAMES, "辻\U000e0101 葛\U000e0100城"]) == []


def test_undrawable_lists_each_lost_character_once_with_its_selector():
    texts = ["山☑田☑", "\U0001f600", "辻\U000e01ef", "山"]

    assert undrawable(texts) == ["☑", "\U0001f600", "辻\U000e01ef"]
    assert undrawable(texts, face="gothic") == ["☑", "\U0001f600", "辻\U000e01ef"]


def test_only_kana_marks_are_combined():
    assert printable("か\u3099は\u309a") == "がぱ"
    assert printable("\ufa19") == "\ufa19"  # NFC would make it U+795E, another shape
    assert printable("山\u200b田\u3000太\x00郎") == "山田\u3000太郎"
