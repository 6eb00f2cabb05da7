"""Read mails that come back: which of our mails did not arrive (rule B6; RFC 3464).

A mail server that takes a mail and cannot hand it on sends a report to the sender's address. Only
such a report is believed: an absence note answers to the same mail, quotes it, and says nothing
about its arrival. What binds a report to a mail is our own Message-ID, whose random part nobody
but the recipient has seen. Nothing of the report is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from enum import StrEnum

from django.db import transaction
from post_office.models import STATUS, Email

from foundation.notices.outbox import MESSAGE_DOMAIN

FAILED = "failed"
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
QUOTING = ("In-Reply-To", "References")
MOST_BYTES = 5 * 1024 * 1024
MOST_NAMED = 20


class Outcome(StrEnum):
    """What one incoming mail said."""

    RECORDED = "did not arrive"
    KNOWN = "known already"
    UNKNOWN = "about no mail of ours"
    OTHER = "not a report of failure"


@dataclass(frozen=True)
class Report:
    """A report of failure: the Message-IDs of the mail it is about, as far as it names them."""

    message_ids: tuple[str, ...]


def read_report(raw: bytes) -> Report | None:
    """Return what a report of failure is about; None for every other mail.

    Delays and successes are no failure (RFC 3464, 2.3.3), absence notes no report. The mail is
    named by its returned headers, or by those the report answers to where it returns none.
    """
    try:
        message = message_from_bytes(raw[:MOST_BYTES])
        report = next(filter(_is_report, message.walk()), None)
    except RecursionError:  # parts in parts in parts: nobody's mail server writes that
        return None
    if report is None or not _says_failed(report):
        return None
    returned = [one["Message-ID"] for one in _originals(report)]
    return Report(_our_ids(returned) or _our_ids(message[name] for name in QUOTING))


def _our_ids(headers: Iterable[object]) -> tuple[str, ...]:
    words = [word for header in headers if header for word in str(header).split()]
    ours = [one for one in words if one.endswith(f"@{MESSAGE_DOMAIN}>") and "\0" not in one]
    return tuple(ours[:MOST_NAMED])


def _is_report(part: Message) -> bool:
    kind = str(part.get_param("report-type", "")).lower()
    return part.get_content_type() == "multipart/report" and kind == "delivery-status"


def _parts(report: Message) -> list[Message]:
    payload = report.get_payload()
    if not isinstance(payload, list):
        return []
    return [part for part in payload if isinstance(part, Message)]


def _says_failed(report: Message) -> bool:
    """Return whether a recipient's block says that nothing more is tried."""
    return any(
        str(block.get("Action", "")).partition("(")[0].strip().lower() == FAILED
        for part in _parts(report)
        if part.get_content_type() == "message/delivery-status"
        for block in _parts(part)
    )


def _originals(report: Message) -> Iterator[Message]:
    """Return the mail that comes back, or its headers alone."""
    for part in _parts(report):
        if part.get_content_type() not in ORIGINALS:
            continue
        if part.is_multipart():
            yield from _parts(part)[:1]
        else:
            yield message_from_string(str(part.get_payload()).lstrip())


def take_report(raw: bytes) -> Outcome:
    """Note on the outbox which mail did not arrive; needs no open organization.

    `settle_notices` of the mail's own organization makes a call task of it. The same report again
    changes nothing.
    """
    report = read_report(raw)
    if report is None:
        return Outcome.OTHER
    with transaction.atomic():
        # A mail that is just being sent holds its row; wait for it.
        mails = list(
            Email.objects.select_for_update()
            .filter(message_id__in=report.message_ids)
            .order_by("id")
            .only("pk", "status")
        )
        if not mails:
            return Outcome.UNKNOWN
        fresh = [mail.pk for mail in mails if mail.status != STATUS.failed]
        Email.objects.filter(pk__in=fresh).update(status=STATUS.failed)
    return Outcome.RECORDED if fresh else Outcome.KNOWN
