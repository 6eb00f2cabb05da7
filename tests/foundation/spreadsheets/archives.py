"""Builds workbooks part by part, sound and hostile ones, without a spreadsheet program."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKSHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET_PATH = "xl/worksheets/sheet1.xml"


def parts(rows: str = ONE_CELL) -> dict[str, bytes]:
    """The entries of the smallest workbook, by path."""
    texts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        SHEET_PATH: WORKSHEET.format(rows=rows),
    }
    return {path: text.encode() for path, text in texts.items()}


def packed(entries: dict[str, bytes]) -> bytes:
    """The archive that holds the entries."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for path, content in entries.items():
            archive.writestr(path, content)
    return file.getvalue()


def workbook(rows: str = ONE_CELL) -> bytes:
    """A workbook whose one worksheet has these rows."""
    return packed(parts(rows))
