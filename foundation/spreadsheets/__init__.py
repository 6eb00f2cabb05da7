"""Workbooks and CSV files: written so that nothing in them runs, read so that nothing hurts.

Writing: ``Sheet`` and ``Column`` describe a table, ``write_workbook`` and ``write_csv`` give the
bytes. Reading: ``open_upload`` checks an uploaded file before anything opens it and refuses with
one Japanese sentence; its ``rows`` are the same for .xlsx and .csv.
"""

from foundation.spreadsheets.csv_files import write_csv
from foundation.spreadsheets.reading import Row, Upload, open_upload, reopen_upload, text_of
from foundation.spreadsheets.sheets import Column, Sheet, Shown
from foundation.spreadsheets.uploads import LIMITS, Limits, UploadRefused
from foundation.spreadsheets.workbooks import write_workbook

__all__ = [
    "LIMITS",
    "Column",
    "Limits",
    "Row",
    "Sheet",
    "Shown",
    "Upload",
    "UploadRefused",
    "open_upload",
    "reopen_upload",
    "text_of",
    "write_csv",
    "write_workbook",
]
