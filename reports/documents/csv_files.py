"""A public table as CSV: a line a cell, then the day, the terms and what each figure counts."""

from foundation.spreadsheets import Column, Sheet, write_csv
from foundation.wareki import format_date
from reports.results import Result, shown_text

HEADER = ("組織", "表", "区分", "行", "列の区分", "項目", "単位", "値")


def result_csv(result: Result, *, office: str, licence: str) -> bytes:
    """Return the file (UTF-8 with a byte order mark); numbers stand without separators."""
    rows = [
        [
            office,
            result.title,
            block.caption,
            line.label,
            heading.group,
            heading.label,
            heading.unit,
            str(cell.value)
            if isinstance(cell.value, int)
            else shown_text(cell.value, heading.shown),
        ]
        for block in result.blocks
        for line in block.lines
        for cell, heading in zip(line.cells, block.headings, strict=True)
    ]
    remarks = [
        ["時点", format_date(result.as_of)],
        ["定義の版", str(result.version)],
        ["利用条件", licence],
        *(["注", note] for note in result.notes),
        *(["数え方", label, definition] for label, definition in result.definitions),
    ]
    rows += [[*words, *[""] * (len(HEADER) - len(words))] for words in [[], *remarks]]
    columns = [Column(heading) for heading in HEADER]
    return write_csv(Sheet(title=result.title, columns=columns, rows=rows))
