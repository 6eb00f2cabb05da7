"""A return on paper and as a workbook, drawn from its frozen form alone."""

from datetime import date, datetime
from typing import Any

from foundation.pdf.blocks import Para, Right, Sender, Title, To
from foundation.pdf.cells import VALUE, Text
from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.flow import Block as Flowing
from foundation.pdf.flow import compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.pdf.style import Style
from foundation.pdf.tables import Column, Table, draw_table
from foundation.wareki import fiscal_year_label, format_date
from reports.documents.papers import ACROSS
from reports.documents.workbooks import result_workbook
from reports.enums import ReturnKind
from reports.results import Block, Result, shown_text
from reports.returning.payloads import CORRECTIONS, blocks_of

SMALL = Style("mincho", 9, leading=1.5)
DRAFT = "下書き"
LABEL_WIDTH = 52.0
NUMBER = 28.0
ROW, LOW_ROW, MANY = 10.0, 7.6, 18
"""Height of a row in millimetres; lower where there are many, so that a report is one sheet."""
ON_THE_SHEET, SHEET = 5, 166.0
"""So many years stand below the head of a return; more stand on a sheet of their own, across, where
ten have room for long numbers. The width of the matter in millimetres.
"""
APART = "別紙"
YEAR = Style("mincho", 9, bold=True, align="center")
AMOUNT = VALUE.but(align="right")
WRITTEN = ("impressions", "remarks")
"""What is told in words takes the room that is left."""


def result_of(payload: dict[str, Any], as_of: date) -> Result:
    """Return a return as a computed table; `as_of` stands where the payload has no day yet."""
    reporter = _typed("報告者", payload, "reporter")
    day = payload.get("as_of")
    return Result(
        code=f"return-{payload['kind']}",
        title=payload["title"],
        version=payload["definition_version"],
        as_of=date.fromisoformat(day) if day else as_of,
        blocks=blocks_of(payload),
        notes=tuple(note for note in (reporter, *_notes(payload)) if note),
        worded=tuple(
            (one["label"], one["definition"]) for one in payload["headings"] if one["definition"]
        ),
    )


def _notes(payload: dict[str, Any]) -> list[str]:
    """Return what stands below the numbers: the notes of the layout and what was typed."""
    typed = [
        _typed("使用した教材と部数", payload, "materials"),
        _typed("感想・受講者の様子", payload, "impressions"),
        _typed("特記事項", payload, "remarks"),
    ]
    return [note for note in (payload["notes"], *typed) if note]


def _typed(label: str, payload: dict[str, Any], name: str) -> str:
    # Returns submitted before a part was asked for do not hold it; of a course it is in the table.
    if payload["kind"] != ReturnKind.ANNUAL or not payload.get(name):
        return ""
    return f"{label}：{payload[name]}"


def return_workbook(payload: dict[str, Any], as_of: date) -> bytes:
    """Return the .xlsx of a return."""
    return result_workbook(result_of(payload, as_of), office=payload["office"])


def return_pdf(payload: dict[str, Any], *, created: datetime, as_of: date) -> bytes:
    """Return the PDF of a return; one that is not submitted says so across every page."""
    result = result_of(payload, as_of)
    submitted = "submitted_at" in payload
    furniture = Furniture(watermark="" if submitted else DRAFT, page_numbers=True)
    about = About(payload["title"], created=created, author=payload["office"])
    document = Document(about, furniture=furniture)
    main = result.blocks[0]
    head = _head(payload, result.as_of)
    years = len(payload["lines"])
    if years <= ON_THE_SHEET:
        rows = _rows(payload, main) if years == 1 else _rows_of_years(main)
        head.append(Grid(rows, label_width=LABEL_WIDTH, before=3))
    else:
        span = f"{main.lines[0].label}から{main.lines[-1].label}まで"
        head.append(Para(f"{span}の数は、{APART}のとおりです。", indent=0, before=3))
    head += [Para(note, SMALL, indent=0, before=2) for note in _notes(payload)]
    compose(document, head)
    if years > ON_THE_SHEET:
        _draw_years(document, payload, main)
    for block in result.blocks[1:]:
        _draw_corrections(document, payload, block)
    _draw_definitions(document, payload, result)
    return document.finish()


