"""Read a PDF back: its pages' text, and its pictures when somebody wants to look at them."""

import os
from pathlib import Path

import pypdfium2


def pages_of(content: bytes, name: str = "") -> list[str]:
    """Return the text of each page; with SASAE_SHOTS set the pages are written there as PNG."""
    document = pypdfium2.PdfDocument(content)
    texts = []
    for number, page in enumerate(document, start=1):
        texts.append(page.get_textpage().get_text_bounded())
        if name and (folder := os.environ.get("SASAE_SHOTS")):
            picture = page.render(scale=2).to_pil()
            picture.save(Path(folder) / f"{name}-{number}.png")
    document.close()
    return texts


def in_order(text: str, words: list[str]) -> list[str]:
    """Return the words that do not follow each other in the text; blanks do not count."""
    squeezed = "".join(text.split())
    missing, position = [], 0
    for word in words:
        found = squeezed.find("".join(word.split()), position)
        if found < 0:
            missing.append(word)
        else:
            position = found
    return missing
