"""Make tasks for staff, and close them.

A task about a message, and a call list, speak of messages that wait for a call. Whoever settles
both locks the messages first, by their ids, then papers and tasks: two at once then wait for each
other and never stop each other.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from foundation.notices.models import CallLog, Channel, Notice, NoticeState, Task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused


@dataclass(frozen=True)
class NewTask:
    """What is to be done by when; `phone` for a call."""

    kind: str
    title: str
    due_on: date
    due_at: datetime | None = None
    phone: str = ""
    owner_id: int | None = None


@action("notices.task.created")
def create_task(task: NewTask, *, target: models.Model, actor: Actor, now: datetime) -> Task:
    """Make a task about `target`; an open one of the same kind is returned instead."""
    row, _ = Task.objects.get_or_create(
        kind=task.kind,
        target_kind=target._meta.label,
        target_id=target.pk,
        done_at=None,
        defaults={
            "title": task.title[:200],
            "due_on": task.due_on,
            "due_at": task.due_at,
            "phone": task.phone,
            "owner_id": task.owner_id,
        },
    )
    return row


_lists: dict[str, Callable[[Task], models.QuerySet[Notice]]] = {}


def register_call_list(kind: str, messages: Callable[[Task], models.QuerySet[Notice]]) -> None:
    """Make a kind of task known that is one to-do for many calls; `messages` finds them."""
    _lists[kind] = messages


def is_call_list(task: Task) -> bool:
    """Return whether a task is one to-do for many calls."""
    return task.kind in _lists


def calls_on(task: Task) -> models.QuerySet[Notice]:
    """Return the messages a task asks to tell by telephone and nobody has told yet."""
    found: models.QuerySet[Notice] = Notice.objects.none()
    if is_call_list(task):
        found = _lists[task.kind](task)
    elif task.target_kind == Notice._meta.label:
        found = Notice.objects.filter(pk=task.target_id)
    return found.filter(channel=Channel.CALL, state=NoticeState.QUEUED)


@action("notices.task.closed")
def close_task(
    task: Task,
    *,
    outcome: str,
    seen: Collection[int] | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Close a task with its outcome in words; refuses one that is closed.

    What was to be told by telephone has been told with it. `seen` names the messages that stood on
    a call list when whoever closes it looked: somebody added later was told nothing. The list then
    stays open for them, and the outcome is kept as a call; `done_at` of what is returned says so.
    """
    calls = calls_on(task) if seen is None else calls_on(task).filter(pk__in=seen)
    told = [notice.pk for notice in lock_notices(calls)]
    # Not its key: a call being recorded for it holds that, and may wait for a message of ours.
    task = Task.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
    if task.done_at is not None:
        raise Refused("task_closed", "このやることは、すでに完了しています。")
    note_told(Notice.objects.filter(pk__in=told), now=now)
    if seen is not None and calls_on(task).exists():
        if told:
            log_call(task, result=f"{len(told)}人に伝えた", note=outcome, actor=actor, now=now)
        return task
    task.done_at = now
    task.outcome = outcome
    task.save(update_fields=["done_at", "outcome"])
    return task


def lock_notices(notices: models.QuerySet[Notice]) -> list[Notice]:
    """Return messages as they are now, locked one after the other by their ids."""
    return list(notices.select_for_update(of=("self",)).order_by("id"))


def note_told(notices: models.QuerySet[Notice], *, now: datetime) -> int:
    """Let those of the messages that waited for a call be 連絡済み; returns how many.

    Part of the deed that told them, so it names none of its own.
    """
    waiting = notices.filter(channel=Channel.CALL, state=NoticeState.QUEUED)
    return waiting.update(state=NoticeState.DONE, settled_at=now)


@action("notices.task.assigned")
def assign_tasks(
    tasks: models.QuerySet[Task], *, owner_id: int, actor: Actor, now: datetime
) -> int:
    """Let somebody else answer for the open ones of these tasks; returns how many."""
    return tasks.filter(done_at__isnull=True).update(owner=owner_id)


def open_tasks_about(target: models.Model, kind: str) -> models.QuerySet[Task]:
    """Return the open tasks of `kind` about `target`."""
    found: models.QuerySet[Task] = Task.objects.filter(
        kind=kind, target_kind=target._meta.label, target_id=target.pk, done_at__isnull=True
    )
    return found


def lock_open_tasks_about(target: models.Model, kind: str) -> list[Task]:
    """Return them locked: nobody closes them until the end of the transaction."""
    return list(open_tasks_about(target, kind).select_for_update(of=("self",), no_key=True))


def reschedule_tasks_about(
    target: models.Model, kind: str, *, due_on: date, owner_id: int | None
) -> int:
    """Let every open task of `kind` about `target` follow its new day and owner; returns how many.

    Part of the deed that moved the target, so it names none of its own.
    """
    return open_tasks_about(target, kind).update(due_on=due_on, owner=owner_id)


def close_tasks_about(
    target: models.Model, kind: str, *, outcome: str, actor: Actor, now: datetime
) -> int:
    """Close every open task of `kind` about `target`, because its reason is gone.

    One that somebody closes by hand at the same moment is left to them. A message it is about has
    been locked by the caller.
    """
    tasks = lock_open_tasks_about(target, kind)
    for task in tasks:
        close_task(task, outcome=outcome, actor=actor, now=now)
    return len(tasks)


@action("notices.call.logged")
def log_call(task: Task, *, result: str, note: str = "", actor: Actor, now: datetime) -> CallLog:
    """Record one call made for a task; the task stays open (rule B6: 不在)."""
    return CallLog.objects.create(
        task=task, called_at=now, result=result, note=note, called_by_id=actor.user_id
    )
