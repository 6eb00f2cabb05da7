"""Whether the consents of a case stand on a day, and what they let be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.cases.enums import DispatchKind, ScopeItem, ScopeRecipient
from dispatch.cases.models import Case, FamilyException, SupportConsent
from dispatch.cases.models.people import Contactable
from dispatch.cases.rules.consents import (
    ConsentNeed,
    ConsentStanding,
    counts_on,
    why_consent_is_missing,
)
from foundation.people.models import Sex
from foundation.refusals import Refusal
from foundation.wareki import format_date

STOPPED = Refusal(
    "use_stopped", "このケースは利用停止中です。停止を解くまで、派遣の手続きはできません。"
)


def why_case_consent_is_missing(case: Case, need: ConsentNeed, on: date) -> Refusal | None:
    """Return the consent that does not stand on the day, named; None when all do. Two queries.

    While the use of the case's data is stopped, no consent carries anything.
    """
    if case.stop_use:
        return STOPPED
    return why_consent_is_missing(need, consent_standing(case), on)


def consent_standing(case: Case) -> ConsentStanding:
    """Load what the decision looks at. At most three queries."""
    return ConsentStanding(
        consents=tuple(case.consents.filter(withdrawn_at__isnull=True)),
        client_birth_date=case.client.birth_date,
        family_excepted=case.family_exceptions.filter(ended_on__isnull=True).exists(),
    )


@dataclass(frozen=True)
class ToldFact:
    """One fact that may be told: its label and what it says."""

    item: ScopeItem
    whose: str
    value: str


def facts_told_to(
    case: Case, need: ConsentNeed, recipient: ScopeRecipient, on: date
) -> list[ToldFact]:
    """Return what the consents in force let be told to `recipient` on the day; else nothing.

    For 家族への支援 only what concerns the member served (rule C1).
    """
    if why_case_consent_is_missing(case, need, on):
        return []
    consents = list(case.consents.select_related("client", "family_member"))
    return [
        fact
        for consent in consents_that_tell(consents, need, on)
        for item in items_for(consent, recipient)
        if (fact := _told(case, consent, item))
    ]


def items_for(consent: SupportConsent, recipient: ScopeRecipient) -> list[ScopeItem]:
    """Return what the consent lets be told to the recipient, in the order of 資料8."""
    return [item for item in ScopeItem if recipient in consent.scope.get(item.value, ())]


def consents_that_tell(
    consents: Iterable[SupportConsent], need: ConsentNeed, on: date
) -> list[SupportConsent]:
    """Return, of a case's consents, those whose scope says what may be told: of each person the
    newest in force for that kind of support."""
    found = [one for one in consents if one.kind == need.kind and counts_on(one, on)]
    if need.kind == DispatchKind.CASE_FAMILY:
        found = [one for one in found if one.family_member_id == need.family_member_id]
    return _newest_of_each(found)


def _newest_of_each(consents: list[SupportConsent]) -> list[SupportConsent]:
    """Return the latest consent of each person, the 本人 first: a narrower one narrows."""
    consents = sorted(consents, key=lambda c: (c.given_on, c.pk))
    latest = {(c.client_id, c.family_member_id): c for c in consents}
    return sorted(latest.values(), key=lambda c: (c.client_id is None, c.family_member_id or 0))


_CONTACT_ITEMS: dict[ScopeItem, Callable[[Contactable], str]] = {
    ScopeItem.NAME: lambda person: (
        f"{person.name}（{person.kana}）" if person.kana else person.name
    ),
    ScopeItem.SEX: lambda person: Sex(person.sex).label if person.sex else "",
    ScopeItem.BIRTH_DATE: lambda person: (
        format_date(person.birth_date) if person.birth_date else ""
    ),
    ScopeItem.ADDRESS: lambda person: person.address,
    ScopeItem.CONTACT: lambda person: "　".join(
        filter(None, (person.phone, person.email, person.contact_note))
    ),
}


def _told(case: Case, consent: SupportConsent, item: ScopeItem) -> ToldFact | None:
    member = consent.family_member
    person: Contactable | None = member or consent.client
    if person is None:
        return None
    whose = f"家族（{member.get_relation_display()}）" if member else "本人"
    if item in _CONTACT_ITEMS:
        value = _CONTACT_ITEMS[item](person)
    else:
        value = getattr(case.file, item.value) if consent.client_id else ""
    return ToldFact(item, whose, value) if value else None


def family_exceptions_of_month(year: int, month: int) -> list[FamilyException]:
    """Return the decisions of that month that the family is not asked, by day (C1). One query."""
    return list(
        FamilyException.objects.filter(decided_on__year=year, decided_on__month=month)
        .select_related("case", "decided_by")
        .order_by("decided_on", "pk")
    )
