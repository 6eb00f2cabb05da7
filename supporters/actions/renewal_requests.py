"""A supporter answers whether to go on after the term; the office decides (rule D2, 要綱 9条)."""

from collections.abc import Iterable
from datetime import date, datetime

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.consents import give_consent
from supporters.actions.moves import locked_registration
from supporters.enums import RenewalState, RenewalWish
from supporters.facts import ConsentFacts, PaperTrail
from supporters.models import (
    ConsentText,
    Registration,
    RegistrationTerm,
    RenewalRequest,
    SupporterSettings,
)
from supporters.rules.registrations import why_cannot_renew_now, why_day_is_refused
from supporters.rules.terms import why_cannot_renew
from supporters.states import RENEWAL_MOVES

RENEWAL_TASK = "supporters.decide_renewal"


@action("supporters.renewal.requested")
def request_renewal(
    registration: Registration,
    wish: RenewalWish,
    *,
    paper: PaperTrail,
    consents: Iterable[tuple[ConsentText, ConsentFacts]] = (),
    actor: Actor,
    now: datetime,
) -> RenewalRequest:
    """Take the answer of a supporter, with the consents given beside it; nothing is renewed yet.

    Refuses what could not be renewed on the day it came, a second wish to renew while one waits,
    and every consent that does not count. An earlier "let it end" gives way to a new answer.
    Locks the registration.
    """
    registration = locked_registration(registration)
    received_on = paper.received_on or on_day(now)
    if refusal := why_day_is_refused(received_on, not_before=None, on=on_day(now), what="届出日"):
        raise Refused(refusal)
    term = _ending_term(registration, wish, received_on)
    _make_room(registration, actor=actor, now=now)
    for text, facts in consents:
        give_consent(text, facts, person=registration.person, actor=actor, now=now)
    state = RenewalState.RECEIVED if wish == RenewalWish.RENEW else RenewalState.ENDING
    request: RenewalRequest = RenewalRequest.objects.create(
        registration=registration, term=term, wish=wish, channel=paper.channel,
        received_on=received_on, note=paper.note, state=state,
    )  # fmt: skip
    if state == RenewalState.RECEIVED:
        title = f"登録番号 {registration.number_text} の更新の申出を決定する"
        create_task(NewTask(RENEWAL_TASK, title, on_day(now)), target=request, actor=actor, now=now)
    return request


def _ending_term(registration: Registration, wish: RenewalWish, day: date) -> RegistrationTerm:
    """Return the term that ends, or refuse as `renew_registration` would on that day."""
    settings = SupporterSettings.objects.get(program=registration.program_id)
    term = registration.terms.order_by("-valid_from").first()
    if term is None:
        raise Refused("no_term", "登録期間の記録がありません。担当課へお問い合わせください。")
    refusal = why_cannot_renew_now(registration, settings) or why_cannot_renew(
        settings.term_policy, term.period, day, opens_days=settings.renewal_opens_days
    )
    if refusal:
        raise Refused(refusal)
    return term


def _make_room(registration: Registration, *, actor: Actor, now: datetime) -> None:
    standing = registration.renewal_requests.standing().first()
    if standing is None:
        return
    if standing.state == RenewalState.RECEIVED:
        raise Refused("renewal_waits", "更新の申出は、すでに受け付けています。")
    _settle(standing, RenewalState.RETRACTED, "新しい申出による", actor=actor, now=now)


@action("supporters.renewal.declined")
def decline_renewal(
    request: RenewalRequest, *, reason: str, actor: Actor, now: datetime
) -> RenewalRequest:
    """Decide not to renew, with the reason, and tell the supporter. The term runs to its end."""
    if not reason.strip():
        raise Refused("reason_missing", "更新しない理由を入力してください。")
    request = _locked(request)
    request.settled_reason = reason
    _settle(request, RenewalState.DECLINED, "更新しないと決定", actor=actor, now=now)
    notices.tell_renewal_declined(request, actor=actor, now=now)
    return request


@action("supporters.renewal.retracted")
def retract_renewal(request: RenewalRequest, *, actor: Actor, now: datetime) -> RenewalRequest:
    """Take an answer back that was not decided about."""
    request = _locked(request)
    _settle(request, RenewalState.RETRACTED, "本人が取り下げ", actor=actor, now=now)
    return request


def settle_by_renewal(registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Close what the supporter answered, because the office has renewed."""
    for request in registration.renewal_requests.standing():
        asked = request.state == RenewalState.RECEIVED
        to = RenewalState.RENEWED if asked else RenewalState.RETRACTED
        _settle(request, to, "更新済み", actor=actor, now=now)


def close_answers(registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Close what waits about the next term of a registration that ended by decision."""
    for request in registration.renewal_requests.standing():
        to = RenewalState.RETRACTED
        if request.state == RenewalState.RECEIVED:
            to, request.settled_reason = RenewalState.DECLINED, "登録が終わったため"
        _settle(request, to, "登録が終わったため", actor=actor, now=now)


def _settle(
    request: RenewalRequest, to: RenewalState, outcome: str, *, actor: Actor, now: datetime
) -> None:
    RENEWAL_MOVES.require(request.state, to)
    request.state = to
    request.settled_on = on_day(now)
    request.save(update_fields=["state", "settled_on", "settled_reason"])
    close_tasks_about(request, RENEWAL_TASK, outcome=outcome, actor=actor, now=now)


def _locked(request: RenewalRequest) -> RenewalRequest:
    locked_registration(request.registration)
    row: RenewalRequest = (
        RenewalRequest.objects.select_for_update(of=("self",))
        .select_related("registration__person", "registration__program", "term")
        .get(pk=request.pk)
    )
    return row
