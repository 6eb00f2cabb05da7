"""Issue letters with 文書番号 and 施行日; what was printed is frozen (rules D9, G3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dispatch.actions.loading import locked_request
from dispatch.cases.models import Client, FamilyMember
from dispatch.documents.letters import LAYOUT_VERSION, office_lines
from dispatch.documents.office import Office, office_for
from dispatch.enums import LetterKind, RequestedBy, RequestState
from dispatch.models import DispatchLetter, DispatchRequest, Invitation
from foundation.clock import local
from foundation.documents.actions.letters import letter_number
from foundation.documents.models import Medium
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

BODIES = {
    LetterKind.APPROVAL: "お申込みのありました{呼び名}の派遣について、承認しましたので通知します。"
    "サポーターが決まりましたら、目的・計画・内容をご相談します。",
    LetterKind.DECLINE: "お申込みのありました{呼び名}の派遣について、検討の結果、"
    "このたびは見送ることとしましたので通知します。ほかの支援について、担当者がご案内します。",
    LetterKind.INVITATION: "次のとおり{呼び名}としての活動をお願いします。"
    "お引き受けくださるかどうか、同封の返信票または電話でお知らせください。"
    "くわしい内容は、お引き受けいただいたあとにお伝えします。",
    LetterKind.CANCELLATION: "{呼び名}の派遣を、次のとおり終えましたので通知します。"
    "またお困りのことがありましたら、お問い合わせ先までご相談ください。",
}
# A request that was taken back may never have led to a dispatch: nothing is said to have ended.
TAKEN_BACK = (
    "{呼び名}の派遣の申込みの取下げについて（通知）",
    "お申込みのありました{呼び名}の派遣について、次のとおり取下げを受け付けましたので通知します。"
    "またお困りのことがありましたら、お問い合わせ先までご相談ください。",
)
SUBJECTS = {
    LetterKind.APPROVAL: "{呼び名}の派遣の承認について（通知）",
    LetterKind.DECLINE: "{呼び名}の派遣について（通知）",
    LetterKind.INVITATION: "活動のお願いについて（派遣要請）",
    LetterKind.CANCELLATION: "{呼び名}の派遣の終了について（通知）",
}
# The setting that holds the 様式番号 of each.
FORM_NUMBERS = {
    LetterKind.APPROVAL: "approval_form_number",
    LetterKind.DECLINE: "decline_form_number",
    LetterKind.INVITATION: "invitation_form_number",
    LetterKind.CANCELLATION: "ending_form_number",
}
STATES = {
    LetterKind.APPROVAL: (RequestState.APPROVED, RequestState.CLOSED),
    LetterKind.DECLINE: (RequestState.DECLINED,),
    LetterKind.INVITATION: (RequestState.APPROVED,),
    LetterKind.CANCELLATION: (RequestState.CLOSED, RequestState.WITHDRAWN),
}


@dataclass(frozen=True)
class LetterFacts:
    """Which letter, dated when, under which number; an empty number is taken from the series."""

    kind: LetterKind
    issued_on: date
    number_text: str = ""
    invitation: Invitation | None = None


@action("dispatch.letter.issued")
def issue_letter(
    request: DispatchRequest, facts: LetterFacts, *, actor: Actor, now: datetime
) -> DispatchLetter:
    """Issue a letter. Refuses one the request's state does not bear and a number used before."""
    request = locked_request(request, actor=actor, now=now)
    if request.state not in STATES[facts.kind]:
        raise Refused(
            "letter_not_due", "今の状態では、この文書は作れません。先に決定を記録してください。"
        )
    if facts.kind == LetterKind.INVITATION and facts.invitation is None:
        raise Refused("invitation_missing", "要請書は、要請の画面から作ってください。")
    office = office_for(request.program_id, request.organization, on=facts.issued_on, now=now)
    number = letter_number(facts.number_text, office.settings.letter_pattern, facts.issued_on)
    earlier = DispatchLetter.objects.filter(
        request=request, kind=facts.kind, invitation=facts.invitation
    ).count()
    letter: DispatchLetter = DispatchLetter.objects.create(
        request=request,
        kind=facts.kind,
        invitation=facts.invitation,
        issue_index=earlier + 1,
        number_text=number,
        issued_on=facts.issued_on,
        medium=Medium.PAPER,
        layout_version=LAYOUT_VERSION,
        snapshot=_snapshot(request, facts, office, number),
    )
    return letter


