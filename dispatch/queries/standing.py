"""Standing of supporters and consents of requests, as the rules of dispatch ask for them."""

from dataclasses import replace
from datetime import date

from dispatch.cases.enums import DispatchKind
from dispatch.cases.queries.consents import why_case_consent_is_missing
from dispatch.cases.rules.consents import ConsentNeed
from dispatch.models import Assignment, DispatchRequest, DispatchSettings, Invitation, Veto
from dispatch.rules.access import AccessFacts, why_access_is_closed
from dispatch.rules.invitations import InviteFacts
from dispatch.rules.visits import TermFacts
from foundation.clock import on_day
from foundation.period import Period
from foundation.refusals import Refusal
from supporters.enums import ConsentKind
from supporters.models import Consent, Supporter
from supporters.queries.standing import standing_facts, why_not_dispatchable
from supporters.rules.standing import why_not_dispatchable_from


def settings_of(program_id: int) -> DispatchSettings:
    """Return the programme's settings; the defaults where none are stored. One query."""
    found: DispatchSettings | None = DispatchSettings.objects.filter(program=program_id).first()
    return found or DispatchSettings(program_id=program_id)


def consent_need(request: DispatchRequest) -> ConsentNeed:
    """Return what the request asks consents for."""
    return ConsentNeed(DispatchKind(request.kind), request.family_member_id)


def why_consent_is_missing(request: DispatchRequest, on: date) -> Refusal | None:
    """Return the consent that does not stand on the day, named; None when all do (C1)."""
    if request.case is None:
        return None
    return why_case_consent_is_missing(request.case, consent_need(request), on)


def invite_facts(request: DispatchRequest, supporter: Supporter, on: date) -> InviteFacts:
    """Load what the decision to ask, or to accept, looks at."""
    open_ones = Invitation.objects.filter(request=request, state__in=["sent", "accepted"])
    return InviteFacts(
        standing=why_not_dispatchable(supporter, on),
        consent=why_consent_is_missing(request, on),
        same_program=supporter.program_id == request.program_id,
        vetoed=request.case_id is not None
        and Veto.objects.filter(
            case=request.case_id, supporter=supporter, ended_on__isnull=True
        ).exists(),
        already_asked=open_ones.filter(supporter=supporter).exists(),
        places_left=request.supporters_wanted - places_taken(request),
    )


def places_taken(request: DispatchRequest) -> int:
    """Return how many supporters work, or prepare to work, for the request. One query."""
    return Assignment.objects.filter(request=request).exclude(state="ended").count()


def why_not_standing(supporter: Supporter, on: date) -> Refusal | None:
    """Return why the supporter may not be planned, the term aside: the days decide that (D4)."""
    facts = standing_facts(supporter, on)
    return why_not_dispatchable_from(replace(facts, terms=(Period(on, on),)), on)


def term_facts(assignment: Assignment) -> TermFacts:
    """Load the supporter's terms and the programme's grace."""
    supporter = assignment.supporter
    facts = standing_facts(supporter, assignment.begun_on or on_day(assignment.invitation.sent_at))
    return TermFacts(
        terms=facts.terms,
        begun_on=assignment.begun_on,
        grace_days=settings_of(supporter.program_id).grace_days,
    )


def access_refusal(supporter: Supporter) -> Refusal | None:
    """Return why the supporter may open nothing now. At most two queries when loaded with
    person, registration and received_entry."""
    registration, entry = supporter.registration, supporter.received_entry
    consents = Consent.objects.filter(
        person=supporter.person_id,
        text__program=supporter.program_id,
        text__kind=ConsentKind.ACTIVITY,
        withdrawn_at__isnull=True,
    )
    return why_access_is_closed(
        AccessFacts(
            stop_use=supporter.person.stop_use,
            purged=supporter.person.is_purged,
            registration_state=registration.state if registration else None,
            received_state=entry.state if entry else None,
            has_standing_consent=registration is None or consents.exists(),
        )
    )
