"""A case that two supporters visit: exception, pair, card, veto, a family asked on the web."""

from typing import Any

from demo.cases import (
    CONFIRMED,
    PERSON,
    accepted,
    begun,
    consented,
    coordinator_of,
    opened_case,
    submitted,
    with_mother,
)
from demo.courses import Desk
from demo.days import at
from dispatch.actions.cards import issue_card
from dispatch.actions.consent_requests import ConsentAsk, ask_for_consent
from dispatch.actions.pairs import form_pair, plan_pair_visits
from dispatch.actions.requests import approve_request, receive_request
from dispatch.actions.vetoes import record_veto
from dispatch.cases.actions.cases import record_family_member
from dispatch.cases.actions.consents import decide_family_exception
from dispatch.cases.enums import DispatchKind, FamilyExceptionReason, Relation
from dispatch.cases.facts import ContactFacts, FamilyFacts
from dispatch.cases.models import Case, SupportConsentText
from dispatch.enums import RequestChannel, RequestedBy, VetoWish
from dispatch.facts import RequestFacts, VetoFacts
from dispatch.models import Assignment, DispatchRequest, DispatchSettings
from dispatch.rules.visits import Slot
from supporters.models import Supporter

BEGAN = -40
MOTHER = FamilyFacts(
    relation=Relation.PARENT,
    contact=ContactFacts(name="ふたば 母", phone="09000009012", email="futaba@example.jp"),
    is_main_contact=True,
)


def paired_case(desk: Desk, pair: tuple[Supporter, Supporter], apart: Supporter) -> None:
    """Make the case; `apart` is the supporter who is kept away from it."""
    DispatchSettings.objects.filter(program=desk.program).update(uses_assignment_card=True)
    case = _decided(desk)
    request = _request_for_two(desk, case)
    first, second = (
        begun(desk, accepted(desk, request, one, BEGAN - 8 + n), BEGAN)
        for n, one in enumerate(pair)
    )
    _visits_of_both(desk, first, second)
    doer: dict[str, Any] = {
        "actor": coordinator_of(desk), "now": desk.days.moment(BEGAN + 1, 10),
    }  # fmt: skip
    issue_card(first, issued_on=desk.days.day(BEGAN), **doer)
    record_veto(case, apart, VetoFacts(VetoWish.CLIENT, "近所で顔を合わせることがあるため"), **doer)


def _decided(desk: Desk) -> Case:
    """Open a case in which the family is not asked, by decision; it is asked for itself later."""
    case = opened_case(desk, BEGAN - 30, "ふたば ひかり", "ふたば ひかり")
    mother = with_mother(desk, case, BEGAN - 30)
    record_family_member(
        mother, MOTHER, actor=coordinator_of(desk), now=desk.days.moment(BEGAN - 30, 12)
    )
    consented(desk, case, BEGAN - 28)
    decide_family_exception(
        case, FamilyExceptionReason.NOT_ASKED, reason="本人が、自分で決めたいと望んだため",
        actor=desk.team.actor("shounin"), now=desk.days.moment(BEGAN - 27, 10),
    )  # fmt: skip
    mother.refresh_from_db()
    text = SupportConsentText.objects.filter(program=desk.program).latest("version")
    ask = ConsentAsk(text, DispatchKind.CASE_FAMILY, family_member=mother, days=14)
    ask_for_consent(case, ask, actor=coordinator_of(desk), now=desk.days.moment(-3, 10))
    return case


def _request_for_two(desk: Desk, case: Case) -> DispatchRequest:
    now = desk.days.moment(BEGAN - 20, 13)
    facts = RequestFacts(
        kind=PERSON, requested_by=RequestedBy.PERSON, channel=RequestChannel.COUNTER,
        received_at=now, purpose="2人で来てもらえると、安心して話せる。", place_area="つつじが丘",
        wished_times="土曜日の午前", supporters_wanted=2,
    )  # fmt: skip
    request = receive_request(desk.program, facts, case=case, actor=coordinator_of(desk), now=now)
    decided = desk.days.moment(BEGAN - 16, 10)
    return approve_request(request, CONFIRMED, actor=desk.team.actor("shounin"), now=decided)


def _visits_of_both(desk: Desk, first: Assignment, second: Assignment) -> None:
    """Two common visits: one held and reported in both names, one to come."""
    actor, now = coordinator_of(desk), desk.days.moment(BEGAN, 15)
    pair = form_pair(first, second, begun_on=desk.days.day(BEGAN), actor=actor, now=now)
    slots = [
        Slot(at(desk.days.day(offset), 10), at(desk.days.day(offset), 11, 30), "ふたば公民館")
        for offset in (-26, 9)
    ]
    visits = plan_pair_visits(pair, slots, actor=actor, now=now)
    submitted(min(visits, key=lambda one: one.starts_at), "3人で、公民館の囲碁の会をのぞいた。",
              is_joint=True)  # fmt: skip
