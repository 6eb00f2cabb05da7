"""How long the outbox keeps mails that left: a notice keeps the text, the copy goes."""

from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from post_office.models import STATUS, Email, Log

from foundation.notices.models import Notice, NoticeState

MAIL_KEPT = timedelta(days=30)
"""Long enough to see why a mail did not arrive; a letter of complaint takes days."""


def discard_mails(now: datetime) -> int:
    """Remove the copies of the open organization's settled messages; returns how many."""
    over = Notice.objects.filter(outbox__isnull=False, settled_at__lt=now - MAIL_KEPT).exclude(
        state=NoticeState.QUEUED
    )
    with transaction.atomic():
        mails = list(over.values_list("outbox_id", flat=True))
        over.update(outbox=None)
        return _remove(mails)


def discard_staff_mails(now: datetime) -> int:
    """Remove old mails that belong to no message, such as links to set a password.

    Runs outside of every organization, so that messages cannot be seen; twice the time has passed,
    and a mail a message still points to stops the whole statement.
    """
    done = Email.objects.filter(
        status__in=[STATUS.sent, STATUS.failed], last_updated__lt=now - 2 * MAIL_KEPT
    )
    try:
        with transaction.atomic():
            return _remove(list(done.values_list("pk", flat=True)))
    except IntegrityError:
        return 0


def _remove(mails: list[int]) -> int:
    Log.objects.filter(email__in=mails).delete()
    # Without Django's collector: it would look for messages, which have no scope here.
    removed: int = Email.objects.filter(pk__in=mails)._raw_delete(DEFAULT_DB_ALIAS)
    return removed
