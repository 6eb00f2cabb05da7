"""Cases, requests, assignments, visits and reports, made as rows without any action (style B.9)."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from dispatch.cases.enums import (
    DispatchKind,
    Relation,
    ScopeItem,
    ScopeRecipient,
    SupportConsentChannel,
    TeamRole,
)
from dispatch.cases.models import (
    Case,
    CaseFile,
    CaseTeam,
    Client,
    ConsentRequest,
    FamilyMember,
    SupportConsent,
    SupportConsentText,
)
from dispatch.enums import (
    AssignmentState,
    InvitationState,
    RequestChannel,
    RequestedBy,
    RequestState,
)
from dispatch.models import (
    AgreementRequest,
    Assignment,
    DispatchRequest,
    Invitation,
    Pair,
    Veto,
    Visit,
)
from dispatch.presets import apply_preset
from dispatch.rules.assignments import plan_hash
from foundation.clock import JST
from foundation.organizations.actor import Actor
from foundation.organizations.models import Body, StaffUser
from foundation.programs.models import Program
from supporters.models import Supporter
from supporters.presets import apply_preset as apply_supporter_preset
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory

_serial = count(1)
CLIENT_NAME = "秘野 匿子"
"""A name that stands nowhere else: tests search for it where it may not be."""
FULL_SCOPE = {item.value: [ScopeRecipient.SUPPORTER.value] for item in ScopeItem}
VISIT_AT = datetime(2026, 10, 10, 14, 0, tzinfo=JST)
"""A Saturday, nine days after NOW."""


def case(program: Program, coordinator: StaffUser | None = None, **values: Any) -> Case:
    """Return an open case with its client, a mother, and the coordinator on its team."""
    row: Case = Case.objects.create(
        program=program,
        number_text=values.pop("number_text", f"CASE{next(_serial):02}"),
        opened_on=date(2026, 9, 1),
        **values,
    )
    Client.objects.create(
        case=row,
        name=CLIENT_NAME,
        kana="ひみの とくこ",
        birth_date=date(1990, 5, 5),
        address="みどり県あおば市北町9-9",
        phone="0559999999",
        area="北町",
    )
    CaseFile.objects.create(case=row, consultation="相談の内容", life_history="生活歴の内容")
    FamilyMember.objects.create(case=row, name="秘野 母", relation=Relation.PARENT)
    if coordinator is not None:
        on_team(row, coordinator)
    return row


def on_team(case: Case, user: StaffUser, role: TeamRole = TeamRole.COORDINATOR) -> CaseTeam:
    """Put somebody on the team since a month before NOW."""
    member: CaseTeam = CaseTeam.objects.create(
        case=case, user=user, role=role, starts_at=NOW - timedelta(days=30)
    )
    return member


def text_of(program: Program) -> SupportConsentText:
    """Return the programme's wording of 資料8."""
    text: SupportConsentText = SupportConsentText.objects.get(program=program)
    return text


def consent(
    case: Case,
    member: FamilyMember | None = None,
    kind: DispatchKind = DispatchKind.CASE_PERSON,
    **values: Any,
) -> SupportConsent:
    """Return a signed consent of the client, or of a member of the family."""
    filled = {
        "given_on": date(2026, 9, 10),
        "channel": SupportConsentChannel.PAPER,
        "scope": FULL_SCOPE,
        "original_place": "鍵付き書庫B",
        **values,
    }
    row: SupportConsent = SupportConsent.objects.create(
        case=case,
        client=None if member else case.client,
        family_member=member,
        text=text_of(case.program),
        kind=kind,
        **filled,
    )
    return row


def consented_case(program: Program, coordinator: StaffUser | None = None, **values: Any) -> Case:
    """Return a case in which the client and the mother consented to 本人への支援."""
    row = case(program, coordinator, **values)
    consent(row)
    consent(row, row.family.get())
    return row


def request(case: Case, decider: StaffUser, **values: Any) -> DispatchRequest:
    """Return an approved request for 本人への支援."""
    filled = {
        "kind": DispatchKind.CASE_PERSON,
        "requested_by": RequestedBy.FAMILY,
        "channel": RequestChannel.PHONE,
        "received_at": NOW - timedelta(days=5),
        "purpose": "話し相手がほしい",
        "state": RequestState.APPROVED,
        "decided_on": date(2026, 9, 28),
        "decided_by": decider,
        **values,
    }
    row: DispatchRequest = DispatchRequest.objects.create(
        program=case.program, case=case, reference=f"DR{next(_serial):06}", **filled
    )
    return row


