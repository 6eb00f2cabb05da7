"""What an uploaded table may be; every refusal is one sentence that says what to do instead."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from foundation.refusals import Refused


@dataclass(frozen=True)
class Limits:
    """Bounds of an upload: bytes as sent and unpacked, entries of the archive, rows and columns.

    ``titles`` rows more than ``rows`` may stand above and below the table: headings, notes.
    ``grid`` bounds rows times columns: the reader reserves memory for the whole rectangle, so two
    cells in opposite corners would be enough to fill it.
    """

    sent: int = 20_000_000
    unpacked: int = 150_000_000
    entries: int = 1_000
    ratio: int = 200
    rows: int = 100_000
    titles: int = 100
    columns: int = 300
    grid: int = 5_000_000

    @property
    def rows_with_titles(self) -> int:
        """Return how many rows a sheet may have."""
        return self.rows + self.titles


LIMITS = Limits()

_RATIO_MATTERS_ABOVE = 10_000_000
"""Small workbooks of equal rows pack very well; only large ones are suspicious for it."""


class UploadRefused(Refused):
    """An upload that is not read."""


def broken() -> UploadRefused:
    return UploadRefused(
        "upload_broken",
        "ファイルを開けませんでした。Excelで開いて「名前を付けて保存」をし直してから、"
        "もう一度選んでください。",
    )


def too_large_inside() -> UploadRefused:
    return UploadRefused(
        "upload_too_large_inside",
        "ファイルの中身が大きすぎるため、読み込みませんでした。"
        "必要な表だけを新しいファイルに貼り付けて、もう一度選んでください。",
    )


def too_many_rows(limits: Limits) -> UploadRefused:
    return UploadRefused(
        "upload_too_many_rows",
        f"一度に読み込めるのは{limits.rows:,}行、{limits.columns}列までです。"
        "表を分けて、もう一度選んでください。",
    )


def packed_too_well(packed: int, unpacked: int, limits: Limits) -> bool:
    """Whether an archive unpacks to so much more than it is that no person can have made it."""
    return unpacked > _RATIO_MATTERS_ABOVE and unpacked > packed * limits.ratio


def read_checked(file: BinaryIO, name: str, limits: Limits) -> tuple[str, bytes]:
    """The extension and the content of an upload whose name and first bytes agree.

    Never reads more than the limit allows.
    """
    extension = PurePath(name).suffix.lower()
    _check_extension(extension)
    content = file.read(limits.sent + 1)
    if len(content) > limits.sent:
        raise UploadRefused(
            "upload_too_large",
            f"ファイルが大きすぎます（{limits.sent // 1_000_000}MBまで）。"
            "表を分けるか、画像などを除いて、もう一度選んでください。",
        )
    if not content.strip():
        raise UploadRefused(
            "upload_empty", "ファイルが空です。中身のあるファイルを選んでください。"
        )
    _check_first_bytes(extension, content)
    return extension, content


_ARCHIVE = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_XLSX = "Excelで開き、「Excelブック（.xlsx）」の形式で保存してから選んでください。"


def _check_extension(extension: str) -> None:
    if extension in (".xlsx", ".csv"):
        return
    if extension in (".xlsm", ".xltm", ".xlam"):
        raise UploadRefused(
            "upload_macro", f"マクロ付きのファイルは受け付けていません。{_SAVE_AS_XLSX}"
        )
    if extension in (".xls", ".xlsb", ".ods"):
        raise UploadRefused("upload_kind", f"この形式は読み込めません。{_SAVE_AS_XLSX}")
    raise UploadRefused(
        "upload_kind", "読み込めるのは、Excelブック（.xlsx）とCSV（.csv）だけです。"
    )


def _check_first_bytes(extension: str, content: bytes) -> None:
    if content.startswith(_OLD_OFFICE) and extension == ".xlsx":
        # A workbook with a password is packed into the old container.
        raise UploadRefused(
            "upload_password",
            "パスワードが付いたファイルか、古い形式のファイルです。"
            "パスワードを外し、.xlsx形式で保存してから選んでください。",
        )
    is_archive = content.startswith(_ARCHIVE)
    if extension == ".xlsx" and not is_archive:
        raise broken()
    if extension == ".csv" and (is_archive or content.startswith((_OLD_OFFICE, b"%PDF"))):
        raise UploadRefused(
            "upload_kind",
            "名前は.csvですが、CSVではないファイルです。"
            "Excelで開き、「CSV UTF-8」の形式で保存してから選んでください。",
        )
