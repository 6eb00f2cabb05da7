"""What the letter of a notice encloses: an app registers by kind, the sheet follows the letter."""

from collections.abc import Callable
from datetime import datetime

from foundation.notices.models import Notice
from foundation.pdf.document import Document

Enclosure = Callable[[Notice, Document, datetime], None]
_enclosures: dict[str, Enclosure] = {}


def register_enclosure(kind: str, draw: Enclosure) -> None:
    """Let `draw` add sheets behind every letter of a kind of notice; once per kind."""
    _enclosures[kind] = draw


def enclose(notice: Notice, document: Document, now: datetime) -> None:
    """Draw what belongs behind the letter of a notice; nothing where nobody registered."""
    if draw := _enclosures.get(notice.kind):
        draw(notice, document, now)
