"""Fonts for the tests of the kit: converted once per data folder, system fonts left aside."""

from pathlib import Path

import pytest

from foundation.pdf import fonts, prepare_fonts


@pytest.fixture(scope="session", autouse=True)
def converted_fonts() -> Path:
    """The folder of the converted fonts; the first run of a data folder converts them."""
    folder = fonts.default_font_dir()
    prepare_fonts.prepare(folder)
    return folder


@pytest.fixture(autouse=True)
def no_system_fonts(monkeypatch: pytest.MonkeyPatch, converted_fonts: Path) -> None:
    """What a test draws must not depend on the fonts of the machine."""
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    fonts.configure(converted_fonts, [converted_fonts])
