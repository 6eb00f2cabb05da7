"""Keep the PDF of an issue: written once, served unchanged, checked by its hash (rule G3)."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from foundation.documents.models import IssueBase
from foundation.references import random_reference
from foundation.refusals import Refused

logger = logging.getLogger(__name__)


def attach_pdf(issue: IssueBase, content: bytes) -> None:
    """Write the rendered PDF of an issue that has none yet, and keep its hash.

    The file name is random and says nothing about the person. Call outside a transaction: the
    row is updated only after the file stands, so a crash leaves a file without a row, never a
    row without a file.
    """
    if issue.pdf:
        return
    issue.pdf.save(f"{random_reference(16)}.pdf", ContentFile(content), save=False)
    issue.sha256 = hashlib.sha256(content).hexdigest()
    still_without = type(issue)._default_manager.filter(pk=issue.pk, pdf="")
    if not still_without.update(pdf=issue.pdf.name, sha256=issue.sha256):
        issue.pdf.delete(save=False)  # somebody else drew it meanwhile: theirs is the paper
        issue.refresh_from_db(fields=["pdf", "sha256"])


def read_pdf(issue: Any) -> bytes:
    """Return the stored PDF; raises ValueError when it is not the one that was issued."""
    return read_kept(issue, issue.pdf)


def read_kept(row: Any, stored: FieldFile) -> bytes:
    """Return a file of a row; raises ValueError when it is not the one whose hash the row keeps."""
    with stored.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise ValueError(f"{row._meta.label} {row.pk}: the stored file differs from its hash")
    return content


def refuse_erased(issue: IssueBase) -> None:
    """Refuse to draw a paper whose contents were erased: number, dates and hash are left (G3)."""
    if not issue.snapshot:
        raise Refused("paper_erased", f"{issue}の内容は消去されたため、印刷できません。")


def drawn_by_now(draw: Callable[[], object]) -> bool:
    """Draw and store what a deed that stands has led to; return whether that went well.

    A full disk must not show a deed as failed that is done: whoever repeats it does it twice. What
    is missing is drawn when it is opened.
    """
    try:
        draw()
    except Exception:  # a storage elsewhere raises errors of its own
        logger.exception("a paper could not be stored and waits until it is opened")
        return False
    return True
