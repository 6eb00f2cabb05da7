"""A request from the public form: a case of its own, an empty team or the intake coordinator."""

from dataclasses import dataclass, field
from datetime import datetime

from dispatch import notices
from dispatch.actions.requests import receive_request
from dispatch.cases.actions.cases import add_family_member, open_case, record_client
from dispatch.cases.enums import DispatchKind, Relation
from dispatch.cases.facts import ContactFacts, FamilyFacts
from dispatch.enums import RequestChannel, RequestedBy
from dispatch.facts import RequestFacts
from dispatch.models import DispatchRequest
from dispatch.queries.standing import settings_of
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.refusals import Refused

WEB_OFFICE = "ウェブの申込み"


@dataclass(frozen=True)
class WebRequest:
    """What somebody wrote on the public form; a family need not name the 本人."""

    kind: DispatchKind
    requested_by: RequestedBy
    purpose: str
    contact: ContactFacts
    relation: Relation = Relation.OTHER
    client: ContactFacts = field(default_factory=ContactFacts)
    place_area: str = ""
    wished_times: str = ""
    supporter_wishes: str = ""


@action("dispatch.request.received")
def receive_web_request(
    program: Program, web: WebRequest, *, token: str, actor: Actor, now: datetime
) -> DispatchRequest:
    """Open a case and take the request; the same form sent twice is one request.

    The intake coordinator of the programme joins the team; without one the case waits to be
    taken. A receipt goes to the mail address, if one was given.
    """
    settings = settings_of(program.pk)
    if not settings.web_requests:
        raise Refused("web_closed", "ウェブでの申込みは受け付けていません。お電話ください。")
    if found := DispatchRequest.objects.filter(token=token).first():
        return found
    case = open_case(
        program, opened_on=on_day(now), coordinator_id=settings.intake_owner_id,
        consulting_office=WEB_OFFICE, actor=actor, now=now,
    )  # fmt: skip
    member = None
    if web.requested_by == RequestedBy.PERSON:
        record_client(case, web.contact, area=web.place_area, actor=actor, now=now)
    else:
        record_client(case, web.client, area=web.place_area, actor=actor, now=now)
        facts = FamilyFacts(web.relation, web.contact, is_main_contact=True)
        member = add_family_member(case, facts, actor=actor, now=now)
    request = receive_request(
        program,
        RequestFacts(
            kind=web.kind,
            requested_by=web.requested_by,
            channel=RequestChannel.WEB,
            received_at=now,
            purpose=web.purpose,
            place_area=web.place_area,
            wished_times=web.wished_times,
            supporter_wishes=web.supporter_wishes,
        ),
        case=case,
        family_member=member if web.kind == DispatchKind.CASE_FAMILY else None,
        token=token,
        actor=actor,
        now=now,
    )
    notices.tell_request_received(request, web.contact, actor=actor, now=now)
    return request