def place_request(program: Program, decider: StaffUser, **values: Any) -> DispatchRequest:
    """Return an approved request of a place, without any case."""
    body = Body.objects.create(name=f"居場所ひだまり{next(_serial)}", kinds=["partner"])
    filled = {
        "kind": DispatchKind.PLACE,
        "requested_by": RequestedBy.AGENCY,
        "channel": RequestChannel.PHONE,
        "received_at": NOW - timedelta(days=5),
        "purpose": "居場所の開催を手伝ってほしい",
        "state": RequestState.APPROVED,
        "decided_on": date(2026, 9, 28),
        "decided_by": decider,
        **values,
    }
    row: DispatchRequest = DispatchRequest.objects.create(
        program=program, body=body, reference=f"DR{next(_serial):06}", **filled
    )
    return row


def invitation(request: DispatchRequest, supporter: Supporter, **values: Any) -> Invitation:
    """Return an unanswered invitation sent at NOW, to be answered within five days."""
    filled = {
        "area": "北部",
        "when": "土曜日の午後",
        "outline": "話し相手",
        "sent_at": NOW,
        "deadline": NOW + timedelta(days=5),
        **values,
    }
    row: Invitation = Invitation.objects.create(request=request, supporter=supporter, **filled)
    return row


def assignment(
    request: DispatchRequest,
    supporter: Supporter,
    state: AssignmentState = AssignmentState.ACTIVE,
    **values: Any,
) -> Assignment:
    """Return an assignment, by default agreed and begun on 1 October."""
    asked = invitation(
        request,
        supporter,
        state=InvitationState.ACCEPTED,
        answered_at=NOW,
        answered_through="web",
    )
    filled: dict[str, Any] = {"plan": "月2回、一緒に散歩をする"}
    if state != AssignmentState.PREPARING:
        day = date(2026, 10, 1)
        filled |= {"agreed_by_user_on": day, "agreed_by_supporter_on": day, "begun_on": day}
    row: Assignment = Assignment.objects.create(
        invitation=asked, request=request, supporter=supporter, state=state, **(filled | values)
    )
    return row


def visit(assignment: Assignment, starts_at: datetime = VISIT_AT, **values: Any) -> Visit:
    """Return a planned visit of an hour and a half."""
    filled = {"ends_at": starts_at + timedelta(minutes=90), "place": "北公民館", **values}
    row: Visit = Visit.objects.create(
        assignment=assignment, supporter=assignment.supporter, starts_at=starts_at, **filled
    )
    return row


def veto(case: Case, supporter: Supporter, **values: Any) -> Veto:
    """Return a record that the two never meet, by the wish of the client."""
    filled = {
        "wished_by": "client",
        "reason": "以前からの知り合い",
        "recorded_on": date(2026, 9, 20),
        **values,
    }
    row: Veto = Veto.objects.create(case=case, supporter=supporter, **filled)
    return row


def other_program() -> Program:
    """Return a second programme of the open organization that registers and dispatches."""
    program = ProgramFactory(name="もうひとつのサポーター事業")
    apply_supporter_preset(program, actor=Actor.system("test"), now=NOW)
    make_supporters.publish_texts(program)
    apply_preset(program, actor=Actor.system("test"), now=NOW)
    return program


def consent_request(case: Case, member: FamilyMember | None = None, **values: Any) -> Any:
    """Return a consent asked for by mail at NOW, to be answered within a fortnight."""
    filled = {
        "kind": DispatchKind.CASE_PERSON,
        "text": text_of(case.program),
        "sent_at": NOW,
        "deadline": NOW + timedelta(days=14),
        **values,
    }
    return ConsentRequest.objects.create(
        case=case, client=None if member else case.client, family_member=member, **filled
    )


def agreement_request(
    assignment: Assignment, member: FamilyMember | None = None, **values: Any
) -> AgreementRequest:
    """Return an agreement to the plan asked for by mail at NOW, to be answered within a week."""
    case = assignment.request.case
    filled = {
        "plan_hash": plan_hash(assignment.plan),
        "sent_at": NOW,
        "deadline": NOW + timedelta(days=7),
        "client": case.client if case and member is None else None,
        "family_member": member,
        **values,
    }
    row: AgreementRequest = AgreementRequest.objects.create(assignment=assignment, **filled)
    return row


def pair(request: DispatchRequest, first: Assignment) -> Pair:
    """Return an active pair: the assignment, and one of another supporter for the same case."""
    second = assignment(request, make_supporters.supporter(request.program))
    row: Pair = Pair.objects.create(
        case=request.case, first=first, second=second, begun_on=date(2026, 10, 1)
    )
    return row
