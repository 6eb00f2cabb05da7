"""Whether a supporter may be asked for a day; the twin in SQL is `Supporter.dispatchable_on`."""

from datetime import date

from foundation.period import Period
from foundation.refusals import Refusal
from supporters.enums import (
    ConsentKind,
    FollowUpLapse,
    ReceivedState,
    RegistrationState,
    WithdrawalState,
)
from supporters.models import (
    Consent,
    ConsentText,
    ReceivedUpdate,
    Registration,
    Supporter,
    SupporterSettings,
)
from supporters.rules.consents import in_force
from supporters.rules.standing import StandingFacts, why_not_dispatchable_from


def why_not_dispatchable(supporter: Supporter, day: date) -> Refusal | None:
    """Return why `supporter` may not be asked for `day`, or None. At most nine queries."""
    return why_not_dispatchable_from(standing_facts(supporter, day), day)


def standing_facts(supporter: Supporter, day: date) -> StandingFacts:
    """Load what the decision looks at."""
    registration, entry = supporter.registration, supporter.received_entry
    settings = SupporterSettings.objects.filter(program=supporter.program_id).first()
    terms: tuple[Period, ...] = ()
    if registration is not None:
        terms = tuple(term.period for term in registration.terms.all())
    elif entry is not None:
        terms = (Period(entry.valid_from, entry.valid_through),)
    return StandingFacts(
        stop_use=supporter.person.stop_use,
        purged=supporter.person.is_purged,
        registration_state=RegistrationState(registration.state) if registration else None,
        terms=terms,
        received_state=ReceivedState(entry.state) if entry else None,
        stopped_there=entry is not None and entry.stopped != "",
        stop_told=entry is not None
        and ReceivedUpdate.objects.stopping().filter(entry=entry).exists(),
        consent_in_force=has_consent(supporter.person_id, supporter.program_id, day),
        withdrawal_waits=registration is not None
        and registration.withdrawals.filter(state=WithdrawalState.RECEIVED).exists(),
        follow_up_overdue=supporter.follow_ups.filter(
            done_on__isnull=True, due_on__lt=day
        ).exists(),
        follow_up_strict=settings is not None
        and settings.follow_up_lapse == FollowUpLapse.NO_NEW_DISPATCH,
    )


def has_consent(
    person_id: int | None, program_id: int, day: date, kind: ConsentKind = ConsentKind.ACTIVITY
) -> bool:
    """Return whether the person's consent of that kind counts on the day. Two queries."""
    consents = Consent.objects.filter(
        person=person_id, text__program=program_id, text__kind=kind
    ).select_related("text")
    texts = list(ConsentText.objects.filter(program=program_id, kind=kind))
    return any(in_force(consent, texts, day) for consent in consents)


def state_in_words(supporter: Supporter, day: date) -> str:
    """Return how a list names the standing; an active one without a term on the day is 期間満了.

    No query where registration, its terms and the received entry are loaded.
    """
    entry, registration = supporter.received_entry, supporter.registration
    if entry is not None:
        return str(entry.get_state_display())
    return registration_in_words(registration, day) if registration is not None else ""


def registration_in_words(registration: Registration, day: date) -> str:
    """Return the state of a registration on a day in words. No query where terms are loaded."""
    running = registration.state in (RegistrationState.ACTIVE, RegistrationState.ON_LEAVE)
    terms = list(registration.terms.all())
    if running and not any(term.period.contains(day) for term in terms):
        ahead = bool(terms) and all(term.valid_from > day for term in terms)
        return "期間の前" if ahead else "期間満了"
    return str(registration.get_state_display())
