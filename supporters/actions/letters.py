"""Issue letters with 文書番号 from the series of organization and fiscal year (rule D9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.documents.actions.letters import letter_number
from foundation.documents.actions.printing import mark_printed, queue_print
from foundation.documents.models import Medium, PrintItem, PrintState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.queries import issuers_on
from foundation.refusals import Refused
from supporters.actions.moves import locked_registration
from supporters.documents.context import office_for
from supporters.documents.letters import LAYOUT_VERSION, letter_snapshot
from supporters.enums import LetterKind
from supporters.models import (
    Registration,
    RegistrationTerm,
    SupporterLetter,
    SupporterSettings,
)
from supporters.rules.letters import why_letter_is_refused

LETTER = "supporters.letter"


@dataclass(frozen=True)
class LetterFacts:
    """Which letter, 施行日, and the 文書番号 typed by hand; empty: the next one is assigned."""

    kind: LetterKind
    issued_on: date
    number_text: str = ""


@action("supporters.letter.issued")
def issue_letter(
    registration: Registration, facts: LetterFacts, *, actor: Actor, now: datetime
) -> SupporterLetter:
    """Issue a letter about a registration and put it into the print queue.

    Refuses one that the registration's state does not bear, a 施行日 before the decision, and a
    number that was used. Locks the registration, then the series. The PDF is drawn when it is
    first opened or printed.
    """
    registration = locked_registration(registration)
    settings = SupporterSettings.objects.get(program=registration.program_id)
    term = registration.terms.order_by("-valid_from").first()
    if refusal := why_letter_is_refused(facts.kind, registration, term, issued_on=facts.issued_on):
        raise Refused(refusal)
    number = letter_number(facts.number_text, settings.letter_pattern, facts.issued_on)
    bound = term if facts.kind != LetterKind.REVOCATION else None
    same = SupporterLetter.objects.filter(registration=registration, kind=facts.kind, term=bound)
    letter: SupporterLetter = SupporterLetter.objects.create(
        registration=registration,
        term=bound,
        kind=facts.kind,
        issue_index=same.count() + 1,
        number_text=number,
        issued_on=facts.issued_on,
        medium=Medium.PAPER,
        layout_version=LAYOUT_VERSION,
        snapshot=letter_snapshot(
            facts.kind, registration, term,
            office=office_for(settings, on=facts.issued_on, now=now),
            issuers=issuers_on(facts.issued_on), issued_on=facts.issued_on, number=number,
        ),
    )  # fmt: skip
    queue_print(LETTER, letter, title=f"{letter.get_kind_display()} {number}", actor=actor)
    return letter


def issue_if_wanted(
    registration: Registration, kind: LetterKind, *, actor: Actor, now: datetime
) -> SupporterLetter | None:
    """Issue a letter dated today where the settings name its kind; None where they do not."""
    settings = SupporterSettings.objects.get(program=registration.program_id)
    if kind not in settings.letters:
        return None
    return issue_letter(registration, LetterFacts(kind, on_day(now)), actor=actor, now=now)


def letter_of_term(term: RegistrationTerm, kind: LetterKind) -> SupporterLetter | None:
    """Return the last letter of a kind about a term. One query."""
    found: SupporterLetter | None = (
        SupporterLetter.objects.filter(term=term, kind=kind).order_by("-issue_index").first()
    )
    return found


@action("supporters.letter.printed")
def record_letters_printed(
    letters: Sequence[SupporterLetter], *, actor: Actor, now: datetime
) -> int:
    """Record that letters left the printer, here and in the print queue; returns how many."""
    ids = [letter.pk for letter in letters]
    waiting = PrintItem.objects.filter(
        target_kind=SupporterLetter._meta.label, target_id__in=ids, state=PrintState.WAITING
    )
    mark_printed(list(waiting), actor=actor, now=now)
    return SupporterLetter.objects.filter(pk__in=ids, printed_at__isnull=True).update(
        printed_at=now
    )
