"""Erasures in the background: the lines of a run, and files until the storage has let them go."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import F

from foundation.jobs.failures import TransientError
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.jobs.schedule import every
from foundation.people.actions.erasure import erase_root
from foundation.people.actions.retention import finish_erasure
from foundation.people.enums import Basis
from foundation.people.models import ErasedFile, Erasure, ErasureRun
from foundation.people.retention import due_roots
from foundation.refusals import Refused

logger = logging.getLogger(__name__)

NOT_DUE = "実行時に保存期間が満了していませんでした。"


@job_kind("people.erase_run", label="保存期間を過ぎた記録の消去")
def erase_run(job: JobHandle) -> None:
    """Erase the lines of an approved run, each in a transaction of its own.

    A line that is no longer due, or that an app holds back, stays with the reason.
    """
    run = ErasureRun.objects.get(pk=job.params["run_id"])
    due = due_roots(run.root, run.as_of) if run.basis == Basis.RETENTION else {}
    lines = run.lines.order_by("pk").values_list("pk", flat=True)

    def erase(ids: Sequence[int]) -> None:
        for line in Erasure.objects.to_do().filter(pk__in=ids).order_by("pk"):
            _erase_line(line, due, job)

    job.each_batch(list(lines), erase, size=1)
    finish_erasure(run, actor=job.actor, now=job.now())


def _erase_line(line: Erasure, due: Collection[int], job: JobHandle) -> None:
    if line.basis == Basis.RETENTION and line.root_id not in due:
        line.held_reason = NOT_DUE
        line.save(update_fields=["held_reason"])
        return
    try:
        erase_root(
            line.root,
            line.root_id,
            basis=Basis(line.basis),
            actor=job.actor,
            now=job.now(),
            line=line,
        )
    except Refused as refused:
        Erasure.objects.filter(pk=line.pk).update(held_reason=refused.sentence[:200])


@job_kind("people.erase_files", label="消去した記録のファイルの削除")
def erase_files(job: JobHandle) -> None:
    """Remove the files of erased people; a storage that does not answer is tried again."""
    if remove_files():
        raise TransientError("files remain")


@every("people.erase_files", minutes=30)
def erase_files_left(now: datetime) -> int:
    """Try once more what earlier attempts left, for as long as it takes."""
    return remove_files()


def remove_files() -> int:
    """Remove each waiting file of the open organization; returns how many could not be removed.

    The row goes after the file: a crash between the two removes an absent file once more.
    """
    failed = 0
    for waiting in ErasedFile.objects.order_by("pk"):
        try:
            default_storage.delete(waiting.path)
        except Exception as error:  # whatever the storage raises, the next file is tried
            logger.warning("erased file %s stays: %s", waiting.pk, type(error).__name__)
            ErasedFile.objects.filter(pk=waiting.pk).update(attempts=F("attempts") + 1)
            failed += 1
            continue
        waiting.delete()
    return failed
