"""Propose, approve and run an erasure after retention: three steps, three permissions (rules I)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.jobs.actions import start_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.enums import ERASURE_STATES, Basis, ErasureState
from foundation.people.erasing import refusal_of
from foundation.people.models import Erasure, ErasureRun
from foundation.people.retention import due_roots
from foundation.refusals import Refused

OPEN = (ErasureState.PROPOSED, ErasureState.APPROVED, ErasureState.RUNNING)
BATCH = 1000


@action("people.erasure.proposed")
def propose_erasure(root: str, as_of: date, *, actor: Actor, now: datetime) -> ErasureRun:
    """Write down every root whose periods are over on `as_of`: the dry run, nothing is erased.

    Refused when nothing is due or another list of this kind is open.
    """
    open_runs = ErasureRun.objects.filter(root=root, state__in=OPEN, basis=Basis.RETENTION)
    if open_runs.exists():
        raise Refused(
            "erasure_open",
            "前の起案がまだ終わっていません。先にその起案を承認・実行するか、差し戻してください。",
        )
    due = due_roots(root, as_of)
    if not due:
        raise Refused("nothing_due", "保存期間が満了した記録はありません。")
    run = ErasureRun.objects.create(root=root, as_of=as_of, proposed_by_id=actor.user_id)
    Erasure.objects.bulk_create(
        (
            Erasure(run=run, root=root, root_id=pk, basis=Basis.RETENTION, kept_through=day)
            for pk, day in due.items()
        ),
        batch_size=BATCH,
    )
    return run


@action("people.erasure.proposed")
def propose_one(
    root: str, root_id: int, basis: Basis, *, actor: Actor, now: datetime
) -> ErasureRun:
    """Propose the erasure of one root whatever its periods: asked for, or held without a reason.

    Approved and run like a list. Refused while it is proposed already or an app holds it back.
    """
    lines = Erasure.objects.filter(root=root, root_id=root_id, erased_at__isnull=True)
    if lines.filter(run__state__in=OPEN, held_reason="").exists():
        raise Refused("erasure_open", "この記録の消去は、すでに起案されています。")
    if refusal := refusal_of(root, [root_id]):
        raise Refused(refusal)
    run = ErasureRun.objects.create(
        root=root, as_of=on_day(now), basis=basis, proposed_by_id=actor.user_id
    )
    Erasure.objects.create(run=run, root=root, root_id=root_id, basis=basis)
    return run


@action("people.erasure.held")
def hold_back(line: Erasure, reason: str, *, actor: Actor, now: datetime) -> Erasure:
    """Take one line out of a list that was not run yet, with the reason (a lawsuit, a wish)."""
    run = _locked(line.run)
    if run.state not in (ErasureState.PROPOSED, ErasureState.APPROVED):
        raise Refused("erasure_began", "消去が始まっているため、除外できません。")
    if not reason.strip():
        raise Refused("reason_missing", "消去しない理由を入力してください。")
    line.held_reason = reason.strip()
    line.save(update_fields=["held_reason"])
    return line


@action("people.erasure.approved")
def approve_erasure(run: ErasureRun, *, actor: Actor, now: datetime) -> ErasureRun:
    """Approve a list; refused for the person who proposed it."""
    run = _locked(run)
    if run.proposed_by_id == actor.user_id:
        raise Refused("own_erasure", "起案した方は承認できません。別の承認者に依頼してください。")
    run.approved_by_id, run.approved_at = actor.user_id, now
    return _move(run, ErasureState.APPROVED, ["approved_by", "approved_at"])


@action("people.erasure.rejected")
def reject_erasure(run: ErasureRun, reason: str, *, actor: Actor, now: datetime) -> ErasureRun:
    """Send a list back with a reason; a new one may then be proposed."""
    run = _locked(run)
    if not reason.strip():
        raise Refused("reason_missing", "差し戻す理由を入力してください。")
    run.state_reason = reason.strip()
    return _move(run, ErasureState.REJECTED, ["state_reason"])


@action("people.erasure.started")
def run_erasure(run: ErasureRun, *, actor: Actor, now: datetime) -> Job:
    """Start the erasure of an approved list as a job."""
    run = _locked(run)
    run.run_by_id = actor.user_id
    _move(run, ErasureState.RUNNING, ["run_by"])
    return start_job("people.erase_run", {"run_id": run.pk}, actor=actor, now=now)


@action("people.erasure.finished")
def finish_erasure(run: ErasureRun, *, actor: Actor, now: datetime) -> ErasureRun:
    """Close a list whose lines are all settled."""
    run = _locked(run)
    if run.state == ErasureState.DONE:
        return run
    run.finished_at = now
    return _move(run, ErasureState.DONE, ["finished_at"])


def _locked(run: ErasureRun | None) -> ErasureRun:
    if run is None:
        raise Refused("no_run", "この記録は起案によるものではありません。")
    found: ErasureRun = ErasureRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return found


def _move(run: ErasureRun, to: ErasureState, fields: list[str]) -> ErasureRun:
    ERASURE_STATES.require(run.state, to)
    run.state = to
    run.save(update_fields=["state", *fields])
    return run
