"""A supporter moves house: the registration goes to the new town, by the person's consent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.actions.moves import locked_registration
from supporters.actions.provisions import ProvisionFacts, draft_provision
from supporters.enums import ConsentKind
from supporters.models import Registration, RosterProvision, Supporter
from supporters.queries.standing import has_consent
from supporters.rules.provisions import PROVIDABLE
from supporters.rules.registrations import why_day_is_refused

PURPOSE = "転居による登録の引継ぎ"
BASIS = "本人の同意（名簿の提供）"


@dataclass(frozen=True)
class MoveFacts:
    """Where to and since when; exactly one recipient."""

    moved_on: date
    recipient_organization: Any = None
    recipient_municipality: Any = None
    recipient_body: Any = None


@action("supporters.transfer.prepared")
def prepare_transfer(
    registration: Registration, facts: MoveFacts, *, actor: Actor, now: datetime
) -> RosterProvision:
    """Prepare the provision that hands a registration over; approved and provided like any other.

    The registration ends when it is provided; the town there asks the person before it dispatches.
    Refuses without a consent to the provision that reaches the new town and every field, and
    while another transfer waits.
    """
    registration = locked_registration(registration)
    today = on_day(now)
    if not registration.is_live:
        raise Refused("registration_over", "この登録は、すでに終わっています。")
    if refusal := why_day_is_refused(
        facts.moved_on, not_before=registration.registered_on, on=today, what="転居した日"
    ):
        raise Refused(refusal)
    person_id, program_id = registration.person_id, registration.program_id
    if not has_consent(person_id, program_id, today, ConsentKind.PROVISION):
        raise Refused(
            "consent_missing",
            "名簿の提供への同意がありません。先に本人の同意を記録してください。",
        )
    supporter = Supporter.objects.select_related("registration").get(registration=registration)
    waiting = supporter.provision_items.filter(
        provision__moved_on__isnull=False, provision__state__in=["draft", "approved"]
    )
    if waiting.exists():
        raise Refused("transfer_waits", "引継ぎの準備は、すでに始まっています。")
    provision = draft_provision(
        registration.program,
        [supporter],
        ProvisionFacts(
            purpose=PURPOSE, basis=BASIS, fields=tuple(PROVIDABLE), as_of=today,
            method="転居による引継ぎ", **vars(facts),
        ),
        actor=actor,
        now=now,
    )  # fmt: skip
    item = provision.items.get()
    if not item.is_included:
        raise Refused("left_out", f"引き継げません。{item.left_out_reason}")
    return provision