def _snapshot(
    request: DispatchRequest, facts: LetterFacts, office: Office, number: str
) -> dict[str, Any]:
    subject, body = SUBJECTS[facts.kind], BODIES[facts.kind]
    if request.state == RequestState.WITHDRAWN:
        subject, body = TAKEN_BACK
    return {
        "subject": subject.replace("{呼び名}", office.settings.supporter_title),
        "body": body.replace("{呼び名}", office.settings.supporter_title),
        "form_number": getattr(office.settings, FORM_NUMBERS[facts.kind]),
        "number": number,
        "date": office.day(facts.issued_on),
        "sender": list(office_lines(office)),
        "contact": list(office.letter_contact),
        "office_name": f"{office.organization.name}{office.organization.section_name}",
        "details": _details(request, facts, office),
        "deadline": office.day(_answer_by(facts), weekday=True),
        **_addressee(request, facts),
    }


def _answer_by(facts: LetterFacts) -> date | None:
    return local(facts.invitation.deadline).date() if facts.invitation else None


def _details(request: DispatchRequest, facts: LetterFacts, office: Office) -> list[str]:
    if facts.invitation is not None:
        asked = facts.invitation
        return [
            f"地区　{asked.area}",
            f"曜日・時間帯　{asked.when}",
            f"内容　{asked.outline}",
            f"お返事の期限　{office.day(_answer_by(facts), weekday=True)}",
        ]
    lines = [f"受付番号　{request.reference}", f"派遣の種類　{request.get_kind_display()}"]
    if facts.kind == LetterKind.CANCELLATION:
        # Why it ended is for the file; the day of the decision would be read as that of the end.
        word = "取下げの日" if request.state == RequestState.WITHDRAWN else "終了の日"
        return [*lines, f"{word}　{office.day(request.ended_on)}"]
    lines.append(f"決定の日　{office.day(request.decided_on)}")
    if facts.kind == LetterKind.DECLINE:
        lines.append(f"理由　{request.decision_reason}")
    return lines


def _addressee(request: DispatchRequest, facts: LetterFacts) -> dict[str, Any]:
    """Return to whom it goes: who is invited, the body, or in a case whoever asked."""
    if facts.invitation is not None:
        person: Any = facts.invitation.supporter.person
        return _person(person)
    if request.body is not None:
        lines = [request.body.address] if request.body.address else []
        return {"addressee": request.body.name, "honorific": "御中", "address_lines": lines}
    return _person(person_told(request))


def person_told(request: DispatchRequest) -> Client | FamilyMember:
    """Return who of a case is told what became of the request. At most three queries."""
    case = request.case
    contact: Any = request.family_member
    if case is not None and request.requested_by == RequestedBy.PERSON:
        # What somebody asked for alone is not told to the family by the answer to it.
        contact = case.client
    if case is not None and contact is None:
        contact = case.family.filter(is_main_contact=True).first()
        if contact is None and request.requested_by == RequestedBy.FAMILY:
            contact = case.family.first()
        contact = contact or case.client
    told: Client | FamilyMember = contact
    return told


def _person(person: Any) -> dict[str, Any]:
    postcode = f"〒{person.postcode[:3]}-{person.postcode[3:]}" if person.postcode else ""
    lines = [line for line in (postcode, person.address) if line]
    return {"addressee": person.name or "申込者", "honorific": "様", "address_lines": lines}
