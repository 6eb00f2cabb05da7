"""Imports in the background: reading, taking over, and what is thrown away after a while."""

from datetime import datetime, timedelta

from django.db import transaction

from foundation.imports.actions.applying import apply_batch
from foundation.imports.actions.uploading import discard_batch, drop_file, locked, move, open_batch
from foundation.imports.enums import BatchState, RowAction
from foundation.imports.kinds import kind_of
from foundation.imports.models import ImportBatch
from foundation.imports.staging import stage_rows
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from foundation.refusals import Refused

KEPT = timedelta(days=30)
CLEANER = Actor.system("imports.discard_old")


@job_kind("imports.read", label="取り込む表の読み込み")
def read_batch(job: JobHandle) -> None:
    """Read every row of the upload; what cannot be read gives the batch back with the sentence."""
    batch = ImportBatch.objects.get(pk=job.params["batch_id"])
    if batch.state != BatchState.READING:
        return
    try:
        upload = open_batch(batch)
        with transaction.atomic():
            batch = locked(batch)
            counts = stage_rows(
                batch, upload, kind_of(batch.kind), now=job.now(), progress=job.progress
            )
            _write_counts(batch, counts)
    except Refused as refused:
        _give_back(batch, BatchState.UPLOADED, refused.sentence)
        raise


def _write_counts(batch: ImportBatch, counts: dict[str, int]) -> None:
    batch.total = sum(counts.values())
    if not batch.total:
        raise Refused(
            "import_empty",
            "見出しの下にデータの行がありません。シートと見出しの行を選び直してください。",
        )
    batch.creates, batch.updates = counts[RowAction.CREATE], counts[RowAction.UPDATE]
    batch.unchanged, batch.errors = counts[RowAction.SAME], counts[RowAction.ERROR]
    move(batch, BatchState.READY)
    batch.save()


@job_kind("imports.apply", label="表の取込み")
def apply(job: JobHandle) -> None:
    """Take the rows over; a refusal gives the batch back unchanged."""
    batch = ImportBatch.objects.get(pk=job.params["batch_id"])
    total = batch.creates + batch.updates + batch.unchanged
    try:
        apply_batch(
            batch,
            actor=job.actor,
            now=job.now(),
            progress=lambda done: job.progress(done, total),
        )
    except Refused as refused:
        _give_back(batch, BatchState.READY, refused.sentence)
        raise


def _give_back(batch: ImportBatch, to: BatchState, sentence: str) -> None:
    with transaction.atomic():
        batch = locked(batch)
        move(batch, to)
        batch.problem = sentence[:300]
        batch.save(update_fields=["state", "problem"])


@every("imports.discard_old", daily_at="03:50")
def discard_old(now: datetime) -> int:
    """Throw away what was not taken over, and the rows of what was; neither is needed any more.

    Returns how many batches were emptied. After this an import can no longer be undone.
    """
    old = ImportBatch.objects.filter(created_at__lt=now - KEPT)
    count = 0
    for batch in old.filter(state__in=[BatchState.UPLOADED, BatchState.READY]):
        discard_batch(batch, actor=CLEANER, now=now)
        count += 1
    for batch in old.filter(state__in=[BatchState.APPLIED, BatchState.UNDONE]):
        if batch.rows.exists():
            with transaction.atomic():
                batch.rows.all().delete()
                drop_file(batch, actor=CLEANER, now=now)
            count += 1
    return count
