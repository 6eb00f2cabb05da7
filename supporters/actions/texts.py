"""Write and publish consent wordings; a published change is a new version (rules C3, C4)."""

from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.notices.actions.notices import bulk_delay
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.models import ConsentText
from supporters.queries.consents import supporters_without

COPIED = ("kind", "title", "opening", "items", "explanation", "channels", "is_required")


@action("supporters.consent_text.drafted")
def draft_next_version(text: ConsentText, *, actor: Actor, now: datetime) -> ConsentText:
    """Copy a wording into a draft with the next version number; an open draft is returned."""
    same = ConsentText.objects.select_for_update(of=("self",)).filter(
        program=text.program_id, kind=text.kind
    )
    newest = same.order_by("-version")[0]
    if newest.published_on is None:
        return newest
    values: dict[str, Any] = {name: getattr(text, name) for name in COPIED}
    return ConsentText.objects.create(
        program_id=text.program_id, version=newest.version + 1, **values
    )


@action("supporters.consent_text.published")
def publish_text(
    text: ConsentText, *, on: date, deadline: date | None, actor: Actor, now: datetime
) -> ConsentText:
    """Publish a draft. With a deadline everybody registered is asked to consent again (C4)."""
    text = ConsentText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if text.published_on is not None:
        raise Refused("text_published", "この文面は、すでに使い始めています。")
    if deadline is not None and deadline <= on:
        raise Refused("deadline_too_early", "再同意の期限は、使い始める日より後にしてください。")
    text.published_on = on
    text.reconsent_required = deadline is not None
    text.reconsent_deadline = deadline
    text.full_clean()
    text.save(update_fields=["published_on", "reconsent_required", "reconsent_deadline"])
    if deadline is not None:
        for supporter in supporters_without(text):
            notices.ask_to_reconsent(supporter, text, actor=actor, now=now, delay=bulk_delay())
    return text


@action("supporters.consent_text.reminded")
def remind_reconsent(
    text: ConsentText, *, step: int | None = None, actor: Actor, now: datetime
) -> int:
    """Ask again whoever has not consented to the new version; returns how many.

    `step` is how many days before the deadline the clock reminds, once each; by hand once a day.
    Refuses a wording without a campaign, and one whose deadline has passed.
    """
    today = on_day(now)
    if not text.reconsent_required or text.published_on is None:
        raise Refused("no_campaign", "この文面では、再同意をお願いしていません。")
    if text.reconsent_deadline is None or text.reconsent_deadline < today:
        raise Refused("deadline_passed", "再同意の期限が過ぎています。個別にご連絡ください。")
    key = f"text-{text.pk}-{step if step is not None else today.isoformat()}"
    open_ones = list(supporters_without(text))
    for supporter in open_ones:
        notices.ask_to_reconsent(supporter, text, key=key, actor=actor, now=now, delay=bulk_delay())
    return len(open_ones)
