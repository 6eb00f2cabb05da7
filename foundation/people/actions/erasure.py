"""Erase a person: the one action that goes past the append-only history (rules G2, G3)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.erasable import personal_columns
from foundation.organizations.history import action
from foundation.people import erasing
from foundation.people.enums import Basis
from foundation.people.models import ErasedFile, Erasure, Person
from foundation.refusals import Refused

# Begins with WITH, because the history gives its context to no statement that begins with SELECT.
CALL = "WITH erased AS MATERIALIZED (SELECT erase_personal(%s, %s) AS done) SELECT done FROM erased"


def erase_person(
    person: Person, *, basis: Basis, actor: Actor, now: datetime, line: Erasure | None = None
) -> Erasure:
    """Blank everything that tells about `person`, records merged into it included.

    Rows, event rows, snapshots, mails, staged imports and job results lose their personal values;
    issued numbers, dates and counts stay. Files leave after the commit, by a job that tries until
    they are gone. Returns the record of it, which holds numbers only. Refused while an app holds
    the person back. A person erased already is left alone.
    """
    return erase_root(erasing.PERSON, person.pk, basis=basis, actor=actor, now=now, line=line)


@action("people.person.erased")
def erase_root(
    root: str, root_id: int, *, basis: Basis, actor: Actor, now: datetime, line: Erasure | None
) -> Erasure:
    """Erase what belongs to one root of any kind, such as a case; see `erase_person`."""
    kind = erasing.root_of(root)
    model = apps.get_model(root)
    ids = sorted({root_id, *kind.also(root_id)})
    found = list(model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if root_id not in {row.pk for row in found}:
        raise Refused("erasure_gone", "この記録は見つかりません。一覧を読み込み直してください。")
    if refusal := erasing.refusal_of(root, ids):
        raise Refused(refusal)
    record = line or Erasure(root=root, root_id=root_id)
    record.basis, record.erased_at = basis, now
    record.counts, files = _blank(erasing.gather(root, ids), actor, now)
    record.files = len(files)
    record.save()
    kind.mark(ids, on_day(now))
    _remove_after_commit(files, actor=actor, now=now)
    return record


def _blank(claim: erasing.Claim, actor: Actor, now: datetime) -> tuple[dict[str, int], set[str]]:
    """Run every hook, then the database function for every model; returns counts and files."""
    files: set[str] = set()
    for way in erasing.belongings(claim.root):
        if way.before and claim.ids(way.model):
            files |= set(way.before(sorted(claim.ids(way.model)), actor, now))
    counts: dict[str, int] = {}
    for label, ids in sorted(claim.rows.items()):
        if not personal_columns(apps.get_model(label)):
            continue
        done = blank_columns(label, sorted(ids))
        files |= set(done["files"])
        counts[label] = done["rows"]
    return counts, files


def blank_columns(label: str, ids: Sequence[int]) -> dict[str, Any]:
    """Call the database function for rows of one model: `rows`, `events` and `files` it held."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, [label, list(ids)])
        done = cursor.fetchone()[0]
    answer: dict[str, Any] = json.loads(done)
    return answer


def _remove_after_commit(files: set[str], *, actor: Actor, now: datetime) -> None:
    """Remember the files and queue the job; both stand or fall with the erasure."""
    if not files:
        return
    from foundation.jobs.actions import start_job  # noqa: PLC0415 - jobs register at start-up

    ErasedFile.objects.bulk_create(ErasedFile(path=path) for path in sorted(files))
    start_job("people.erase_files", {}, actor=actor, now=now)
