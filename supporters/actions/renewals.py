"""Renew a registration: a new term, in time or after a lapse (rules D1, D2)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.decisions import (
    become_supporter,
    begin_state,
    take_registration_number,
    write_term,
)
from supporters.actions.issues import issue_papers
from supporters.actions.moves import locked_registration, move_registration, tell_standing
from supporters.actions.renewal_requests import settle_by_renewal
from supporters.actions.telling import tell_of_term
from supporters.enums import NumberOnRenewal, RegistrationState
from supporters.models import Registration, RegistrationTerm, SupporterSettings
from supporters.queries.consents import has_required_consents
from supporters.rules.registrations import why_cannot_renew_now, why_day_is_refused
from supporters.rules.terms import PlannedTerm, next_term, why_cannot_renew


@action("supporters.registration.renewed")
def renew_registration(
    registration: Registration, *, decided_on: date, actor: Actor, now: datetime
) -> RegistrationTerm:
    """Write the next term and issue its papers, under the same or a new number by setting.

    Refuses while the consents of the current wordings are missing, before the renewal opens, and
    for whoever is suspended or gone. Closes the supporter's 更新の申出. Locks settings and
    registration.
    """
    settings = SupporterSettings.objects.select_for_update(of=("self",)).get(
        program=registration.program_id
    )
    registration = locked_registration(registration)
    planned = _plan(registration, settings, decided_on, on_day(now))
    settle_by_renewal(registration, actor=actor, now=now)
    if settings.number_on_renewal == NumberOnRenewal.NEW:
        registration = _replace(registration, settings, planned, actor=actor, now=now)
    term = write_term(registration, planned, decided_on, actor)
    issue_papers(term, actor=actor, now=now)
    tell_standing(registration, actor=actor, now=now)
    tell_of_term(term, actor=actor, now=now)
    notices.tell_renewed(registration, term, actor=actor, now=now)
    return term


def _plan(
    registration: Registration, settings: SupporterSettings, decided_on: date, today: date
) -> PlannedTerm:
    if refusal := why_cannot_renew_now(registration, settings):
        raise Refused(refusal)
    last = registration.terms.order_by("-valid_from").first()
    if last is None:
        raise Refused("no_term", "登録期間の記録がありません。先に登録期間を入力してください。")
    refusal = why_day_is_refused(
        decided_on, not_before=None, on=today, what="決定日"
    ) or why_cannot_renew(
        settings.term_policy, last.period, decided_on, opens_days=settings.renewal_opens_days
    )
    if refusal:
        raise Refused(refusal)
    if not has_required_consents(registration.person_id, registration.program_id, decided_on):
        raise Refused(
            "consent_missing", "いまの同意書への同意がありません。先に同意を記録してください。"
        )
    return next_term(settings.term_policy, last.period, decided_on)


def _replace(
    registration: Registration,
    settings: SupporterSettings,
    planned: PlannedTerm,
    *,
    actor: Actor,
    now: datetime,
) -> Registration:
    """Close the registration under its old number and open one under a new number.

    A term that has not ended moves along, so that the supporter stays valid until the new one
    begins; the old registration keeps its number, which is never used again.
    """
    today = on_day(now)
    old = move_registration(
        registration, RegistrationState.REPLACED, on=today, actor=actor, now=now
    )
    number = take_registration_number(settings, planned.valid_from)
    new: Registration = Registration.objects.create(
        program_id=old.program_id, person_id=old.person_id, replaces=old,
        number_text=number.text, number_value=number.value,
        registered_on=today, state_since=today, note=old.note,
    )  # fmt: skip
    old.terms.filter(valid_through__gte=today).update(registration=new)
    begin_state(new, now=now)
    become_supporter(new, None, actor=actor, now=now)
    return new
