"""What an erasure reaches here, and what the history says about imports."""

from collections.abc import Iterable

from foundation.audit.labels import register_actions
from foundation.imports.enums import BatchState
from foundation.imports.kinds import all_kinds
from foundation.imports.models import ImportBatch, ImportRow
from foundation.people import erasing
from foundation.people.models import Person


def rows_of(claim: erasing.Claim) -> Iterable[int]:
    """Return staged rows that became a gathered row, and those about somebody of the same name.

    A name alone proves nothing, but a copy of a table that waits here is no record: it can be
    uploaded again.
    """
    found: set[int] = set()
    for kind in all_kinds():
        targets = claim.ids(kind.target)
        if targets:
            rows = ImportRow.objects.filter(batch__kind=kind.code, target_id__in=targets)
            found |= set(rows.values_list("pk", flat=True))
    if claim.root == erasing.PERSON:
        keys = Person.objects.filter(pk__in=claim.root_ids).exclude(name_key="")
        rows = ImportRow.objects.filter(key__in=list(keys.values_list("name_key", flat=True)))
        found |= set(rows.values_list("pk", flat=True))
    return found


def batches_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the batches of those rows, and every upload whose rows were not read yet."""
    rows = claim.ids(ImportRow._meta.label)
    found = set(ImportRow.objects.filter(pk__in=rows).values_list("batch_id", flat=True))
    unread = ImportBatch.objects.filter(state__in=[BatchState.UPLOADED, BatchState.READING])
    return found | set(unread.values_list("pk", flat=True))


def register() -> None:
    """Register both and the sentences."""
    every = erasing.EVERY_ROOT
    erasing.register("imports.ImportRow", by=rows_of, root=every, order=60)
    erasing.register("imports.ImportBatch", by=batches_of, root=every, order=61)
    register_actions(
        {
            "imports.batch.uploaded": "取り込む表をアップロードしました。",
            "imports.batch.read": "列を決めて表を読み込みました。",
            "imports.row.left_out": "取込みの行を、注記として外しました。",
            "imports.batch.discarded": "アップロードした表を破棄しました。",
            "imports.batch.released": "止まった取込みを元に戻しました。",
            "imports.batch.started": "表の取込みを始めました。",
            "imports.batch.applied": "表を取り込みました。",
            "imports.batch.undone": "表の取込みを取り消しました。",
        }
    )
