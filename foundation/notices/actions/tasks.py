"""Make tasks for staff, and close them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from foundation.notices.models import CallLog, Channel, Notice, NoticeState, Task
from foundation.notices.signals import task_closed
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


@action("notices.task.closed")
def close_task(task: Task, *, outcome: str, actor: Actor, now: datetime) -> Task:
    """Close a task with its outcome in words; refuses one that is closed.

    A message that was to be told by telephone has been told with it.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        raise Refused("task_closed", "このやることは、すでに完了しています。")
    task.done_at = now
    task.outcome = outcome
    task.save(update_fields=["done_at", "outcome"])
    if task.target_kind == Notice._meta.label:
        note_told(Notice.objects.filter(pk=task.target_id), now=now)
    task_closed.send(Task, task=task, actor=actor, now=now)
    return task


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
    """Close every open task of `kind` about `target`, because its reason is gone."""
    tasks = list(open_tasks_about(target, kind))
    for task in tasks:
        close_task(task, outcome=outcome, actor=actor, now=now)
    return len(tasks)


@action("notices.call.logged")
def log_call(task: Task, *, result: str, note: str = "", actor: Actor, now: datetime) -> CallLog:
    """Record one call made for a task; the task stays open (rule B6: 不在)."""
    return CallLog.objects.create(
        task=task, called_at=now, result=result, note=note, called_by_id=actor.user_id
    )
