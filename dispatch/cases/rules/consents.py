"""Whose consent a dispatch needs, and whether it stands on a day (rules C1–C5)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dispatch.cases.enums import CASE_KINDS, DispatchKind, SupportConsentChannel
from dispatch.cases.facts import SupportConsentFacts
from foundation.fiscal import age_on
from foundation.refusals import Refusal

ADULT_AGE = 18
PROVISIONAL_DAYS = 14
"""A spoken consent counts on fourteen days, the day it was given included (C3)."""


@dataclass(frozen=True)
class ConsentNeed:
    """What is asked about: a kind of dispatch, and for the family kind the member served."""

    kind: DispatchKind
    family_member_id: int | None = None


@dataclass(frozen=True)
class ConsentStanding:
    """Everything the decision looks at, already loaded."""

    consents: tuple[Any, ...]
    client_birth_date: date | None
    family_excepted: bool


def provisional_end(given_on: date) -> date:
    """Return the last day on which a spoken consent counts."""
    return given_on + timedelta(days=PROVISIONAL_DAYS - 1)


def counts_on(consent: Any, day: date) -> bool:
    """Return whether a consent counts on a day; the twin in SQL is `in_force_on`."""
    return (
        consent.withdrawn_at is None
        and consent.given_on <= day
        and (consent.valid_through is None or day <= consent.valid_through)
    )


def why_consent_is_missing(
    need: ConsentNeed, standing: ConsentStanding, on: date
) -> Refusal | None:
    """Return the first consent that does not stand on the day, named; None when all stand.

    There is no override for the 本人 (C2).
    """
    if need.kind not in CASE_KINDS:
        return None
    given = [c for c in standing.consents if c.kind == need.kind and counts_on(c, on)]
    if need.kind == DispatchKind.CASE_FAMILY:
        return _why_served_family_has_not(need, given)
    if not any(consent.client_id for consent in given):
        return Refusal(
            "client_consent_missing",
            "本人の同意がありません。資料8（支援への同意）を本人から受けてください。",
        )
    guardians = [c for c in given if c.family_member_id and c.as_guardian]
    if is_minor(standing.client_birth_date, on) and not guardians:
        return Refusal(
            "guardian_consent_missing",
            "本人が18歳未満のため、保護者の同意も必要です。保護者から同意を受けてください。",
        )
    if not any(consent.family_member_id for consent in given) and not standing.family_excepted:
        return Refusal(
            "family_consent_missing",
            "家族の同意がありません。家族から同意を受けるか、"
            "「家族なし」「家族に求めない」の決定を受けてください。",
        )
    return None


def _why_served_family_has_not(need: ConsentNeed, given: Iterable[Any]) -> Refusal | None:
    if need.family_member_id is None:
        return Refusal(
            "served_family_unknown", "支援を受ける家族が決まっていません。申込みで選んでください。"
        )
    if not any(consent.family_member_id == need.family_member_id for consent in given):
        return Refusal(
            "served_family_consent_missing",
            "支援を受ける家族の同意がありません。その方から同意を受けてください。",
        )
    return None


def is_minor(birth_date: date | None, on: date) -> bool:
    """Return whether the 本人 is known to be under 18 on the day."""
    return birth_date is not None and age_on(birth_date, on) < ADULT_AGE


def why_cannot_consent(
    facts: SupportConsentFacts, *, channels: Iterable[str], web_allowed: bool, on: date
) -> Refusal | None:
    """Return why a consent in this form does not count (rule C3)."""
    if facts.given_on > on:
        return Refusal("consent_in_future", "同意日に、これから先の日は入力できません。")
    if facts.channel not in channels:
        return Refusal("channel_not_accepted", "この文面では、この形での同意を受けていません。")
    if facts.channel == SupportConsentChannel.WEB and not web_allowed:
        return Refusal(
            "web_not_allowed", "同意は書面でお願いしています。用紙に署名をもらってください。"
        )
    kept = facts.original_place.strip() or facts.scan
    if facts.channel == SupportConsentChannel.PAPER and not kept:
        return Refusal(
            "no_original",
            "署名のある用紙を、どこに保管したかを入力するか、写し（スキャン）を付けてください。",
        )
    if facts.channel == SupportConsentChannel.SPOKEN and not facts.witness.strip():
        return Refusal("no_witness", "口頭の同意には、立ち会った人の名前を入力してください。")
    if facts.channel == SupportConsentChannel.WEB and not facts.signed_name.strip():
        return Refusal("no_signature", "同意する方の氏名を入力してください。")
    return None


@dataclass(frozen=True)
class ConsentAskFacts:
    """Everything the decision to ask by a mailed link looks at, already loaded."""

    web_allowed: bool
    channels: tuple[str, ...]
    has_email: bool
    waiting: bool
    standing: bool
    is_open: bool = True


def why_cannot_ask_for_consent(facts: ConsentAskFacts) -> Refusal | None:
    """Return why nobody can be asked for this consent by mail (rule C3)."""
    if not facts.is_open:
        return Refusal("case_closed", "このケースは終了しています。先に再開してください。")
    if not facts.web_allowed or SupportConsentChannel.WEB not in facts.channels:
        return Refusal(
            "web_not_allowed", "同意は書面でお願いしています。用紙を印刷してお渡しください。"
        )
    if not facts.has_email:
        return Refusal(
            "no_email",
            "この方のメールアドレスが記録されていません。"
            "アドレスを記録するか、用紙を印刷してお渡しください。",
        )
    if facts.waiting:
        return Refusal("already_asked", "この方には、すでにお願いしています。返事を待っています。")
    if facts.standing:
        return Refusal("consent_exists", "この方のこの文面への同意は、すでに記録されています。")
    return None


def wording_hash(text: Any) -> str:
    """Return the SHA-256 of a wording as it was shown: title, opening and items."""
    shown = "\x1e".join([text.title, text.opening, *text.items])
    return hashlib.sha256(shown.encode()).hexdigest()
