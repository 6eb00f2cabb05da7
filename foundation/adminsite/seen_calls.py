"""Who stood on a call list when somebody opened the page that closes it.

A reminder may add people while the page is open, even one whose transaction had begun before: the
page carries the messages it counted, not the moment.
"""

from collections.abc import Iterable

from django.core import signing

from foundation.notices.actions.tasks import calls_on, is_call_list
from foundation.notices.models import Task

SALT = "sasae.calls-seen"

Seen = dict[int, frozenset[int]]


def waiting_calls(tasks: Iterable[Task]) -> Seen:
    """Return the messages nobody has told yet on each call list among the tasks."""
    return {
        task.pk: frozenset(calls_on(task).values_list("pk", flat=True))
        for task in tasks
        if is_call_list(task)
    }


def mark_of(seen: Seen) -> str:
    """Return a signed mark of them; nothing where no task is a call list."""
    lists = {str(pk): sorted(ids) for pk, ids in seen.items()}
    return signing.dumps(lists, salt=SALT, compress=True) if lists else ""


def read_mark(mark: str, tasks: Iterable[Task]) -> Seen | None:
    """Return what the page counted on each call list among the tasks.

    None where the mark is missing, changed on the way, or of other lists: what was seen is unknown.
    """
    lists = [task.pk for task in tasks if is_call_list(task)]
    if not lists:
        return {}
    try:
        marked = signing.loads(mark, salt=SALT)
        return {pk: frozenset(marked[str(pk)]) for pk in lists}
    except (signing.BadSignature, ValueError, KeyError):
        return None
