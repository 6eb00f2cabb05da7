"""In which form a consent counts, and on which days (rules C3–C6)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.refusals import Refusal
from foundation.text import search_key
from supporters.enums import ConsentChannel, ConsentKind
from supporters.facts import ConsentFacts
from supporters.rules.applications import needs_guardian


def wording_hash(text: Any) -> str:
    """Return the SHA-256 of a wording as it was shown: title, opening, items and explanation."""
    shown = "\x1e".join([text.title, text.opening, *text.items, text.explanation])
    return hashlib.sha256(shown.encode()).hexdigest()


def why_cannot_consent(
    text: Any, facts: ConsentFacts, *, name: str, web_allowed: bool, on: date
) -> Refusal | None:
    """Return why a consent in this form does not count (rule C3).

    `name` is the person's name as registered; a name typed on the web must be the same one,
    variants of characters and blanks aside.
    """
    if text.published_on is None or text.published_on > on:
        return Refusal("text_not_published", "この文面は、まだ使い始めていません。")
    if facts.given_on > on:
        return Refusal("consent_in_future", "同意日に、これから先の日は入力できません。")
    if facts.channel not in text.channels:
        return Refusal(
            "channel_not_accepted",
            "この文面では、この形での同意を受け付けていません。別の形でお願いします。",
        )
    if facts.channel == ConsentChannel.WEB and not web_allowed:
        return Refusal(
            "web_not_allowed",
            "同意は書面でお願いしています。同意書の用紙に署名して、窓口へお出しください。",
        )
    if facts.channel == ConsentChannel.WEB and search_key(facts.signed_name) != search_key(name):
        return Refusal(
            "signature_differs",
            "同意欄のお名前が、申込みのお名前と違います。氏名を全部入力してください。",
        )
    if facts.channel == ConsentChannel.PAPER and not (facts.original_place or facts.scan):
        return Refusal(
            "no_original",
            "書面の同意には、原本の保管場所か、写しのファイルのどちらかを記録してください。",
        )
    if text.kind == ConsentKind.ACTIVITY and not (facts.explained_at and facts.explained_by):
        return Refusal(
            "not_explained",
            "名簿が市町村へ提供されることの説明（日時と説明した人）を記録してください。",
        )
    return None


def why_guardian_must_sign(
    settings: Any, birth_date: date | None, facts: ConsentFacts
) -> Refusal | None:
    """Return why a minor's consent does not count alone: the guardian agrees with them."""
    if settings is None or facts.guardian_name:
        return None
    if not needs_guardian(settings, birth_date, facts.given_on):
        return None
    return Refusal(
        "guardian_missing",
        f"{settings.guardian_below_age}歳未満の方の同意には、保護者の署名も必要です。"
        "同意書の用紙に保護者の方も署名して、担当課へお出しください。",
    )


def in_force(consent: Any, newer_texts: Iterable[Any], day: date) -> bool:
    """Return whether a consent counts on a day; the twin in SQL is `Consent.in_force_on` (C4).

    `newer_texts` are wordings of the same programme and kind. A newer one overtakes the consent
    when it asked everybody again and its deadline lies before the day.
    """
    if consent.withdrawn_at is not None or consent.given_on > day:
        return False
    return not any(
        text.version > consent.text.version
        and text.reconsent_required
        and text.published_on is not None
        and text.published_on <= day
        and text.reconsent_deadline < day
        for text in newer_texts
    )


def why_withdrawn_since(
    given_on: date,
    given_at: datetime | None,
    withdrawals: Iterable[tuple[datetime, date | None]],
    on: date,
) -> Refusal | None:
    """Return why a yes that arrives now does not count: it was taken back after it was given (C5).

    `withdrawals` are the moments at which the same person took the same kind of consent back, with
    the day on which the paper about it came. A signed paper may come late; of the day of the
    withdrawal itself it counts only while that day lasts and the office has both before it.
    """
    for withdrawn_at, received_on in withdrawals:
        day = received_on or on_day(withdrawn_at)
        late = given_on < day or given_on == day < on
        if given_at < withdrawn_at if given_at else late:
            return Refusal(
                "withdrawn_since",
                "この同意のあとに、同じ内容の撤回を受けています。あらためて同意されるときは、"
                "撤回のあとの日付で、同意書をもう一度いただいてください。",
            )
    return None


def why_cannot_withdraw_consent(consent: Any) -> Refusal | None:
    """Return why a consent cannot be withdrawn: only because it already was."""
    if consent.withdrawn_at is not None:
        return Refusal("consent_withdrawn", "この同意は、すでに撤回されています。")
    return None
