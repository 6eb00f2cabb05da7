"""What people are told about a free seat, by mail or on the telephone (rules B4, B6)."""

from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.notices.actions.replacing import replace_untold
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.models import Notice, Task
from foundation.notices.signals import mail_given_up
from foundation.organizations.actor import Actor
from trainings import notice_texts as texts
from trainings.messages import Saying, recipient_of, tell_applicant
from trainings.models import Application, Offer
from trainings.wording import moment_text

OFFER_CALL = "trainings.offer_call"


def tell_offer(offer: Offer, *, actor: Actor, now: datetime) -> None:
    """Offer the seat by mail; without an address a call task asks for the answer (rule B6)."""
    application = offer.application
    recipient = recipient_of(application)
    deadline = moment_text(offer.deadline)
    if recipient.email:
        saying = Saying(
            texts.OFFER.code,
            {"期限": deadline},
            key=f"offer-{offer.pk}",
            not_after=offer.deadline,
        )
        tell_applicant(application, saying, actor=actor, now=now)
        return
    _call_about(offer, actor=actor, now=now)


def _call_about(offer: Offer, *, actor: Actor, now: datetime) -> None:
    application = offer.application
    recipient, deadline = recipient_of(application), moment_text(offer.deadline)
    title = f"{recipient.name}さんに空席の案内：{application.course.title}（返事の期限 {deadline}）"
    task = NewTask(
        kind=OFFER_CALL,
        title=title,
        due_on=on_day(offer.deadline),
        due_at=offer.deadline,
        phone=recipient.phone,
    )
    create_task(task, target=application, actor=actor, now=now)
    replace_untold(application, texts.STATES, by="空席の案内", actor=actor, now=now)


def call_instead_of_mail(
    sender: Any, notice: Notice, actor: Actor, now: datetime, **rest: Any
) -> bool:
    """Ask for the answer by telephone when the mail of an open offer cannot arrive (rule B6).

    While that call is open it also says what an earlier mail about the application said.
    """
    if notice.kind not in texts.STATES or notice.target_kind != Application._meta.label:
        return False
    if notice.kind != texts.OFFER.code:
        asked = Task.objects.filter(
            kind=OFFER_CALL, target_kind=notice.target_kind, target_id=notice.target_id
        )
        return bool(asked.filter(done_at__isnull=True).exists())
    offer = (
        Offer.objects.filter(application=notice.target_id, outcome="", deadline__gte=now)
        .select_related("application__course", "application__submission")
        .first()
    )
    if offer is None:
        return False
    _call_about(offer, actor=actor, now=now)
    return True


mail_given_up.connect(call_instead_of_mail, dispatch_uid="trainings.call_instead_of_mail")


def tell_offer_declined(application: Application, *, actor: Actor, now: datetime) -> None:
    """Confirm that the offered seat was given back."""
    tell_applicant(application, Saying(texts.OFFER_DECLINED.code), actor=actor, now=now)


def tell_lapsed(application: Application, *, actor: Actor, now: datetime) -> None:
    """Say that the offer ended without an answer."""
    tell_applicant(application, Saying(texts.LAPSED.code), actor=actor, now=now)
