"""The whole way of one request through the actions: from the case to the answered report."""

from datetime import date, timedelta
from typing import Any

import pytest

from dispatch.actions.assignments import (
    Side,
    end_assignment,
    record_agreement,
    start_assignment,
    write_plan,
)
from dispatch.actions.invitations import accept_invitation, invite_supporter
from dispatch.actions.reports import answer_report, save_report, submit_report
from dispatch.actions.requests import approve_request, close_request, end_case, receive_request
from dispatch.actions.visits import plan_visits
from dispatch.cases.actions.cases import add_family_member, open_case, record_client
from dispatch.cases.actions.consents import give_support_consent
from dispatch.cases.enums import DispatchKind, Relation, ScopeRecipient, SupportConsentChannel
from dispatch.cases.facts import ContactFacts, FamilyFacts, SupportConsentFacts
from dispatch.cases.queries.consents import facts_told_to
from dispatch.enums import (
    AnswerChannel,
    AssignmentState,
    Policy,
    ReportState,
    RequestChannel,
    RequestedBy,
    VisitState,
)
from dispatch.facts import InvitationFacts, PurposeCheck, ReportFacts, RequestFacts, Submission
from dispatch.queries.standing import consent_need
from dispatch.rules.visits import Slot
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db


def paper(**values) -> SupportConsentFacts:
    filled = {
        "kind": DispatchKind.CASE_PERSON,
        "given_on": date(2026, 9, 30),
        "channel": SupportConsentChannel.PAPER,
        "scope": make.FULL_SCOPE,
        "original_place": "鍵付き書庫B",
        **values,
    }
    return SupportConsentFacts(**filled)


def test_a_request_goes_from_the_case_to_the_answered_report(program, coordinator, supporter, doer):
    case = open_case(
        program, opened_on=date(2026, 9, 1), coordinator_id=coordinator.user_id, **doer
    )
    record_client(case, ContactFacts(name=make.CLIENT_NAME, address="北町9-9"), area="北町", **doer)
    mother = add_family_member(
        case, FamilyFacts(Relation.PARENT, ContactFacts(name="秘野 母")), **doer
    )
    request = receive_request(
        program,
        RequestFacts(
            kind=DispatchKind.CASE_PERSON,
            requested_by=RequestedBy.FAMILY,
            channel=RequestChannel.PHONE,
            received_at=NOW,
            purpose="話し相手がほしい",
        ),
        case=case,
        **doer,
    )
    with pytest.raises(Refused) as unconfirmed:
        approve_request(request, PurposeCheck(effective=True, wished=False), **doer)
    assert unconfirmed.value.code == "not_wished"
    approve_request(request, PurposeCheck(effective=True, wished=True), **doer)
    coarse = InvitationFacts(area="北部", when="土曜日の午後", outline="話し相手")
    with pytest.raises(Refused) as missing:
        invite_supporter(request, supporter, coarse, **doer)
    assert missing.value.code == "client_consent_missing"

    text = make.text_of(program)
    give_support_consent(case, text, paper(), **doer)
    give_support_consent(case, text, paper(), family_member=mother, **doer)
    invitation = invite_supporter(request, supporter, coarse, **doer)
    theirs: dict[str, Any] = {
        "actor": Actor.supporter(supporter.pk),
        "now": NOW + timedelta(hours=1),
    }
    assignment = accept_invitation(invitation, through=AnswerChannel.WEB, **theirs)
    write_plan(assignment, "月2回、一緒に散歩をする", **doer)
    record_agreement(assignment, Side.USER, agreed_on=on_day(NOW), **doer)
    record_agreement(assignment, Side.SUPPORTER, agreed_on=on_day(NOW), **theirs)
    assignment = start_assignment(assignment, begun_on=on_day(NOW), **doer)
    assert assignment.state == AssignmentState.ACTIVE

    slot = Slot(make.VISIT_AT, make.VISIT_AT + timedelta(minutes=90), "北公民館")
    (visit,) = plan_visits(assignment, [slot], **doer)
    told = facts_told_to(case, consent_need(request), ScopeRecipient.SUPPORTER, date(2026, 10, 10))
    assert make.CLIENT_NAME in {fact.value for fact in told}

    after: dict[str, Any] = {"actor": theirs["actor"], "now": make.VISIT_AT + timedelta(hours=3)}
    report = save_report(
        visit,
        ReportFacts(
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            activity_types=("visit",),
            content="公園まで散歩をした",
            policy=Policy.CONTINUE,
            next_on=make.VISIT_AT + timedelta(days=14),
        ),
        **after,
    )
    submit_report(report, Submission(date(2026, 10, 10)), **after)
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE
    later: dict[str, Any] = {"actor": doer["actor"], "now": after["now"] + timedelta(days=1)}
    answer_report(report, text="ゆっくり進めてください。", **later)
    report.refresh_from_db()
    assert report.state == ReportState.ANSWERED

    proposal = assignment.visits.get(state=VisitState.PROPOSED)
    assert proposal.starts_at == make.VISIT_AT + timedelta(days=14)
    end_assignment(assignment, reason="目標を達成した", ended_on=date(2026, 10, 11), **later)
    proposal.refresh_from_db()
    assert proposal.state == VisitState.CANCELLED
    close_request(request, closed_on=date(2026, 10, 11), **later)
    end_case(case, reason="支援の終了", closed_on=date(2026, 10, 11), **later)
