"""Decide an application: number, term, supporter and papers, or a reason (要綱 第7〜9条)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.documents.actions.numbers import IssuedNumber, SeriesSpec, take_numbers
from foundation.documents.models import SeriesPurpose
from foundation.fiscal import fiscal_year
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.applications import (
    correct_person_from,
    locked_application,
    refuse_unless_open,
)
from supporters.actions.follow_ups import plan_follow_up
from supporters.actions.issues import issue_papers
from supporters.actions.letters import issue_if_wanted
from supporters.actions.reviews import missing_for
from supporters.enums import ApplicationState, LetterKind, RegistrationState
from supporters.models import (
    WISH_FIELDS,
    Registration,
    RegistrationApplication,
    RegistrationMove,
    RegistrationTerm,
    Supporter,
    SupporterSettings,
)
from supporters.rules.applications import why_second_person_is_missing
from supporters.rules.registrations import why_day_is_refused
from supporters.rules.terms import PlannedTerm, first_term
from supporters.signals import standing_changed
from supporters.states import APPLICATION_MOVES


@action("supporters.application.approved")
def approve_application(
    application: RegistrationApplication,
    *,
    decided_on: date,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Registration:
    """Register the applicant: number under a lock, first term, supporter, 登録証 and card.

    Refuses while anything of `what_is_missing` is missing, and the proposer where the programme
    asks for two people. The person's record follows the application; the approval is queued as a
    notice and the papers for printing. Locks settings, application and number series.
    """
    settings = SupporterSettings.objects.select_for_update(of=("self",)).get(
        program=application.program_id
    )
    application = locked_application(application)
    refuse_unless_open(application)
    received_on = on_day(application.received_at)
    refusal = why_second_person_is_missing(
        settings, application, actor.user_id
    ) or why_day_is_refused(decided_on, not_before=received_on, on=on_day(now), what="決定日")
    if refusal:
        raise Refused(refusal)
    if missing := missing_for(application, settings, on=decided_on):
        raise Refused(missing[0])
    _settle(application, ApplicationState.APPROVED, decided_on, reason, actor)
    person = correct_person_from(application, actor=actor, now=now)
    number = take_registration_number(settings, decided_on)
    registration: Registration = Registration.objects.create(
        program_id=application.program_id, person=person, application=application,
        number_text=number.text, number_value=number.value,
        registered_on=decided_on, state_since=decided_on,
    )  # fmt: skip
    begin_state(registration, now=now)
    term = write_term(registration, first_term(settings.term_policy, decided_on), decided_on, actor)
    supporter = become_supporter(registration, application, actor=actor, now=now)
    issue_papers(term, actor=actor, now=now)
    plan_follow_up(supporter, settings, after=decided_on, actor=actor, now=now)
    issue_if_wanted(registration, LetterKind.APPROVAL, actor=actor, now=now)
    notices.tell_approved(application, supporter, term, actor=actor, now=now)
    return registration


@action("supporters.application.rejected")
def reject_application(
    application: RegistrationApplication,
    *,
    decided_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> RegistrationApplication:
    """Decide not to register the applicant; the reason is told to them."""
    application = locked_application(application)
    APPLICATION_MOVES.require(application.state, ApplicationState.REJECTED, reason=reason)
    refusal = why_day_is_refused(
        decided_on, not_before=on_day(application.received_at), on=on_day(now), what="決定日"
    )
    if refusal:
        raise Refused(refusal)
    _settle(application, ApplicationState.REJECTED, decided_on, reason, actor)
    notices.tell_rejected(application, actor=actor, now=now)
    return application


def _settle(
    application: RegistrationApplication,
    to: ApplicationState,
    decided_on: date,
    reason: str,
    actor: Actor,
) -> None:
    APPLICATION_MOVES.require(application.state, to)
    application.state = to
    application.decided_on = decided_on
    application.decided_by_id = actor.user_id
    application.decision_reason = reason
    application.save(update_fields=["state", "decided_on", "decided_by", "decision_reason"])


def take_registration_number(settings: SupporterSettings, day: date) -> IssuedNumber:
    """Take the next number of the programme; the row of its series is the lock (rule D1)."""
    year = fiscal_year(day)
    spec = SeriesSpec(
        SeriesPurpose.REGISTRATION, settings.program, year if settings.number_by_year else 0,
        settings.number_pattern, settings.number_starts_at,
    )  # fmt: skip
    return take_numbers(spec, 1, fiscal_year=year)[0]


def begin_state(registration: Registration, *, now: datetime) -> None:
    """Record that the registration began as active."""
    RegistrationMove.objects.create(
        registration=registration, to_state=RegistrationState.ACTIVE,
        moved_on=registration.registered_on, moved_at=now,
    )  # fmt: skip


def write_term(
    registration: Registration, planned: PlannedTerm, decided_on: date, actor: Actor
) -> RegistrationTerm:
    """Write a computed term."""
    term: RegistrationTerm = RegistrationTerm.objects.create(
        registration=registration, kind=planned.kind, valid_from=planned.valid_from,
        valid_through=planned.valid_through, issued_on=planned.issued_on, years=planned.years,
        decided_on=decided_on, decided_by_id=actor.user_id,
    )  # fmt: skip
    return term


def become_supporter(
    registration: Registration,
    application: RegistrationApplication | None,
    *,
    actor: Actor,
    now: datetime,
) -> Supporter:
    """Make the person's Supporter in the programme, or let it rest on this registration now."""
    wishes = {name: getattr(application, name) for name in WISH_FIELDS} if application else {}
    supporter, _ = Supporter.objects.update_or_create(
        program_id=registration.program_id,
        person_id=registration.person_id,
        defaults={"registration": registration, "received_entry": None, **wishes},
    )
    standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)
    return supporter
