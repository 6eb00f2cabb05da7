"""Name badges for a day: eight of 91×55 mm on an A4, name large, never an address (rule B14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.pdf.document import About, Document, Page
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import GRAY, PALE, Box, Pen, Style
from trainings.models import Application

BADGE_STOCK = SHEET_STOCKS["badge-8"]
COURSE = Style("gothic", 8, align="center", ink=GRAY)
KANA = Style("gothic", 9, align="center")
NAME = Style("gothic", 28, bold=True, align="center")
AFFILIATION = Style("gothic", 10, align="center")
ROLE = Style("gothic", 8, align="center", ink=GRAY)
RULE = Pen(0.3, PALE)
LONG_NAME = 9
"""Characters from which a name stands on two lines, broken at its space."""


@dataclass(frozen=True)
class Badge:
    """What one badge says; `role` is 講師, 助言者 or スタッフ and empty for those who take part."""

    course: str
    name: str
    kana: str = ""
    affiliation: str = ""
    role: str = ""

    @property
    def name_lines(self) -> str:
        """Return the name, a long one broken at its space."""
        return self.name.replace(" ", "\n", 1) if len(self.name) > LONG_NAME else self.name


def badges_of(
    title: str, people: Iterable[Application], *, with_affiliation: bool = False
) -> list[Badge]:
    """Return a badge for each person of a course called `title`.

    The place is never printed, for it may be an address; the affiliation only when asked for.
    """
    return [
        Badge(title, one.name, one.kana, one.affiliation if with_affiliation else "")
        for one in people
    ]


def draw_badges(
    document: Document, badges: Sequence[Badge], options: SheetOptions | None = None
) -> int:
    """Add the sheets of badges to a document and return how many they are."""
    sides = CardSides(_draw_badge)
    return draw_sheets(document, BADGE_STOCK, badges, sides, options or SheetOptions())


def badge_sheets(
    badges: Sequence[Badge], office: str, created: datetime, options: SheetOptions | None = None
) -> bytes:
    """Return the badges as a file of their own."""
    document = Document(About("名札", created, author=office))
    draw_badges(document, badges, options or SheetOptions(cut_marks=True))
    return document.finish()


def _draw_badge(page: Page, badge: Badge, cell: Box) -> None:
    width = cell.width - 10
    page.text_fit(5, 5.5, width, badge.course, COURSE)
    page.line(5, 10.5, cell.width - 5, 10.5, RULE)
    page.text_box(Box(5, 13, width, 5), badge.kana, KANA)
    page.text_box(Box(5, 18.5, width, 18), badge.name_lines, NAME)
    page.text_box(Box(5, 38.5, width, 7), badge.affiliation, AFFILIATION)
    if badge.role:
        page.text_box(Box(5, 47, width, 5), badge.role, ROLE)
