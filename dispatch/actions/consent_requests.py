"""Ask the 本人 or the family for a consent by a mailed link, and take the answer (rule C3)."""

from dataclasses import dataclass
from datetime import datetime

from dispatch import notices_consents
from dispatch.actions.invitations import deadline_after
from dispatch.actions.loading import write
from dispatch.cases.actions.consents import give_support_consent
from dispatch.cases.actions.loading import locked_case
from dispatch.cases.enums import ConsentAnswer, DispatchKind, SupportConsentChannel
from dispatch.cases.facts import SupportConsentFacts
from dispatch.cases.models import Case, ConsentRequest, FamilyMember, SupportConsentText
from dispatch.cases.rules.consents import ConsentAskFacts, why_cannot_ask_for_consent
from dispatch.queries.owners import owner_of_case
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.links import revoke_links
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

DECLINED_TASK = "dispatch.consent_declined"
OVER = "このお願いは終わっています。ご不明なことは、担当課へお電話ください。"


@dataclass(frozen=True)
class ConsentAsk:
    """Whom a consent is asked of, and for what."""

    text: SupportConsentText
    kind: DispatchKind
    family_member: FamilyMember | None = None
    as_guardian: bool = False
    days: int = 14


@action("dispatch.consent.asked")
def ask_for_consent(case: Case, ask: ConsentAsk, *, actor: Actor, now: datetime) -> ConsentRequest:
    """Mail the wording's link to the 本人, or to a member of the family.

    Refuses where the organization takes no consent on the web, without an address, and while
    an earlier request to the same person waits.
    """
    case = locked_case(case, actor=actor, now=now)
    member = ask.family_member
    if ask.as_guardian and (member is None or not member.is_guardian):
        raise Refused("not_a_guardian", "保護者として記録されている家族だけが、保護者になれます。")
    whose = {"client": None if member else case.client, "family_member": member}
    same = {**whose, "kind": ask.kind, "as_guardian": ask.as_guardian}
    facts = ConsentAskFacts(
        web_allowed=case.organization.web_consent_allowed,
        channels=tuple(ask.text.channels),
        has_email=bool((member or case.client).email),
        waiting=case.consent_requests.waiting(now).filter(**same).exists(),
        standing=case.consents.filter(
            **same, text=ask.text, withdrawn_at__isnull=True, valid_through__isnull=True
        ).exists(),
        is_open=case.state == "open",
    )
    if refusal := why_cannot_ask_for_consent(facts):
        raise Refused(refusal)
    request: ConsentRequest = ConsentRequest.objects.create(
        case=case, **same, text=ask.text, sent_at=now, deadline=deadline_after(now, ask.days)
    )
    notices_consents.ask(request, actor=actor, now=now)
    return request


def _locked(request: ConsentRequest, *, actor: Actor, now: datetime) -> ConsentRequest:
    case = locked_case(request.case, actor=actor, now=now)
    row: ConsentRequest = (
        ConsentRequest.objects.select_for_update(of=("self",))
        .select_related("client", "family_member", "text")
        .get(pk=request.pk)
    )
    row.case = case
    return row


def _refuse_when_over(row: ConsentRequest, now: datetime) -> None:
    over = row.answer or row.taken_back_at or row.deadline < now
    if over or row.case.state != "open" or row.case.stop_use:
        raise Refused("consent_request_over", OVER)


@action("dispatch.consent.signed")
def sign_consent(
    request: ConsentRequest, facts: SupportConsentFacts, *, actor: Actor, now: datetime
) -> ConsentRequest:
    """Take the typed name as the signature; the consent counts from this second."""
    row = _locked(request, actor=actor, now=now)
    _refuse_when_over(row, now)
    if facts.channel != SupportConsentChannel.WEB or not facts.shown_hash:
        raise Refused("web_only", "このページでの同意は、ウェブの形でだけ受けています。")
    consent = give_support_consent(
        row.case, row.text, facts, family_member=row.family_member, actor=actor, now=now
    )
    write(row, answer=ConsentAnswer.AGREED, answered_at=now, consent=consent)
    return row


@action("dispatch.consent.declined")
def decline_consent(request: ConsentRequest, *, actor: Actor, now: datetime) -> ConsentRequest:
    """Take the no; nothing is given, the coordinator gets a task."""
    row = _locked(request, actor=actor, now=now)
    _refuse_when_over(row, now)
    write(row, answer=ConsentAnswer.DECLINED, answered_at=now)
    create_task(
        NewTask(
            DECLINED_TASK, f"同意されなかった支援をどうするか相談する（ケース {row.case}）",
            on_day(now), owner_id=owner_of_case(row.case_id, now),
        ),
        target=row, actor=actor, now=now,
    )  # fmt: skip
    return row


@action("dispatch.consent.request_taken_back")
def take_consent_request_back(
    request: ConsentRequest, *, actor: Actor, now: datetime
) -> ConsentRequest:
    """Close the link of a request that nobody answered."""
    row = _locked(request, actor=actor, now=now)
    if row.answer or row.taken_back_at:
        raise Refused("consent_request_over", "このお願いは、すでに終わっています。")
    write(row, taken_back_at=now)
    revoke_links(notices_consents.CONSENT_LINK, row.pk, now=now)
    return row
