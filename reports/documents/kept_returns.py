"""The files of a return: of a submitted one drawn once, kept and served unchanged (rule G3)."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from foundation.clock import on_day
from foundation.documents.storage import read_kept
from foundation.references import random_reference
from reports.documents.return_papers import return_pdf, return_workbook
from reports.enums import ReturnPaper
from reports.models import Return, ReturnFile


def drawn(payload: dict[str, Any], paper: ReturnPaper, at: datetime) -> bytes:
    """Return a file of a payload in the layout of today; `at` is the moment of its making."""
    day = on_day(at)
    if paper == ReturnPaper.PDF:
        return return_pdf(payload, created=at, as_of=day)
    return return_workbook(payload, day)


def kept_file(row: Return, paper: ReturnPaper) -> bytes:
    """Return the file of a submitted return as it was first drawn.

    One that is not there yet, as of returns submitted before files were kept, is drawn and kept
    now. Call outside a transaction: the row is written only after the file stands. Raises
    ValueError when the stored file is not the one that was kept, FileNotFoundError when it is
    gone.
    """
    kept = ReturnFile.objects.filter(returned=row, kind=paper).first() or _keep(row, paper)
    return read_kept(kept, kept.file)


def keep_files(row: Return) -> None:
    """Draw and keep every file of a return that was just submitted."""
    for paper in ReturnPaper:
        kept_file(row, paper)


def _keep(row: Return, paper: ReturnPaper) -> ReturnFile:
    if row.submitted_at is None:
        raise ValueError(f"return {row.pk} is not submitted")
    content = drawn(row.payload, paper, row.submitted_at)
    made = ReturnFile(returned=row, kind=paper)
    made.file.save(f"{random_reference(16)}.{paper.value}", ContentFile(content), save=False)
    kept, mine = ReturnFile.objects.get_or_create(
        returned=row,
        kind=paper,
        defaults={"file": made.file.name, "sha256": hashlib.sha256(content).hexdigest()},
    )
    if not mine:  # somebody opened it at the same moment
        made.file.delete(save=False)
    return kept
