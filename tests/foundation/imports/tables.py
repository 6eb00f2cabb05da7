"""Tables as offices keep them, written by the tests."""

import csv
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from foundation.imports.actions.applying import start_applying, undo_batch
from foundation.imports.actions.uploading import open_batch, receive_upload, start_reading
from foundation.imports.kinds import kind_of
from foundation.imports.layouts import Layout, propose_layout
from foundation.imports.models import ImportBatch
from foundation.jobs.execution import run_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from tests.factories.base import NOW


def xlsx(
    *rows: list[Any], merge: tuple[str, ...] = (), before: dict[str, list[Any]] | None = None
) -> bytes:
    """A workbook whose last sheet holds the rows; `before` names sheets that stand before it."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in (before or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    sheet = book.create_sheet("名簿")
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def text_file(*rows: list[str], encoding: str = "cp932", delimiter: str = ",") -> bytes:
    """A CSV of the rows."""
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def upload(content: bytes, actor: Actor, name: str = "名簿.xlsx") -> ImportBatch:
    """Receive a file of the kind 人の名簿."""
    return receive_upload(kind_of("people"), BytesIO(content), name, actor=actor, now=NOW)


def read(batch: ImportBatch, actor: Actor, **changes: Any) -> ImportBatch:
    """Read the batch as proposed, or with another layout."""
    proposed = propose_layout(open_batch(batch), kind_of(batch.kind), **changes)
    return run(start_reading(batch, proposed, actor=actor, now=NOW), batch)


def read_as(batch: ImportBatch, layout: Layout, actor: Actor) -> ImportBatch:
    """Read the batch with a layout staff chose."""
    return run(start_reading(batch, layout, actor=actor, now=NOW), batch)


def apply(batch: ImportBatch, actor: Actor, **kwargs: Any) -> ImportBatch:
    """Take the batch over."""
    return run(start_applying(batch, actor=actor, now=NOW, **kwargs), batch)


def undo(batch: ImportBatch, actor: Actor) -> ImportBatch:
    """Take the import back."""
    return undo_batch(batch, actor=actor, now=NOW)


def run(job: Job, batch: ImportBatch) -> ImportBatch:
    """Do the job at once, as a worker would, and return the fresh batch."""
    run_job.call(job.organization_id, job.pk)
    batch = ImportBatch.objects.get(pk=batch.pk)
    return batch


def take(content: bytes, actor: Actor, name: str = "名簿.xlsx", **kwargs: Any) -> ImportBatch:
    """Upload, read and take over."""
    return apply(read(upload(content, actor, name), actor), actor, **kwargs)
