"""The 登録名簿 in the columns of 資料7, nine supporters a page, and as a workbook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from foundation.pdf.document import About, Document
from foundation.pdf.furniture import Furniture, printed
from foundation.pdf.pages import ALL_PAGES, Pages
from foundation.pdf.tables import Column, Table, draw_table
from foundation.spreadsheets import Column as SheetColumn
from foundation.spreadsheets import Sheet, Shown, write_workbook
from foundation.text import format_phone, format_phones, format_postcode
from supporters.documents.context import Office
from supporters.queries.roster import RosterRow

CAUTION = "取扱注意"
ROW_HEIGHT = 26.4
"""Millimetres: nine rows and the heading fill an A4 page, a tenth does not fit."""
COLUMNS = (
    Column("登録番号", 19, align="center"),
    Column("登録期間", 41),
    Column("氏名（性別）\n（生年月日）", 42),
    Column("住所\n連絡先", size=8.5),
    Column("備考", 29, size=9),
)


@dataclass(frozen=True)
class RosterPrint:
    """How a roster is printed: for whom this copy is, who printed it, and which pages."""

    copy_number: str = ""
    printed_by: str = ""
    pages: Pages = ALL_PAGES


def roster_pdf(office: Office, rows: Iterable[RosterRow], choice: RosterPrint) -> bytes:
    """Return the PDF of the roster, marked 取扱注意 with the copy's number on every page."""
    settings = office.settings
    title = f"{settings.supporter_title}{settings.get_word_display()}名簿"
    document = Document(
        About(title, created=office.now),
        furniture=Furniture(
            watermark=CAUTION,
            copy_number=choice.copy_number,
            printed_by=printed(choice.printed_by, office.now),
            header=settings.roster_form_number,
        ),
    )
    columns = COLUMNS
    if not settings.sex_shown:
        columns = (*COLUMNS[:2], Column("氏名\n（生年月日）", 42), *COLUMNS[3:])
    table = Table(title, columns, office=office.section, row_height=ROW_HEIGHT)
    draw_table(document, table, [cells_of_row(office, row) for row in rows], choice.pages)
    return document.finish()


def cells_of_row(office: Office, row: RosterRow) -> list[str]:
    """Return the texts of the five cells of a supporter."""
    lines = [row.name]
    if office.settings.sex_shown:
        lines.append(f"（{row.sex_word or '男・女'}）")
    if row.birth_date:
        lines.append(f"（{office.day(row.birth_date)}）")
    return [row.number, _period(office, row), "\n".join(lines), _contact(row), _note(office, row)]


def _period(office: Office, row: RosterRow) -> str:
    if row.valid_from is None:
        return ""
    through = f"{office.day(row.valid_through)}まで" if row.valid_through else "期間の定めなし"
    return f"{office.day(row.valid_from)}から\n{through}"


def _contact(row: RosterRow) -> str:
    postcode = f"〒{format_postcode(row.postcode)}" if row.postcode else "〒"
    phones = "　".join(format_phones(row.phone, row.mobile))
    return "\n".join(line for line in (postcode, row.address, phones, row.email) if line)


def _note(office: Office, row: RosterRow) -> str:
    """Return the 備考: whatever is not simply active, and the remark (source defect D-9)."""
    state = "" if row.state == "active" else f"{office.day(row.state_since)} {row.state_word}"
    return "\n".join(line for line in (state, row.note) if line)


@dataclass(frozen=True)
class RosterField:
    """A column of the workbook that can be chosen."""

    heading: str
    value: Callable[[RosterRow], object]
    shown: Shown = Shown.TEXT


ROSTER_FIELDS: dict[str, RosterField] = {
    "number": RosterField("登録番号", lambda row: row.number),
    "name": RosterField("氏名", lambda row: row.name),
    "kana": RosterField("ふりがな", lambda row: row.kana),
    "sex": RosterField("性別", lambda row: row.sex_word),
    "birth_date": RosterField("生年月日", lambda row: row.birth_date, Shown.WAREKI),
    "postcode": RosterField("郵便番号", lambda row: format_postcode(row.postcode)),
    "address": RosterField("住所", lambda row: row.address),
    "phone": RosterField("電話", lambda row: format_phone(row.phone)),
    "mobile": RosterField("携帯電話", lambda row: format_phone(row.mobile)),
    "email": RosterField("メール", lambda row: row.email),
    "valid_from": RosterField("登録期間（から）", lambda row: row.valid_from, Shown.WAREKI),
    "valid_through": RosterField("登録期間（まで）", lambda row: row.valid_through, Shown.WAREKI),
    "state": RosterField("状態", lambda row: row.state_word),
    "note": RosterField("備考", lambda row: row.note),
}


def roster_workbook(office: Office, rows: Iterable[RosterRow], fields: Sequence[str]) -> bytes:
    """Return the workbook with the chosen fields in the order of the roster; formulas stay text."""
    settings = office.settings
    chosen = [ROSTER_FIELDS[name] for name in ROSTER_FIELDS if name in fields]
    title = f"{settings.supporter_title}{settings.get_word_display()}名簿"
    sheet = Sheet(
        title="名簿",
        columns=[SheetColumn(field.heading, field.shown) for field in chosen],
        rows=([field.value(row) for field in chosen] for row in rows),  # type: ignore[misc]
        caption=title,
        header=f"{CAUTION}　{office.section}",
    )
    return write_workbook([sheet])
