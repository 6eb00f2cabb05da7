"""The rows that could not be read, in the layout of the table they came from (T37)."""

from foundation.imports.enums import RowRole
from foundation.imports.models import ImportBatch, ImportRow
from foundation.refusals import Refused
from foundation.spreadsheets.layout_copies import write_copy

HEADING = "エラーの内容"


def error_sheet(batch: ImportBatch) -> bytes:
    """Return a workbook with titles, headings and the wrong rows, and one more column at the right.

    Corrected there it can be uploaded as it is. Refused when no row is wrong.
    """
    above = list(batch.rows.filter(role__in=[RowRole.TITLE, RowRole.HEADING]).order_by("number"))
    above = [row for row in above if row.number < (batch.heading_row or 1) + batch.heading_rows]
    wrong = list(batch.rows.wrong())
    if not wrong:
        raise Refused("import_no_errors", "エラーの行はありません。")
    width = max(len(row.raw) for row in [*above, *wrong])
    rows = [_line(row, width, batch) for row in [*above, *wrong]]
    return write_copy(batch.sheet_name or "エラーの行", rows)


def _line(row: ImportRow, width: int, batch: ImportBatch) -> list[str]:
    cells = [*row.raw, *[""] * (width - len(row.raw))]
    if row.role == RowRole.HEADING:
        return [*cells, HEADING if row.number == batch.heading_row else ""]
    if row.role == RowRole.TITLE:
        return [*cells, ""]
    return [*cells, "\n".join(sentence for _, sentence in row.errors)]
