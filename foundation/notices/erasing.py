"""What an erasure reaches here: messages, their mails and attachments, links, to-dos, calls."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from post_office.models import Email

from foundation.notices.links import purposes_by_target
from foundation.notices.models import CallLog, MailedLink, Notice, NoticeState, Task
from foundation.organizations.actor import Actor
from foundation.people import erasing
from foundation.people.models import Person


def notices_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the messages about gathered rows, and those that went to the person by name."""
    condition = claim.targets()
    if claim.root == erasing.PERSON:
        for person in Person.objects.filter(pk__in=claim.root_ids):
            condition |= _addressed_to(person)
    return Notice.objects.filter(condition).values_list("pk", flat=True)


def _addressed_to(person: Person) -> Q:
    """The name alone proves nothing; name and one way to reach them do."""
    ways = Q(pk__in=[])
    for field, values in (
        ("email", [person.email]),
        ("phone", [person.phone, person.mobile]),
        ("address", [person.address]),
    ):
        ways |= Q(**{f"{field}__in": [value for value in values if value]})
    return Q(recipient_name=person.name) & ways


def remove_mails(ids: Sequence[int], actor: Actor, now: datetime) -> Iterable[str]:
    """Delete the outbox rows of messages, sent or not; what waits is taken back.

    Returns the paths of files to remove: none, mails carry no files.
    """
    mails = list(
        Notice.objects.filter(pk__in=ids, outbox__isnull=False).values_list("outbox_id", flat=True)
    )
    # A mail that is just being sent holds its row; wait for it.
    mails = [mail.pk for mail in Email.objects.select_for_update().filter(pk__in=mails)]
    Notice.objects.filter(pk__in=ids).update(outbox=None)
    Email.objects.filter(pk__in=mails).delete()
    Notice.objects.filter(pk__in=ids, state=NoticeState.QUEUED).update(
        state=NoticeState.CANCELLED, settled_at=now
    )
    return ()


def tasks_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the to-dos about gathered rows, messages among them."""
    return Task.objects.filter(claim.targets()).values_list("pk", flat=True)


def calls_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the calls made for those to-dos."""
    tasks = claim.ids(Task._meta.label)
    return CallLog.objects.filter(task__in=tasks).values_list("pk", flat=True)


def close_tasks(ids: Sequence[int], actor: Actor, now: datetime) -> Iterable[str]:
    """Nobody is called any more."""
    Task.objects.filter(pk__in=ids, done_at__isnull=True).update(done_at=now)
    return ()


def links_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the mailed links that open gathered rows."""
    opened = Q(pk__in=[])
    for label, purposes in purposes_by_target().items():
        if ids := claim.ids(label):
            opened |= Q(purpose__in=purposes, target_id__in=ids)
    return MailedLink.objects.filter(opened).values_list("pk", flat=True)


def close_links(ids: Sequence[int], actor: Actor, now: datetime) -> Iterable[str]:
    """A link in an old mail opens nothing any more, and is not renewed."""
    MailedLink.objects.filter(pk__in=ids, revoked_at__isnull=True).update(revoked_at=now)
    return ()


def register() -> None:
    """Let erasures of every kind of root reach messages, after the apps have told their rows."""
    every = erasing.EVERY_ROOT
    erasing.register("notices.Notice", by=notices_of, root=every, before=remove_mails, order=90)
    erasing.register("notices.Task", by=tasks_of, root=every, before=close_tasks, order=91)
    erasing.register("notices.CallLog", by=calls_of, root=every, order=92)
    erasing.register("notices.MailedLink", by=links_of, root=every, before=close_links, order=93)
