"""Take an upload in, decide how it is read, or throw it away."""

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from foundation import text
from foundation.imports.enums import BATCH_STATES, BatchState, RowRole
from foundation.imports.kinds import ImportKind, kind_of
from foundation.imports.layouts import Layout, propose_layout, refuse_unusable
from foundation.imports.models import HeadingMemory, ImportBatch
from foundation.jobs.actions import start_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.references import random_reference
from foundation.refusals import Refused
from foundation.spreadsheets import LIMITS, Upload, open_upload, reopen_upload
from foundation.spreadsheets.headings import heading_key

TAKEN = (BatchState.APPLYING, BatchState.APPLIED)


def receive_upload(
    kind: ImportKind,
    file: BinaryIO,
    name: str,
    *,
    options: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> ImportBatch:
    """Check an upload, propose how it is read, and keep it until staff have decided.

    Refused with one sentence, and nothing left behind, for a file that cannot be read or that was
    taken over already. `options` are ids and codes only. Call outside a transaction.
    """
    content = file.read(LIMITS.sent + 1)
    upload = open_upload(BytesIO(content), name)
    digest = hashlib.sha256(content).hexdigest()
    if ImportBatch.objects.filter(kind=kind.code, sha256=digest, state__in=TAKEN).exists():
        raise Refused(
            "import_again",
            "このファイルは、すでに取り込まれています。直したものがあれば、そのファイルを選んでください。",
        )
    layout = propose_layout(upload, kind)
    extension = PurePath(name).suffix.lower()
    folder = f"imports/{now:%Y/%m}"
    path = default_storage.save(f"{folder}/{random_reference(16)}{extension}", ContentFile(content))
    batch = ImportBatch(
        kind=kind.code,
        file=path,
        file_name=text.clean_line(PurePath(name).name)[-200:],
        sha256=digest,
        sheet_names=list(upload.sheet_names),
        options=options or {},
        uploaded_by_id=actor.user_id or 0,  # staff only: 0 is nobody and fails
    )
    _put(batch, layout)
    try:
        return _create(batch, actor=actor, now=now)
    except BaseException:
        default_storage.delete(path)
        raise


@action("imports.batch.uploaded")
def _create(batch: ImportBatch, *, actor: Actor, now: datetime) -> ImportBatch:
    batch.save()
    return batch


def open_batch(batch: ImportBatch) -> Upload:
    """Open the kept file once more; refused when it is gone."""
    if not batch.file:
        raise Refused(
            "import_file_gone",
            "読み込んだファイルは保存期間を過ぎて削除されました。もう一度アップロードしてください。",
        )
    with batch.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise ValueError(f"import {batch.pk}: the stored file is not the one that was checked")
    return reopen_upload(content, str(batch.file.name))


@action("imports.batch.read")
def start_reading(batch: ImportBatch, layout: Layout, *, actor: Actor, now: datetime) -> Job:
    """Fix the layout, remember what its headings mean, and start reading the rows."""
    kind = kind_of(batch.kind)
    refuse_unusable(layout, kind)
    batch = locked(batch)
    _put(batch, layout)
    batch.problem = ""
    remember(kind, layout)
    move(batch, BatchState.READING)
    job = start_job("imports.read", {"batch_id": batch.pk}, actor=actor, now=now)
    batch.job = job
    batch.save()
    return job


def remember(kind: ImportKind, layout: Layout) -> None:
    """Keep what the headings mean for the next table of this organization."""
    for heading, codes in zip(layout.headings, layout.mapping, strict=True):
        if key := heading_key(heading)[:200]:
            HeadingMemory.objects.update_or_create(
                kind=kind.code, heading=key, defaults={"fields": list(codes)}
            )


@action("imports.batch.discarded")
def discard_batch(batch: ImportBatch, *, actor: Actor, now: datetime) -> ImportBatch:
    """Throw an upload away that was not taken over: its rows now, its file after the commit."""
    batch = locked(batch)
    move(batch, BatchState.DISCARDED)
    batch.rows.all().delete()
    batch.save(update_fields=["state"])
    drop_file(batch, actor=actor, now=now)
    return batch


@action("imports.row.left_out")
def leave_row_out(batch: ImportBatch, number: int, *, actor: Actor, now: datetime) -> ImportBatch:
    """Take a row with one text alone for a remark: it is no record, and no error any more.

    Refused for any other row, and once the table is taken over.
    """
    batch = locked(batch)
    row = batch.rows.wrong().filter(number=number).first()
    if batch.state != BatchState.READY or row is None or not row.is_alone:
        raise Refused("row_not_alone", "この行は、注記として外せません。内容をご確認ください。")
    row.role, row.action, row.errors = RowRole.NOTE, "", []
    row.save(update_fields=["role", "action", "errors"])
    batch.total, batch.errors = batch.total - 1, batch.errors - 1
    batch.save(update_fields=["total", "errors"])
    return batch


def drop_file(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    """Take the file's name off the batch and let the job of erased files remove it."""
    from foundation.people.models import ErasedFile  # noqa: PLC0415 - named where it is used

    if not batch.file:
        return
    ErasedFile.objects.create(path=str(batch.file.name))
    batch.file = ""
    batch.save(update_fields=["file"])
    start_job("people.erase_files", {}, actor=actor, now=now)


@action("imports.batch.released")
def release_batch(batch: ImportBatch, *, actor: Actor, now: datetime) -> ImportBatch:
    """Give a batch back whose job ended without finishing it."""
    batch = locked(batch)
    if batch.job is not None and not batch.job.is_finished:
        raise Refused("import_busy", "まだ処理しています。終わるまでお待ちください。")
    back = {BatchState.READING: BatchState.UPLOADED, BatchState.APPLYING: BatchState.READY}
    if batch.state in back:
        move(batch, back[BatchState(batch.state)])
        batch.save(update_fields=["state"])
    return batch


def locked(batch: ImportBatch) -> ImportBatch:
    """Return the row of the batch, locked."""
    found: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    return found


def move(batch: ImportBatch, to: BatchState) -> None:
    """Set the state if the table allows it; the caller saves."""
    BATCH_STATES.require(BatchState(batch.state), to)
    batch.state = to


def _put(batch: ImportBatch, layout: Layout) -> None:
    batch.sheet_name = layout.sheet_name
    batch.heading_row, batch.heading_rows = layout.heading_row, layout.heading_rows
    batch.headings = list(layout.headings)
    batch.mapping = [list(codes) for codes in layout.mapping]
