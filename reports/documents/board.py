"""The board report: a year of a programme on one A4 sheet, landscape."""

from datetime import datetime

from foundation.pdf.document import A4_LANDSCAPE, About, Document, Page
from foundation.pdf.style import FRAME, THIN, Box, Ink, Style
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label, format_date
from reports.charts.paper import TITLE, draw_chart
from reports.queries.board import YEARS, Board
from reports.results import shown_text

LEFT, WIDTH = 12.0, 273.0
HEADING = Style("mincho", 16, bold=True, align="center")
NOTE = Style("mincho", 9)
CELL = Style("gothic", 9.5)
HEAD = Style("gothic", 8.5, bold=True, align="center")
GROUND = Ink.gray(0.93)
WORDS = Style("gothic", 9)
SMALL = Style("gothic", 7.5, leading=1.35)
TABLE = Box(LEFT, 27, 138, 76)
PLACES = (Box(156, 26, 129, 77), Box(LEFT, 107, 86, 66), Box(102, 107, 86, 66))
LESSONS = Box(194, 107, 91, 66)
FOOT = Box(LEFT, 177, WIDTH, 24)
COLUMNS = (38.0, 19.0, 19.0, 19.0, 19.0, 24.0)
MORE = "このほかの課題は、「課題と次年度の方針」の画面にあります。"
NO_LESSONS = "この年度の課題と次年度の方針は、まだ記録されていません。"


def board_pdf(board: Board, *, office: str, created: datetime) -> bytes:
    """Return the PDF: figures against the year before and the target, three charts, lessons."""
    title = f"{fiscal_year_label(board.year)}　{board.program}　事業報告"
    document = Document(About(title, created=created, author=office), A4_LANDSCAPE)
    page = document.new_page()
    page.text_fit(LEFT, 10, WIDTH, title, HEADING)
    page.text_fit(LEFT, 19, WIDTH / 2, f"{format_date(board.as_of)}現在", NOTE)
    page.text_fit(LEFT + WIDTH / 2, 19, WIDTH / 2, office, NOTE.but(align="right"))
    _draw_figures(page, board)
    for place, chart in zip(PLACES, board.charts, strict=True):
        draw_chart(page, place, chart)
    _draw_lessons(page, board)
    definitions = "　".join(f"【{row.figure.label}】{row.figure.definition}" for row in board.rows)
    page.text_box(FOOT, f"数え方（定義の第{board.version}版）　{definitions}", SMALL, "top")
    return document.finish()


def _draw_figures(page: Page, board: Board) -> None:
    headings = (
        "項目", fiscal_year_label(board.year - 1), fiscal_year_label(board.year), "目標値",
        "達成率", f"{YEARS}年間の累計",
    )  # fmt: skip
    height = TABLE.height / (len(board.rows) + 1)
    lines: list[tuple[str, ...]] = [headings]
    for row in board.rows:
        values = (row.before, row.value, row.goal)
        lines.append((
            f"{row.figure.label}（{row.figure.unit}）",
            *(shown_text(value, Shown.INTEGER) for value in values),
            shown_text(row.reached, Shown.PERCENT),
            shown_text(row.total, Shown.INTEGER),
        ))  # fmt: skip
    for number, line in enumerate(lines):
        y = TABLE.y + number * height
        if number == 0:
            page.rect(Box(TABLE.x, y, TABLE.width, height), None, GROUND)
        else:
            page.line(TABLE.x, y, TABLE.right, y, THIN)
        _draw_line(page, line, y + height / 2, head=number == 0)
    x = TABLE.x
    for width in COLUMNS[:-1]:
        x += width
        page.line(x, TABLE.y, x, TABLE.bottom, THIN)
    page.rect(TABLE, FRAME)


def _draw_line(page: Page, line: tuple[str, ...], middle: float, *, head: bool) -> None:
    x = TABLE.x
    for place, (text, width) in enumerate(zip(line, COLUMNS, strict=True)):
        style = HEAD if head else CELL.but(align="right" if place else "left")
        page.text_fit(x + 1.5, middle - style.em / 2, width - 3, text, style)
        x += width


def _draw_lessons(page: Page, board: Board) -> None:
    page.text_fit(LESSONS.x, LESSONS.y, LESSONS.width, "課題と次年度の方針", TITLE)
    box = Box(LESSONS.x, LESSONS.y + 6.5, LESSONS.width, LESSONS.height - 6.5)
    page.rect(box, THIN)
    inside = Box(box.x + 2.5, box.y + 2.5, box.width - 5, box.height - 9)
    text = "\n".join(
        f"課題　{problem}" + (f"\n　方針　{direction}" if direction else "")
        for problem, direction in board.lessons
    )
    fitted = page.text_box(inside, text or NO_LESSONS, WORDS, "top")
    if fitted.overflow:
        page.text_fit(inside.x, box.bottom - 5, inside.width, MORE, SMALL)
