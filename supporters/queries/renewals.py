"""Whether somebody may ask for renewal now, what it would bring, and who answered (rule D2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from supporters.enums import ConsentKind, RenewalState
from supporters.models import (
    Consent,
    ConsentText,
    Registration,
    RegistrationTerm,
    RenewalRequest,
    SupporterSettings,
)
from supporters.models.renewal import SETTLED
from supporters.rules.registrations import why_cannot_renew_now
from supporters.rules.terms import PlannedTerm, next_term, why_cannot_renew


@dataclass(frozen=True)
class RenewalView:
    """What the own page says about the next term; `texts` need a consent beside the wish."""

    term: RegistrationTerm
    may_ask: bool
    is_over: bool
    opens_on: date | None
    planned: PlannedTerm | None
    request: RenewalRequest | None
    texts: list[ConsentText]

    @property
    def is_offered(self) -> bool:
        """Return whether the page shows the form: it may be asked, and no answer stands."""
        return self.may_ask and (self.request is None or self.request.state in SETTLED)


def renewal_view(
    registration: Registration | None,
    last: RegistrationTerm | None,
    asked: Iterable[ConsentText],
    on: date,
) -> RenewalView | None:
    """Return the view, or None where nothing can be renewed. Three queries.

    `last` is the last term, `asked` the newest wordings in use.
    """
    if registration is None or last is None or last.valid_through is None:
        return None
    settings = SupporterSettings.objects.filter(program=registration.program_id).first()
    if settings is None or why_cannot_renew_now(registration, settings):
        return None
    opens_days, policy = settings.renewal_opens_days, settings.term_policy
    refusal = why_cannot_renew(policy, last.period, on, opens_days=opens_days)
    if refusal and refusal.code == "term_without_end":
        return None
    return RenewalView(
        term=last,
        may_ask=refusal is None,
        is_over=last.valid_through < on,
        opens_on=last.valid_through - timedelta(days=opens_days) if refusal else None,
        planned=None if refusal else next_term(policy, last.period, on),
        request=registration.renewal_requests.exclude(state=RenewalState.RETRACTED)
        .filter(term=last)
        .first(),
        texts=texts_for_renewal(registration.person_id, asked, on),
    )


def texts_for_renewal(person_id: int, asked: Iterable[ConsentText], on: date) -> list[ConsentText]:
    """Return the wordings a renewal needs a new consent to: none in force, or asked again (C4).

    One query; a wording that is not required never holds a renewal up, 資料5 always does.
    """
    needed = [text for text in asked if text.is_required or text.kind == ConsentKind.ACTIVITY]
    given = set(
        Consent.objects.in_force_on(on)
        .filter(person=person_id, text__program__in=[text.program_id for text in needed])
        .values_list("text_id", "text__kind")
    )
    kinds, ids = {kind for _, kind in given}, {pk for pk, _ in given}
    return [
        text
        for text in needed
        if text.kind not in kinds or (text.reconsent_required and text.pk not in ids)
    ]


def answers_of(terms: Iterable[RegistrationTerm]) -> dict[int, RenewalRequest]:
    """Return the standing answer to each term, by its registration. One query."""
    rows = RenewalRequest.objects.standing().filter(
        registration__in=[term.registration_id for term in terms]
    )
    return {row.registration_id: row for row in rows}
