"""A computed table as a workbook: one sheet a block, the definitions on the last."""

from collections.abc import Iterator

from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.wareki import format_date
from reports import progress
from reports.results import Block, Heading, Result, Value


def result_workbook(result: Result, *, office: str) -> bytes:
    """Return the .xlsx file; `office` stands at the upper right of every printed page."""
    progress.expect(len(result.blocks))
    sheets = [_sheet(result, block, office) for block in result.blocks]
    return write_workbook([*sheets, _definitions(result, office)])


def _sheet(result: Result, block: Block, office: str) -> Sheet:
    headings = block.headings
    return Sheet(
        title=block.caption,
        caption=f"{result.title}　{block.caption}",
        notes=(f"{format_date(result.as_of)}現在", *result.notes),
        header=office,
        columns=[
            Column(block.corner, Shown.TEXT),
            *(Column(_words(block, heading), heading.shown) for heading in headings),
        ],
        rows=_rows(block),
    )


def _rows(block: Block) -> Iterator[list[Value]]:
    progress.begin(f"「{block.caption}」を書いています。")
    for line in block.lines:
        yield [line.label, *(cell.value for cell in line.cells)]
    progress.finish()


def _words(block: Block, heading: Heading) -> str:
    return f"{block.named(heading)}（{heading.unit}）" if heading.unit else block.named(heading)


def _definitions(result: Result, office: str) -> Sheet:
    return Sheet(
        title="数え方",
        caption=f"{result.title}の数え方",
        notes=(f"定義の版：第{result.version}版",),
        header=office,
        columns=[Column("項目", width=24), Column("数え方", width=60)],
        rows=[list(pair) for pair in result.definitions],
    )
