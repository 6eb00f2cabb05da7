"""Queue, cancel and resend notices. Rows only: the worker delivers them after the commit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from post_office.models import STATUS, Email

from foundation.clock import on_day
from foundation.documents.actions.printing import cancel_print, queue_print
from foundation.notices.actions.replacing import CALL, LETTER, copy_key, replace_older
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.notices.models import Channel, Notice, NoticeState
from foundation.notices.outbox import Leaving, Letterhead, put_mail
from foundation.notices.quiet import in_the_day
from foundation.notices.texts import body_of, label_of
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Organization
from foundation.organizations.storing import is_waiting, store
from foundation.refusals import Refused
from foundation.text import format_phone

TAKEN_BACK = "連絡が取り消されました。"


@dataclass(frozen=True)
class Recipient:
    """Who is told, and where they can be reached; the first way that exists is used."""

    name: str
    email: str = ""
    phone: str = ""
    postcode: str = ""
    address: str = ""

    @property
    def channel(self) -> Channel:
        """Mail when there is an address; a letter for an address of paper; else a call."""
        if self.email:
            return Channel.MAIL
        if self.address or not self.phone:
            return Channel.LETTER
        return Channel.CALL


@dataclass(frozen=True)
class Message:
    """What is said: the kind of notice, its values, the programme, perhaps a calendar file.

    `by_day`: it may wait until morning; it leaves outside of the quiet hours (ux 8).
    `urgent`: it leaves at night, too, even when it is late.
    `not_after`: from then on it is no longer true or of use. A mail that waited too long for the
    mail server is not sent then; staff are told.
    `one_call_list`: the caller makes one to-do for everybody who has to be telephoned about it.
    """

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    program: Any = None
    calendar: bytes | None = None
    by_day: bool = False
    urgent: bool = False
    not_after: datetime | None = None
    one_call_list: bool = False


def individual_delay() -> timedelta:
    """Return how long a single notice can still be taken back (ux 3)."""
    return timedelta(seconds=settings.NOTICE_DELAY_SECONDS)


def bulk_delay() -> timedelta:
    """Return how long a bulk notice can still be taken back (ux 3)."""
    return timedelta(seconds=settings.BULK_NOTICE_DELAY_SECONDS)


def subject_of(organization: Organization, program: Any) -> str:
    """Return the neutral subject: no sensitive word on a lock screen (rule B16)."""
    label = program.neutral_label if program is not None else "お知らせ"
    return f"【{organization.name}】{label}"


@action("notices.notice.queued", savepoint=False)
def queue_notice(
    message: Message,
    *,
    target: models.Model,
    recipient: Recipient,
    actor: Actor,
    now: datetime,
    dedupe_key: str = "",
    delay: timedelta | None = None,
    is_first: bool = False,
) -> Notice:
    """Write the notice and, by its channel, the outbox row, the print item or the call task.

    The same (kind, target, dedupe_key) is queued once: a second call returns the first notice.
    With `is_first` the caller knows that there is none; a second one would be an IntegrityError.
    """
    organization: Organization = target.organization  # type: ignore[attr-defined]
    due_at = now + (individual_delay() if delay is None else delay)
    columns = _columns_of(message, recipient, organization, due_at)
    about: dict[str, Any] = {
        "kind": message.kind,
        "target_kind": target._meta.label,
        "target_id": target.pk,
        "dedupe_key": dedupe_key,
    }
    # Nothing was told about a row that is not there yet.
    if is_new := is_first or is_waiting(target):
        notice, created = Notice(**about, **columns), True
        notice.outbox = _mail_of(notice, organization, message, now)
        store(notice)
    else:
        notice, created = Notice.objects.get_or_create(
            **about,
            # Called only when the notice is new.
            defaults={
                **columns,
                "outbox": lambda: _mail_of(Notice(**columns), organization, message, now),
            },
        )
    if created and not (message.one_call_list and notice.channel == Channel.CALL):
        _put_on_paper(notice, actor=actor, now=now)
    if created and not is_new:
        replace_older(notice, actor=actor, now=now)
    return notice


def _columns_of(
    message: Message, recipient: Recipient, organization: Organization, due_at: datetime
) -> dict[str, Any]:
    return {
        "channel": recipient.channel,
        "recipient_name": recipient.name,
        "email": recipient.email,
        "phone": recipient.phone,
        "postcode": recipient.postcode,
        "address": recipient.address,
        "subject": subject_of(organization, message.program),
        "body": body_of(message.kind, message.values, message.program),
        "due_at": in_the_day(due_at) if message.by_day else due_at,
    }


def _put_on_paper(notice: Notice, *, actor: Actor, now: datetime) -> None:
    """Print or call where there is no mail."""
    if notice.channel == Channel.LETTER:
        queue_print(LETTER, notice, title=_letter_title(notice), actor=actor)
    elif notice.channel == Channel.CALL:
        create_task(
            NewTask(
                kind=CALL,
                title=_call_title(notice),
                due_on=on_day(notice.due_at),
                phone="" if notice.in_confidence else notice.phone,
            ),
            target=notice,
            actor=actor,
            now=now,
        )


def _letter_title(notice: Notice) -> str:
    if notice.in_confidence:
        return f"派遣についての手紙（{notice.pk}）"
    return f"{notice.recipient_name} 様への手紙"


def _call_title(notice: Notice) -> str:
    if notice.in_confidence:
        return f"派遣について電話で伝える（連絡 {notice.pk}）。電話番号は担当の画面にあります"
    return f"{notice.recipient_name}さんに電話で伝える：{label_of(notice.kind)}"


def _mail_of(
    notice: Notice, organization: Organization, message: Message, now: datetime
) -> Email | None:
    """Write the outbox row of a notice that is about to be stored; None for paper and calls.

    What is told only after its time is told for another reason: that keeps no limit.
    """
    if notice.channel != Channel.MAIL:
        return None
    until = message.not_after
    leaving = Leaving(
        due_at=notice.due_at,
        not_after=until if until and until > now else None,
        by_day=message.by_day,
        urgent=message.urgent,
    )
    return put_mail(
        notice.email,
        notice.subject,
        f"{notice.recipient_name} 様\n\n{notice.body}\n{_signature(organization)}",
        leaving=leaving,
        head=Letterhead(reply_to=organization.email, calendar=message.calendar),
    )


def _signature(organization: Organization) -> str:
    lines = ["--", f"{organization.name} {organization.section_name}".rstrip()]
    if organization.phone:
        lines.append(f"電話 {format_phone(organization.phone)}")
    return "\n".join(lines)


@action("notices.notice.cancelled")
def cancel_notice(notice: Notice, *, actor: Actor, now: datetime) -> Notice:
    """Take a notice back while it waits; refuses one that has left or was printed.

    Its letter leaves the print queue, its call the list of tasks.
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.state != NoticeState.QUEUED:
        raise Refused("notice_left", "この連絡はすでに送信か印刷がされたため、取り消せません。")
    if notice.outbox_id:
        email = Email.objects.select_for_update(skip_locked=True).filter(pk=notice.outbox_id)
        if not email.filter(status__in=[STATUS.queued, STATUS.requeued]).exists():
            raise Refused("notice_left", "この連絡はいま送信中のため、取り消せません。")
        email_id, notice.outbox = notice.outbox_id, None
        notice.save(update_fields=["outbox"])
        Email.objects.filter(pk=email_id).delete()
    notice.state = NoticeState.CANCELLED
    notice.settled_at = now
    notice.save(update_fields=["state", "settled_at"])
    if notice.channel == Channel.LETTER:
        cancel_print(LETTER, notice, actor=actor, now=now)
    elif notice.channel == Channel.CALL:
        close_tasks_about(notice, CALL, outcome=TAKEN_BACK, actor=actor, now=now)
    return notice


