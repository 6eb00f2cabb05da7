"""Write a row of the outbox; the worker delivers it (design D11).

The library's own `mail.send` renders subject and text as Django templates. What people typed must
never be a template, so the row is written as it is.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from post_office.models import PRIORITY, STATUS, Email

from foundation.organizations.storing import store

MESSAGE_DOMAIN = "sasae.invalid"
"""Behind the @ of every Message-ID; by it a mail that comes back is known (`bounces`)."""

UNSENT = (STATUS.queued, STATUS.requeued)


@dataclass(frozen=True)
class Letterhead:
    """What a mail carries besides its text: where answers go, a calendar file."""

    reply_to: str = ""
    calendar: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Leaving:
    """When a mail may leave: from `due_at` on, at once without it, and never after `not_after`.

    One that is `by_day` never leaves in the quiet hours. Others do, unless they are late already:
    then only what is `urgent` wakes anybody.
    """

    due_at: datetime | None = None
    not_after: datetime | None = None
    by_day: bool = False
    urgent: bool = False

    @property
    def ends_at(self) -> datetime | None:
        """Return the end of its time; a row whose time ends before it comes cannot be stored."""
        if self.not_after and self.due_at:
            return max(self.not_after, self.due_at)
        return self.not_after

    @property
    def hours(self) -> dict[str, str]:
        """Return what of it travels in the row."""
        return {"hours": "any" if self.urgent else "day"} if self.urgent or self.by_day else {}


def put_mail(
    to: str, subject: str, text: str, *, leaving: Leaving | None = None, head: Letterhead
) -> Email:
    """Write one mail to one address; it leaves at once, or as `leaving` says.

    A fixed Message-ID lets mail servers recognise the copy that a crash between sending and
    recording can cause (ADR 0003). The calendar travels in the row: no file inside a transaction.
    """
    headers = {"Auto-Submitted": "auto-generated", **head.headers}
    if head.reply_to:
        headers["Reply-To"] = head.reply_to
    leaving = leaving or Leaving(urgent=True)
    calendar = {"calendar": head.calendar.decode()} if head.calendar else {}
    return store(
        Email(
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            subject=subject,
            message=text,
            headers=headers,
            status=STATUS.queued,
            priority=PRIORITY.medium,
            scheduled_time=leaving.due_at,
            expires_at=leaving.ends_at,
            message_id=make_msgid(domain=MESSAGE_DOMAIN),
            context={**calendar, **leaving.hours} or None,
        )
    )


def message_of(row: Email) -> EmailMessage:
    """Return the mail of a row, with its calendar.

    Where an address for returned mail is set, it is the envelope's sender; readers see the office.
    """
    message: EmailMessage = row.prepare_email_message()
    if settings.BOUNCE_ADDRESS:
        message.extra_headers = {"From": message.from_email, **message.extra_headers}
        message.from_email = settings.BOUNCE_ADDRESS
    calendar: Any = (row.context or {}).get("calendar")
    if calendar:
        message.attach("calendar.ics", calendar, "text/calendar")
    return message
