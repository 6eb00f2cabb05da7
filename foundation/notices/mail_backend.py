"""Django's mail backend: what libraries send (sign-in, password) joins the outbox unrendered."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from foundation.notices.outbox import Letterhead, put_mail


class OutboxBackend(BaseEmailBackend):
    """Write each recipient's mail into the outbox; the worker delivers it. Plain text only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; returns how many mails were written."""
        written = 0
        for message in email_messages:
            head = Letterhead(
                reply_to=", ".join(message.reply_to), headers=dict(message.extra_headers)
            )
            for address in message.recipients():
                put_mail(address, str(message.subject), str(message.body), head=head)
                written += 1
        return written
