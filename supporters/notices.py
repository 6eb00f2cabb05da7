"""What supporters are told, by mail or letter, and the links they receive."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import models

from foundation.clock import JST
from foundation.notices import links
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Channel, Notice
from foundation.organizations.actor import Actor
from foundation.people.models import Person
from foundation.wareki import format_date
from supporters import wordings
from supporters.models import (
    ConsentText,
    Registration,
    RegistrationApplication,
    RegistrationTerm,
    RenewalRequest,
    Supporter,
    SupporterSettings,
)

APPLY = "supporters.apply"
PAGE = "supporters.page"
STATUS = "supporters.status"
APPLY_LINK_LASTS = timedelta(days=180)
PAGE_LINK_LASTS = timedelta(days=90)
BY_PAPER = "担当課へお電話ください。用紙をお送りします。"
ENCLOSED = "同封の更新申出書にご記入のうえ、担当課へお出しください。"


def recipient_of(person: Person) -> Recipient:
    """Return how a person is reached: mail, else letter, else telephone."""
    return Recipient(
        person.name, person.email, person.mobile or person.phone, person.postcode, person.address
    )


def settings_of(program_id: int) -> SupporterSettings:
    """Return the settings of a programme that registers."""
    settings: SupporterSettings = SupporterSettings.objects.select_related("program").get(
        program=program_id
    )
    return settings


def period_text(term: RegistrationTerm) -> str:
    """Return the term in words: 令和8年4月1日から令和10年3月31日まで."""
    through = f"{format_date(term.valid_through)}まで" if term.valid_through else "期限の定めなし"
    return f"{format_date(term.valid_from)}から{through}"


def page_link(supporter: Supporter, *, now: datetime) -> str:
    """Return a fresh link to the supporter's own page."""
    return links.issue_link(PAGE, supporter, expires_at=now + PAGE_LINK_LASTS)


def _own_page(supporter: Supporter, now: datetime) -> str:
    return _way(recipient_of(supporter.person), lambda: page_link(supporter, now=now))


def _way(recipient: Recipient, link: Callable[[], str]) -> str:
    """Return the link to a page; on paper, how to get the paper twin: nobody types a secret."""
    return link() if recipient.channel == Channel.MAIL else BY_PAPER


def _tell(
    kind: str,
    person: Person,
    target: models.Model,
    program: Any,
    values: dict[str, Any],
    **rest: Any,
) -> Notice:
    settings = settings_of(program.pk)
    words = {
        "事業": program.name,
        "呼び名": settings.supporter_title,
        "証": settings.get_card_word_display(),
        **values,
    }
    # Only the link they ask for comes at once; everything else waits for the morning (ux 8).
    by_day, until = kind != wordings.NEW_LINK.code, rest.pop("last_day", None)
    message = Message(
        kind, words, program, by_day=by_day, urgent=not by_day,
        not_after=datetime.combine(until + timedelta(days=1), time(), JST) if until else None,
    )  # fmt: skip
    return queue_notice(message, target=target, recipient=recipient_of(person), **rest)


def invite_to_register(completion: Any, *, actor: Actor, now: datetime) -> Notice:
    """Tell somebody who completed how to become a supporter."""
    link = _way(
        recipient_of(completion.person),
        lambda: links.issue_link(APPLY, completion, expires_at=now + APPLY_LINK_LASTS),
    )
    return _tell(wordings.INVITATION.code, completion.person, completion, completion.program,
                 {"リンク": link}, actor=actor, now=now)  # fmt: skip


def tell_received(application: RegistrationApplication, *, actor: Actor, now: datetime) -> Notice:
    """Confirm that an application arrived; goes to the address typed on it."""
    recipient = Recipient(
        application.name, application.email, application.mobile or application.phone,
        application.postcode, application.address,
    )  # fmt: skip
    link = _way(
        recipient,
        lambda: links.issue_link(STATUS, application, expires_at=now + APPLY_LINK_LASTS),
    )
    values = {"事業": application.program.name, "受付番号": application.reference, "リンク": link}
    return queue_notice(
        Message(wordings.RECEIVED.code, values, application.program),
        target=application, recipient=recipient, actor=actor, now=now,
    )  # fmt: skip


def tell_approved(
    application: RegistrationApplication, supporter: Supporter, term: RegistrationTerm, *,
    actor: Actor, now: datetime,
) -> Notice:  # fmt: skip
    """Tell the number and the term, with the link to the supporter's own page."""
    registration = term.registration
    return _tell(
        wordings.APPROVED.code, registration.person, application, application.program,
        {
            "登録番号": registration.number_text,
            "期間": period_text(term),
            "リンク": _own_page(supporter, now),
        },
        actor=actor, now=now,
    )  # fmt: skip


