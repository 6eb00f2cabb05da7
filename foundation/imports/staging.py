"""Read the rows of an upload into the batch: each with its role, its errors and its plan."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection

from foundation import text
from foundation.imports.enums import RowAction, RowRole
from foundation.imports.kinds import Context, ImportKind, Plan
from foundation.imports.layouts import texts_of
from foundation.imports.models import ImportBatch
from foundation.imports.parsing import Parsed, RowReader
from foundation.refusals import Refused
from foundation.spreadsheets import Row, Upload

PORTION = 2000

# One statement for a portion: COPY is not allowed under row-level security.
INSERT = """
INSERT INTO imports_importrow
  (organization_id, batch_id, number, role, raw, action, errors, note, key, target_id, before)
SELECT %s, %s, number, role, raw::jsonb, action, errors::jsonb, note, key, target_id, '{}'::jsonb
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::bigint[]) AS r (number, role, raw, action, errors, note, key, target_id)
"""

Progress = Callable[[int], None]


@dataclass
class StagedRow:
    """One row of the sheet on its way into the table."""

    number: int
    cells: list[str]
    role: RowRole = RowRole.DATA
    parsed: Parsed = field(default_factory=Parsed)
    plan: Plan | None = None
    key: str = ""

    @property
    def action(self) -> str:
        """Return what becomes of the row; empty where it is no data."""
        if self.role is not RowRole.DATA:
            return ""
        return RowAction.ERROR if self.parsed.errors or self.plan is None else self.plan.action


def stage_rows(
    batch: ImportBatch, upload: Upload, kind: ImportKind, *, now: datetime, progress: Progress
) -> dict[str, int]:
    """Write every row of the sheet and return how many get which action. Needs a transaction."""
    reader = RowReader(kind, batch.mapping)
    context = Context(batch.options, now)
    batch.rows.all().delete()
    counts = dict.fromkeys(RowAction.values, 0)
    done = 0
    for portion in _portions(_in_roles(upload.rows(batch.sheet_name), batch, reader)):
        plan_rows(portion, kind, context)
        _insert(batch, portion)
        for row in portion:
            if row.action:
                counts[row.action] += 1
        done += len(portion)
        progress(done)
    return counts


def _in_roles(rows: Iterable[Row], batch: ImportBatch, reader: RowReader) -> Iterator[StagedRow]:
    first = batch.heading_row or 1
    last = first
    headings = 0
    repeated: list[list[str]] = []
    for row in rows:
        staged = StagedRow(row.number, texts_of(row))
        if row.number < first:
            staged.role = RowRole.TITLE
        elif headings < batch.heading_rows and row.number >= last:
            headings += 1
            last = row.number
            repeated.append(staged.cells)
            staged.role = RowRole.HEADING
        elif staged.cells in repeated:
            staged.role = RowRole.HEADING  # printed again on the next page
        elif reader.is_note(staged.cells):
            staged.role = RowRole.NOTE
        else:
            staged.parsed = reader.parse(staged.cells)
        yield staged


def _portions(rows: Iterator[StagedRow]) -> Iterator[list[StagedRow]]:
    while portion := list(islice(rows, PORTION)):
        yield portion


def plan_rows(rows: Sequence[StagedRow], kind: ImportKind, context: Context) -> None:
    """Ask the kind what would become of each readable row; a refusal is the row's error."""
    good = [row for row in rows if row.role is RowRole.DATA and not row.parsed.errors]
    context.prepared = kind.prepare([row.parsed.facts for row in good], context)
    for row in rows:
        if row.role is RowRole.DATA:
            row.key = text.search_key(kind.name_of(row.parsed.facts))
    for row in good:
        context.row = row.number
        try:
            row.plan = kind.plan_row(row.parsed.facts, context)
        except Refused as refused:
            row.parsed.errors.append((None, refused.sentence))


def _insert(batch: ImportBatch, rows: Sequence[StagedRow]) -> None:
    columns: list[list[Any]] = [
        [row.number for row in rows],
        [row.role.value for row in rows],
        [_json(row.cells) for row in rows],
        [str(row.action) for row in rows],
        [_json(row.parsed.errors) for row in rows],
        [(row.plan.note if row.plan else "")[:200] for row in rows],
        [row.key for row in rows],
        [row.plan.target_id if row.plan else None for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [batch.organization_id, batch.pk, *columns])


def _json(value: Any) -> str:
    # PostgreSQL's jsonb refuses the character 0, which spreadsheets' cells do not hold.
    return json.dumps(value, ensure_ascii=False)
