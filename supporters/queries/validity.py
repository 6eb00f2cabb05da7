"""What a card's code tells anybody: whether it is valid today, nothing more (rule E4)."""

from dataclasses import dataclass
from datetime import date

from foundation.references import clean_reference, token_hash
from foundation.text import mask_name
from supporters.enums import RegistrationState
from supporters.models import RegistrationIssue


@dataclass(frozen=True)
class Validity:
    """The public answer: masked name, number, term and the state in one word."""

    name: str
    number: str
    title: str
    paper: str
    valid_from: date
    valid_through: date | None
    is_valid: bool
    state: str


def validity_of(code: str, on: date) -> Validity | None:
    """Return the answer for a code; None for an unknown one. One query."""
    issue = (
        RegistrationIssue.objects.filter(verify_hash=token_hash(clean_reference(code)))
        .select_related("term__registration__person", "term__registration__program")
        .first()
    )
    if issue is None:
        return None
    term = issue.term
    registration = term.registration
    state = issue_state(issue, on)
    return Validity(
        name=mask_name(registration.person.name),
        number=issue.number_text,
        title=issue.snapshot.get("title", ""),
        paper=issue.snapshot.get("card_word", issue.get_kind_display()),
        valid_from=term.valid_from,
        valid_through=term.valid_through,
        is_valid=state == "有効",
        state=state,
    )


def issue_state(issue: RegistrationIssue, on: date) -> str:
    """Return the state of a paper in one word. No query where term and registration are loaded."""
    term, registration = issue.term, issue.term.registration
    if issue.revoked_at or issue.lost_at or issue.returned_at:
        return "この証は使われていません"
    if registration.state == RegistrationState.ON_LEAVE:
        return "休止中"
    if registration.state != RegistrationState.ACTIVE:
        return "無効"
    if on < term.valid_from:
        return "期間の前"
    return "有効" if term.period.contains(on) else "期間満了"