def tell_rejected(application: RegistrationApplication, *, actor: Actor, now: datetime) -> Notice:
    """Tell that the application was not approved, with the reason."""
    recipient = Recipient(
        application.name, application.email, application.mobile or application.phone,
        application.postcode, application.address,
    )  # fmt: skip
    values = {"事業": application.program.name, "理由": application.decision_reason}
    return queue_notice(
        Message(wordings.REJECTED.code, values, application.program),
        target=application, recipient=recipient, actor=actor, now=now,
    )  # fmt: skip


def tell_about_end(
    supporter: Supporter, term: RegistrationTerm, days: int, *, actor: Actor, now: datetime
) -> Notice:
    """Tell that a term ends in `days` days, or (0) that it has ended; once per term and step."""
    assert term.valid_through is not None  # noqa: S101 - the query asks for terms with an end
    kind = wordings.EXPIRING if days else wordings.EXPIRED
    way = _own_page(supporter, now)
    if way == BY_PAPER and days and settings_of(supporter.program_id).renewal_allowed:
        way = ENCLOSED  # documents.enclosures puts it behind the letter
    return _tell(
        kind.code, supporter.person, term, supporter.program,
        {
            "満了日": format_date(term.valid_through, weekday=True),
            "登録番号": term.registration.number_text,
            "リンク": way,
        },
        dedupe_key=str(days), last_day=term.valid_through if days else None, actor=actor, now=now,
    )  # fmt: skip


def tell_renewed(registration: Registration, term: RegistrationTerm, *, actor: Actor,
                 now: datetime) -> Notice:  # fmt: skip
    """Tell the new term."""
    return _tell(
        wordings.RENEWED.code, registration.person, term, registration.program,
        {"登録番号": registration.number_text, "期間": period_text(term)}, actor=actor, now=now,
    )  # fmt: skip


def tell_renewal_declined(request: RenewalRequest, *, actor: Actor, now: datetime) -> Notice:
    """Tell that the registration will not be renewed, with the reason and its last day."""
    registration, term = request.registration, request.term
    return _tell(
        wordings.RENEWAL_DECLINED.code, registration.person, request, registration.program,
        {
            "登録番号": registration.number_text,
            "満了日": format_date(term.valid_through) if term.valid_through else "",
            "理由": request.settled_reason,
        },
        actor=actor, now=now,
    )  # fmt: skip


def tell_withdrawn(registration: Registration, *, actor: Actor, now: datetime) -> Notice:
    """Confirm that the registration ended on the person's wish."""
    return _tell(
        wordings.WITHDRAWN.code, registration.person, registration, registration.program,
        {"日付": format_date(registration.state_since)}, actor=actor, now=now,
    )  # fmt: skip


def tell_revoked(registration: Registration, *, actor: Actor, now: datetime) -> Notice:
    """Tell the revocation by letter; such news never comes by mail."""
    person = registration.person
    settings = settings_of(registration.program_id)
    values = {
        "事業": settings.program.name,
        "日付": format_date(registration.state_since),
        "理由": registration.state_reason,
    }
    recipient = Recipient(person.name, postcode=person.postcode, address=person.address)
    return queue_notice(
        Message(wordings.REVOKED.code, values, settings.program),
        target=registration, recipient=recipient, actor=actor, now=now,
    )  # fmt: skip


def ask_to_reconsent(
    supporter: Supporter, text: ConsentText, *, key: str = "", actor: Actor, now: datetime,
    delay: timedelta,
) -> Notice:  # fmt: skip
    """Ask for consent to a new version before its deadline (C4); `key` tells reminders apart."""
    deadline = text.reconsent_deadline
    return _tell(
        wordings.RECONSENT.code, supporter.person, supporter, supporter.program,
        {
            "期限": format_date(deadline, weekday=True) if deadline else "",
            "リンク": _own_page(supporter, now),
        },
        dedupe_key=key or f"text-{text.pk}", last_day=deadline, delay=delay, actor=actor, now=now,
    )  # fmt: skip


def send_page_link(supporter_id: int, *, now: datetime) -> None:
    """Send a new link to the address on file (ux 8); nothing happens without an address."""
    supporter = Supporter.objects.select_related("person", "program").get(pk=supporter_id)
    if supporter.person.email:
        _tell(
            wordings.NEW_LINK.code, supporter.person, supporter, supporter.program,
            {"リンク": page_link(supporter, now=now)},
            dedupe_key=now.isoformat(timespec="minutes"), delay=timedelta(0),
            actor=Actor.supporter(supporter_id), now=now,
        )  # fmt: skip


links.register_purpose(links.LinkPurpose(APPLY, "trainings.Completion", "supporters:apply"))
links.register_purpose(
    links.LinkPurpose(PAGE, "supporters.Supporter", "supporters:page", renew=send_page_link)
)
links.register_purpose(
    links.LinkPurpose(STATUS, "supporters.RegistrationApplication", "supporters:status")
)
