"""Give and withdraw support consents, and decide that the family is not asked (rules C1–C5)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from dispatch.cases.actions.loading import locked_case
from dispatch.cases.enums import CASE_KINDS, FamilyExceptionReason, SupportConsentChannel
from dispatch.cases.facts import SupportConsentFacts
from dispatch.cases.models import (
    Case,
    FamilyException,
    FamilyMember,
    SupportConsent,
    SupportConsentText,
)
from dispatch.cases.rules.consents import provisional_end, why_cannot_consent, wording_hash
from dispatch.cases.rules.team import why_cannot_decide
from dispatch.cases.signals import consents_changed
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refusal, Refused
from supporters.rules.consents import why_withdrawn_since

PAPER_TASK = "cases.provisional_consent"


@action("cases.consent.given")
def give_support_consent(
    case: Case,
    text: SupportConsentText,
    facts: SupportConsentFacts,
    *,
    family_member: FamilyMember | None = None,
    actor: Actor,
    now: datetime,
) -> SupportConsent:
    """Record a consent of the 本人, or of the named family member.

    A spoken one counts for fourteen days. Refuses a form the wording does not accept and a
    second standing consent of the same person to the same wording.
    """
    case = locked_case(case, actor=actor, now=now)
    _refuse_foreign(case, text, family_member, facts)
    text = SupportConsentText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    organization = case.organization
    if refusal := why_cannot_consent(
        facts, channels=text.channels, web_allowed=organization.web_consent_allowed, on=on_day(now)
    ):
        raise Refused(refusal)
    if facts.shown_hash and facts.shown_hash != wording_hash(text):
        raise Refused(
            "wording_changed",
            "文面が変わりました。新しい文面をお読みのうえ、もう一度お願いします。",
        )
    if refusal := _why_taken_back(case, facts, family_member, now):
        raise Refused(refusal)
    if text.used_at is None:
        text.used_at = now
        text.save(update_fields=["used_at"])
    try:
        with transaction.atomic():
            consent: SupportConsent = SupportConsent.objects.create(
                case=case,
                client=None if family_member else case.client,
                family_member=family_member,
                text=text,
                **_columns(text, facts, now),
            )
    except IntegrityError as error:
        raise Refused(
            "consent_exists", "この方のこの文面への同意は、すでに記録されています。"
        ) from error
    _ask_for_the_paper(consent, actor=actor, now=now)
    consents_changed.send(sender=Case, case=case, actor=actor, now=now)
    return consent


def _why_taken_back(
    case: Case, facts: SupportConsentFacts, family_member: FamilyMember | None, now: datetime
) -> Refusal | None:
    """Return why the yes comes too late; the case is locked, so no withdrawal goes on now."""
    withdrawn = case.consents.filter(
        kind=facts.kind, family_member=family_member, as_guardian=facts.as_guardian,
        withdrawn_at__isnull=False,
    )  # fmt: skip
    moments = [
        (moment, None) for moment in withdrawn.values_list("withdrawn_at", flat=True) if moment
    ]
    given_at = now if facts.channel == SupportConsentChannel.WEB else None
    return why_withdrawn_since(facts.given_on, given_at, moments, on_day(now))


def _ask_for_the_paper(consent: SupportConsent, *, actor: Actor, now: datetime) -> None:
    """A spoken consent ends by itself: somebody has to bring the paper before that."""
    if consent.valid_through is None:
        return
    create_task(
        NewTask(
            PAPER_TASK, f"仮の同意の期限までに、署名のある同意書を受ける（ケース {consent.case}）",
            consent.valid_through, owner_id=actor.user_id,
        ),
        target=consent, actor=actor, now=now,
    )  # fmt: skip


@action("cases.consent.original_kept")
def keep_original(
    consent: SupportConsent, *, place: str, scan: str, actor: Actor, now: datetime
) -> SupportConsent:
    """Note where a signed paper lies, or its scan, after the consent was recorded (rule C3).

    An empty part leaves what is kept already. Call `with_scan` around it.
    """
    locked_case(consent.case, actor=actor, now=now)
    row: SupportConsent = SupportConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if row.channel != SupportConsentChannel.PAPER:
        raise Refused(
            "not_on_paper",
            "書面の同意ではありません。署名をもらったら、新しい同意を記録してください。",
        )
    if not (place.strip() or scan):
        raise Refused("nothing_kept", "保管場所を入力するか、写しを選んでください。")
    if scan and row.scan:
        raise Refused("scan_exists", "写しは、すでに付いています。")
    if place.strip():
        row.original_place = place.strip()
    if scan:
        row.scan.name = scan
    row.save(update_fields=["original_place", "scan"])
    return row


def _refuse_foreign(
    case: Case,
    text: SupportConsentText,
    family_member: FamilyMember | None,
    facts: SupportConsentFacts,
) -> None:
    if facts.kind not in CASE_KINDS:
        raise Refused("no_consent_needed", "この種類の派遣には、本人や家族の同意は要りません。")
    if text.program_id != case.program_id:
        raise Refused("other_program", "この文面は、別の事業のものです。")
    if family_member is not None and family_member.case_id != case.pk:
        raise Refused("other_case", "この方は、別のケースの家族です。")
    if facts.as_guardian and (family_member is None or not family_member.is_guardian):
        raise Refused("not_a_guardian", "保護者として記録されている家族だけが、保護者になれます。")


def _columns(text: SupportConsentText, facts: SupportConsentFacts, now: datetime) -> dict[str, Any]:
    spoken = facts.channel == SupportConsentChannel.SPOKEN
    return {
        "kind": facts.kind,
        "given_on": facts.given_on,
        "channel": facts.channel,
        "scope": facts.scope,
        "as_guardian": facts.as_guardian,
        "original_place": facts.original_place,
        "scan": facts.scan,
        "signed_name": facts.signed_name,
        "witness": facts.witness,
        "text_hash": wording_hash(text),
        "given_at": now if facts.channel == SupportConsentChannel.WEB else None,
        "valid_through": provisional_end(facts.given_on) if spoken else None,
    }


@action("cases.consent.withdrawn")
def withdraw_support_consent(
    consent: SupportConsent, *, note: str = "", actor: Actor, now: datetime
) -> SupportConsent:
    """Take a consent back, at once: what rested on it is held the same second (rule C5).

    What the same person said before it about the same kind of support ends with it: neither the
    spoken consent before the paper nor an earlier wording outlives the withdrawal.
    """
    case = locked_case(consent.case, actor=actor, now=now)
    row: SupportConsent = SupportConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if row.withdrawn_at is not None:
        raise Refused("consent_withdrawn", "この同意は、すでに撤回されています。")
    for one in (row, *_said_before(row)):
        one.withdrawn_at = now
        one.withdrawal_note = note
        one.save(update_fields=["withdrawn_at", "withdrawal_note"])
    _end_requests_for(row, now)
    consents_changed.send(sender=Case, case=case, actor=actor, now=now)
    return row


def _end_requests_for(consent: SupportConsent, now: datetime) -> None:
    """End what was asked by mail before: a yes to it would look as if it came after the no."""
    consent.case.consent_requests.waiting(now).filter(
        kind=consent.kind,
        client=consent.client_id,
        family_member=consent.family_member_id,
        as_guardian=consent.as_guardian,
    ).update(taken_back_at=now)


def _said_before(consent: SupportConsent) -> list[SupportConsent]:
    """Lock what ends with a consent: what was said before it, and spoken ones whenever keyed."""
    earlier = SupportConsent.objects.select_for_update(of=("self",)).filter(
        Q(given_on__lt=consent.given_on)
        | Q(given_on=consent.given_on, pk__lt=consent.pk)
        | Q(valid_through__isnull=False),
        case=consent.case_id,
        kind=consent.kind,
        client=consent.client_id,
        family_member=consent.family_member_id,
        as_guardian=consent.as_guardian,
        withdrawn_at__isnull=True,
    )
    return list(earlier.order_by("pk"))


@action("cases.family_exception.decided")
def decide_family_exception(
    case: Case, reason_kind: FamilyExceptionReason, *, reason: str, actor: Actor, now: datetime
) -> FamilyException:
    """Decide that the family's consent is not needed; the approver of the team alone (C1)."""
    case = locked_case(case, actor=actor, now=now)
    if refusal := why_cannot_decide(case.team.all(), actor.user_id, now):
        raise Refused(refusal)
    if not reason.strip():
        raise Refused("reason_missing", "理由を入力してください。申込書と毎月の一覧に載ります。")
    if case.family_exceptions.filter(ended_on__isnull=True).exists():
        raise Refused("exception_exists", "家族の同意についての決定は、すでにあります。")
    exception: FamilyException = FamilyException.objects.create(
        case=case,
        reason_kind=reason_kind,
        reason=reason,
        decided_on=on_day(now),
        decided_by_id=actor.user_id,
    )
    consents_changed.send(sender=Case, case=case, actor=actor, now=now)
    return exception


@action("cases.family_exception.ended")
def end_family_exception(
    exception: FamilyException, *, actor: Actor, now: datetime
) -> FamilyException:
    """Let the family be asked again, for instance because it was found."""
    case = locked_case(exception.case, actor=actor, now=now)
    row: FamilyException = FamilyException.objects.select_for_update(of=("self",)).get(
        pk=exception.pk
    )
    if row.ended_on is not None:
        raise Refused("exception_ended", "この決定は、すでに終わっています。")
    row.ended_on = on_day(now)
    row.save(update_fields=["ended_on"])
    consents_changed.send(sender=Case, case=case, actor=actor, now=now)
    return row
