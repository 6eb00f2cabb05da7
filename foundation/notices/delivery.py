"""Deliver the outbox: one mail at a time under its row lock, so a crash loses and doubles nothing.

Each mail is locked, handed to the mail server and recorded in one short transaction. A server
that refuses or hangs stops the round; the mail waits longer each time and is given up after
`MAX_TRIES`, which makes a call task out of it (rule B6). What a server took and sends back later
is read by `bounces`.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from post_office.connections import connections
from post_office.models import STATUS, Email

from foundation.clock import on_day
from foundation.notices.actions.replacing import MAIL_FAILED, is_overtaken, replace_older
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.late import set_aside_late
from foundation.notices.models import Channel, Notice, NoticeState
from foundation.notices.outbox import UNSENT, message_of
from foundation.notices.quiet import in_the_day
from foundation.notices.signals import mail_given_up
from foundation.organizations.actor import Actor
from foundation.organizations.history import action

logger = logging.getLogger(__name__)

MAX_TRIES = 12
LONGEST_WAIT = timedelta(hours=6)
LATE = timedelta(hours=1)
LATE_TRIES = 5  # after about an hour
WORKER = Actor.system("deliver_mail")


def deliver_outbox(*, now: datetime, limit: int = 200) -> int:
    """Send what is due, oldest first; returns how many mails left. Needs no open organization."""
    _hold_for_the_morning(now)
    sent = 0
    for _ in range(limit):
        outcome = _deliver_next(now)
        if outcome is not True:
            break
        sent += 1
    return sent


def _hold_for_the_morning(now: datetime) -> None:
    """Keep back in the quiet hours what may only leave by day, and what is late already (ux 8).

    After a standstill everything is due at once; nobody still sits and waits for it.
    """
    morning = in_the_day(now)
    if morning == now:
        return
    late = Q(scheduled_time__lte=now - LATE) | Q(number_of_retries__gte=LATE_TRIES)
    by_day = Q(context__hours="day") | late & ~Q(context__hours="any")
    waiting = Email.objects.filter(scheduled_time__lte=now, status__in=UNSENT)
    with transaction.atomic():
        mails = waiting.filter(by_day).select_for_update(skip_locked=True)
        held = list(mails.values_list("pk", flat=True))
        Email.objects.filter(pk__in=held).update(scheduled_time=morning)


def _deliver_next(now: datetime) -> bool | None:
    """Send one mail: True when it left, False when the server is out of reach, None when idle."""
    due = Q(scheduled_time__isnull=True) | Q(scheduled_time__lte=now)
    useful = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    with transaction.atomic():
        email = (
            Email.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(due, useful, status__in=UNSENT)
            .order_by("-priority", "id")
            .first()
        )
        if email is None:
            return None
        try:
            message = message_of(email)
            message.connection = connections[email.backend_alias or "default"]
            message.send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, ValueError) as error:
            _record_failure(email, error, now, final=_is_final(error))
            return True
        except (OSError, smtplib.SMTPException) as error:
            _record_failure(email, error, now, final=False)
            return False
        finally:
            connections.close()
        email.status = STATUS.sent
        email.save(update_fields=["status", "last_updated"])
        return True


def _is_final(error: Exception) -> bool:
    """Tell a refused address (5xx) from a server that asks to come back later (4xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return True


def _record_failure(email: Email, error: Exception, now: datetime, *, final: bool) -> None:
    tries = (email.number_of_retries or 0) + 1
    email.number_of_retries = tries
    given_up = final or tries >= MAX_TRIES
    email.status = STATUS.failed if given_up else STATUS.requeued
    again = now + min(timedelta(minutes=2**tries), LONGEST_WAIT)
    email.scheduled_time = min(again, email.expires_at or again)
    email.save(update_fields=["number_of_retries", "status", "scheduled_time", "last_updated"])
    logger.warning("mail %s not delivered (%s, try %s)", email.pk, type(error).__name__, tries)


def _undelivered(notice: Notice) -> str:
    if notice.in_confidence:
        return "派遣についてのメールが届きません。担当のコーディネーターが電話で伝えてください"
    return f"{notice.recipient_name}さんにメールが届きません。電話で伝えてください"


@action("notices.notice.settled")
def settle_notices(*, actor: Actor, now: datetime) -> int:
    """Write the outcome of delivery onto the notices of the open organization.

    A mail that was given up, or came back after it had left, becomes a call task, of the app it
    belongs to where that makes one itself; not where a later word about the same row says what is
    true now. A mail whose occasion passed before it could leave is not sent; staff are told.
    Returns how many notices were settled.
    """
    mails = Notice.objects.filter(channel=Channel.MAIL)
    settled = mails.filter(state=NoticeState.QUEUED, outbox__status=STATUS.sent).update(
        state=NoticeState.SENT, settled_at=now
    )
    lost = mails.filter(state__in=[NoticeState.QUEUED, NoticeState.SENT])
    for notice in lost.filter(outbox__status=STATUS.failed):
        notice.state = NoticeState.FAILED
        notice.settled_at = now
        notice.save(update_fields=["state", "settled_at"])
        answers = mail_given_up.send(Notice, notice=notice, actor=actor, now=now)
        if not any(made for _, made in answers) and not is_overtaken(notice):
            _ask_for_a_call(notice, actor=actor, now=now)
            replace_older(notice, actor=actor, now=now)
        settled += 1
    return settled + set_aside_late(actor=actor, now=now)


def _ask_for_a_call(notice: Notice, *, actor: Actor, now: datetime) -> None:
    task = NewTask(
        kind=MAIL_FAILED,
        title=_undelivered(notice),
        due_on=on_day(now + timedelta(days=1)),
        phone="" if notice.in_confidence else notice.phone,
    )
    create_task(task, target=notice, actor=actor, now=now)