@action("notices.notice.resent")
def resend_notice(notice: Notice, *, actor: Actor, now: datetime) -> Notice:
    """Queue a copy of a notice that was sent, failed or cancelled, to the same person.

    Refuses while the notice, or an earlier copy of it, waits, and one whose recipient was erased.
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    key = copy_key(notice)
    copies = Notice.objects.filter(
        kind=notice.kind,
        target_kind=notice.target_kind,
        target_id=notice.target_id,
        dedupe_key__startswith=key,
    )
    if notice.state == NoticeState.QUEUED or copies.filter(state=NoticeState.QUEUED).exists():
        word = Notice(channel=notice.channel).standing
        raise Refused("notice_waits", f"この連絡は、まだ{word}です。")
    if not (notice.email or notice.phone or notice.address):
        raise Refused("no_recipient", "送り先の記録がないため、送れません。")
    organization = notice.organization
    copy = Notice(
        **{
            name: getattr(notice, name)
            for name in (
                "target_kind",
                "target_id",
                "kind",
                "channel",
                "recipient_name",
                "email",
                "phone",
                "postcode",
                "address",
                "subject",
                "body",
            )
        },
        dedupe_key=f"{key}{copies.count() + 1}",
        due_at=now,
    )
    copy.outbox = _mail_of(copy, organization, Message(copy.kind), now)
    copy.save()
    _put_on_paper(copy, actor=actor, now=now)
    return copy
