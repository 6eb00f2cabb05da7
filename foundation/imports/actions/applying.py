"""Take the rows of a batch over in one transaction, and take that back (T37)."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection

from foundation.imports.actions.uploading import drop_file, locked, move
from foundation.imports.enums import BatchState, RowAction, RowRole
from foundation.imports.kinds import Applied, Context, ImportKind, kind_of
from foundation.imports.models import ImportBatch, ImportRow
from foundation.imports.parsing import RowReader
from foundation.imports.staging import StagedRow, plan_rows
from foundation.jobs.actions import start_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

PORTION = 1000
WRITES = (RowAction.CREATE, RowAction.UPDATE)

STORE = """
UPDATE imports_importrow SET action = r.action, target_id = r.target_id, before = r.before::jsonb
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[]) AS r (id, action, target_id, before)
WHERE imports_importrow.id = r.id
"""

Progress = Callable[[int], None]


@action("imports.batch.started")
def start_applying(
    batch: ImportBatch, *, leave_errors: bool = False, actor: Actor, now: datetime
) -> Job:
    """Start taking the rows over as a job.

    Rows with errors must have been left out on purpose (`leave_errors`), else all or nothing:
    refused while there is one. Refused when the same file was taken over meanwhile.
    """
    batch = locked(batch)
    if batch.errors and not leave_errors:
        raise Refused(
            "import_errors",
            f"エラーの行が{batch.errors:,}件あります。直したファイルを取り込み直すか、"
            "「エラーの行を除いて取り込む」を選んでください。",
        )
    if not batch.creates and not batch.updates:
        raise Refused("import_nothing", "取り込む行がありません。内容をご確認ください。")
    move(batch, BatchState.APPLYING)
    batch.job = start_job("imports.apply", {"batch_id": batch.pk}, actor=actor, now=now)
    try:
        batch.save()
    except IntegrityError as error:
        raise Refused("import_again", "このファイルは、すでに取り込まれています。") from error
    return batch.job


@action("imports.batch.applied")
def apply_batch(
    batch: ImportBatch, *, actor: Actor, now: datetime, progress: Progress = lambda done: None
) -> ImportBatch:
    """Take every readable row over, in one transaction; the plans are made anew.

    A row that cannot be taken over any more refuses the whole: what staff saw is what happens.
    """
    batch = locked(batch)
    if batch.state == BatchState.APPLIED:
        return batch
    kind = kind_of(batch.kind)
    reader = RowReader(kind, batch.mapping)
    context = Context(batch.options, now)
    done = 0
    for rows in _portions(batch):
        _apply_portion(rows, kind, reader, context, actor)
        done += len(rows)
        progress(done)
    move(batch, BatchState.APPLIED)
    batch.applied_at = now
    batch.save(update_fields=["state", "applied_at"])
    drop_file(batch, actor=actor, now=now)
    return batch


def _portions(batch: ImportBatch) -> Iterator[list[ImportRow]]:
    """Yield the rows to take over by their numbers, a portion in memory at a time."""
    rows = batch.rows.filter(role=RowRole.DATA).exclude(action=RowAction.ERROR).order_by("number")
    last = 0
    while portion := list(rows.filter(number__gt=last)[:PORTION]):
        yield portion
        last = portion[-1].number


def _apply_portion(
    rows: Sequence[ImportRow], kind: ImportKind, reader: RowReader, context: Context, actor: Actor
) -> None:
    staged = [StagedRow(row.number, row.raw, parsed=reader.parse(row.raw)) for row in rows]
    plan_rows(staged, kind, context)
    for one in staged:
        if one.plan is None:
            sentence = one.parsed.errors[0][1]
            raise Refused(
                "import_changed",
                f"確認のあとに登録内容が変わったため、取り込めませんでした（{one.number}行目：{sentence}）"
                "もう一度読み込んで、確認してください。",
            )
    work = [(row, one) for row, one in zip(rows, staged, strict=True) if one.plan]
    writing = [(row, one) for row, one in work if one.plan and one.plan.action in WRITES]
    pairs = [(one.parsed.facts, one.plan) for _, one in writing if one.plan]
    if kind.apply_rows:
        made: Sequence[Applied] = kind.apply_rows(pairs, context, actor)
    else:
        made = [kind.apply_row(facts, plan, context, actor) for facts, plan in pairs]
    results: dict[int, Applied] = {
        row.pk: applied for (row, _), applied in zip(writing, made, strict=True)
    }
    _store(work, results)


def _store(work: Sequence[tuple[ImportRow, StagedRow]], results: dict[int, Applied]) -> None:
    ids, actions, targets, befores = [], [], [], []
    for row, one in work:
        applied = results.get(row.pk)
        plan = one.plan
        ids.append(row.pk)
        actions.append(str(one.action))
        targets.append(applied.target_id if applied else plan.target_id if plan else None)
        before: Any = dict(applied.before) if applied else {}
        befores.append(json.dumps(before, ensure_ascii=False, default=str))
    with connection.cursor() as cursor:
        cursor.execute(STORE, [ids, actions, targets, befores])


@action("imports.batch.undone")
def undo_batch(batch: ImportBatch, *, actor: Actor, now: datetime) -> ImportBatch:
    """Take a whole import back while none of its rows has been used."""
    batch = locked(batch)
    move(batch, BatchState.UNDONE)
    kind = kind_of(batch.kind)
    created = batch.rows.filter(action=RowAction.CREATE, target_id__isnull=False)
    ids = [pk for pk in created.values_list("target_id", flat=True) if pk is not None]
    used = kind.is_used(ids)
    if used:
        first = created.filter(target_id__in=used).order_by("number").first()
        where = f"（{first.number}行目など）" if first else ""
        raise Refused(
            "import_used",
            f"取り込んだうちの{len(used):,}件{where}は、すでに使われているか訂正されているため、"
            "取り消せません。一件ずつ訂正してください。",
        )
    changed = batch.rows.filter(action__in=WRITES, target_id__isnull=False)
    for row in changed.order_by("-number").iterator(chunk_size=PORTION):
        kind.undo_row(row.target_id or 0, row.before, actor, now)
    batch.undone_at = now
    batch.save(update_fields=["state", "undone_at"])
    batch.rows.update(target_id=None, before={})
    return batch