def _head(payload: dict[str, Any], as_of: date) -> list[Flowing]:
    blocks: list[Flowing] = []
    if payload["form_number"]:
        blocks.append(Para(payload["form_number"], SMALL, indent=0))
    blocks.append(Right(format_date(as_of)))
    if payload["recipient"]:
        blocks.append(To(payload["recipient"], payload["honorific"]))
    reporter = _typed("報告者", payload, "reporter")
    sender = Sender((payload["office"], *([reporter] if reporter else ())))
    blocks += [sender, Title(payload["title"], before=5, after=3)]
    about = payload["subject"] or fiscal_year_label(payload["fiscal_year"])
    blocks.append(Para(f"事業：{payload['program']}　{about}", indent=0))
    return blocks


def _rows(payload: dict[str, Any], main: Block) -> list[Row]:
    if payload["kind"] != ReturnKind.ANNUAL:
        codes = [one["code"] for one in payload["headings"]]
        height = LOW_ROW if len(codes) > MANY else ROW
        return [
            Row(
                line.label,
                Text(shown_text(line.cells[0].value, main.headings[0].shown)),
                height,
                grow=code in WRITTEN,
            )
            for code, line in zip(codes, main.lines, strict=True)
        ]
    return [
        Row(heading.label, Text(f"{shown_text(cell.value, heading.shown)}{heading.unit}"))
        for heading, cell in zip(main.headings, main.lines[0].cells, strict=True)
    ]


def _rows_of_years(main: Block) -> list[Row]:
    """Return the years beside each other, a line an item, below a line that names them."""
    width = (SHEET - LABEL_WIDTH) / len(main.lines)

    def row(label: str, texts: list[str], style: Style) -> Row:
        first, *others = [Text(text, style) for text in texts]
        beside = tuple(Beside(cell, width) for cell in others)
        return Row(label, first, LOW_ROW, beside=beside)

    return [
        row("項目", [line.label for line in main.lines], YEAR),
        *(
            row(
                f"{heading.label}（{heading.unit}）" if heading.unit else heading.label,
                [shown_text(line.cells[place].value, heading.shown) for line in main.lines],
                AMOUNT,
            )
            for place, heading in enumerate(main.headings)
        ),
    ]


def _draw_years(document: Document, payload: dict[str, Any], main: Block) -> None:
    """Draw many years beside each other, a line an item, on a sheet across."""
    width = min(NUMBER, (ACROSS - LABEL_WIDTH) / len(main.lines))
    table = Table(
        f"{APART}　{payload['title']}",
        (
            Column("項目", 0, size=9),
            *(Column(line.label, width, "right", 9) for line in main.lines),
        ),
        note=f"事業：{payload['program']}",
        office=payload["office"],
        paper=A4_LANDSCAPE,
    )
    rows = [
        [
            f"{heading.label}（{heading.unit}）" if heading.unit else heading.label,
            *(shown_text(line.cells[place].value, heading.shown) for line in main.lines),
        ]
        for place, heading in enumerate(main.headings)
    ]
    draw_table(document, table, rows)


def _draw_corrections(document: Document, payload: dict[str, Any], block: Block) -> None:
    table = Table(
        CORRECTIONS,
        (
            Column(block.corner, 44),
            Column("項目"),
            Column("報告した数", 26, "right"),
            Column("訂正後の数", 26, "right"),
            Column("報告した日", 36),
        ),
        note=payload["title"],
        office=payload["office"],
    )
    rows = [
        [
            line.label,
            *(
                shown_text(cell.value, heading.shown)
                for cell, heading in zip(line.cells, block.headings, strict=True)
            ),
        ]
        for line in block.lines
    ]
    draw_table(document, table, rows)


def _draw_definitions(document: Document, payload: dict[str, Any], result: Result) -> None:
    table = Table(
        "数え方",
        (Column("項目", LABEL_WIDTH), Column("数え方")),
        note=f"{payload['title']}　定義の版：第{result.version}版",
        office=payload["office"],
    )
    draw_table(document, table, [list(pair) for pair in result.definitions])
