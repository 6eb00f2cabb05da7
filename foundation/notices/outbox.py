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


@dataclass(frozen=True)
class Letterhead:
    """What a mail carries besides its text: where answers go, a calendar file."""

    reply_to: str = ""
    calendar: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def put_mail(
    to: str, subject: str, text: str, *, due_at: datetime | None = None, head: Letterhead
) -> Email:
    """Write one mail to one address; it leaves after `due_at`, at once without it.

    A fixed Message-ID lets mail servers recognise the copy that a crash between sending and
    recording can cause (ADR 0003). The calendar travels in the row: no file inside a transaction.
    """
    headers = {"Auto-Submitted": "auto-generated", **head.headers}
    if head.reply_to:
        headers["Reply-To"] = head.reply_to
    return store(
        Email(
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            subject=subject,
            message=text,
            headers=headers,
            status=STATUS.queued,
            priority=PRIORITY.medium,
            scheduled_time=due_at,
            message_id=make_msgid(domain=MESSAGE_DOMAIN),
            context={"calendar": head.calendar.decode()} if head.calendar else None,
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
