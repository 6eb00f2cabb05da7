"""Who consented to what, and who still has to (rules C4, C6)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from supporters.enums import LIVE_REGISTRATIONS, ConsentKind
from supporters.models import Consent, ConsentText, Supporter
from supporters.queries.standing import has_consent


def current_text(program_id: int, kind: str, on: date) -> ConsentText | None:
    """Return the newest wording that is in use on a day. One query."""
    text: ConsentText | None = (
        ConsentText.objects.filter(program=program_id, kind=kind, published_on__lte=on)
        .select_related("organization")
        .order_by("-version")
        .first()
    )
    return text


def texts_to_ask(program_id: int, on: date) -> list[ConsentText]:
    """Return the wordings an applicant is shown, the required ones first. At most two queries."""
    texts = [current_text(program_id, kind, on) for kind in ConsentKind]
    return sorted((text for text in texts if text), key=lambda text: not text.is_required)


def has_required_consents(person_id: int | None, program_id: int, on: date) -> bool:
    """Return whether every wording the programme requires has a consent in force.

    At least 資料5: a programme without a wording in use registers nobody.
    """
    required = [text for text in texts_to_ask(program_id, on) if text.is_required]
    kinds = {ConsentKind(text.kind) for text in required} | {ConsentKind.ACTIVITY}
    return all(has_consent(person_id, program_id, on, kind) for kind in kinds)


def supporters_without(text: ConsentText) -> QuerySet[Supporter]:
    """Return registered supporters who have not consented to this very wording. One query."""
    given = Consent.objects.standing().filter(text=text, person=OuterRef("person"))
    supporters: QuerySet[Supporter] = (
        Supporter.objects.filter(
            program=text.program_id, registration__state__in=LIVE_REGISTRATIONS
        )
        .filter(~Exists(given))
        .select_related("person", "program", "registration")
    )
    return supporters


@dataclass(frozen=True)
class Campaign:
    """How far the asking again has come."""

    text: ConsentText
    asked: int
    given: int

    @property
    def open(self) -> int:
        """Return how many have not answered."""
        return self.asked - self.given


def campaign(text: ConsentText) -> Campaign:
    """Return the progress of a wording's campaign. Two queries."""
    asked = Supporter.objects.filter(
        program=text.program_id, registration__state__in=LIVE_REGISTRATIONS
    ).count()
    return Campaign(text, asked, asked - supporters_without(text).count())


def waiting_for_consent(on: date) -> QuerySet[Supporter]:
    """Return registered supporters without a consent to the newest wording that asks again.

    One query; the twin for one wording is `supporters_without`.
    """
    newer = ConsentText.objects.filter(
        program=OuterRef("program"), kind=OuterRef("kind"), version__gt=OuterRef("version"),
        published_on__lte=on, reconsent_required=True,
    )  # fmt: skip
    asking = ConsentText.objects.filter(published_on__lte=on, reconsent_required=True).exclude(
        Exists(newer)
    )
    given = Consent.objects.standing().filter(
        text=OuterRef("pk"), person=OuterRef(OuterRef("person"))
    )
    open_texts = asking.filter(~Exists(given), program=OuterRef("program"))
    supporters: QuerySet[Supporter] = Supporter.objects.filter(
        Exists(open_texts), registration__state__in=LIVE_REGISTRATIONS
    )
    return supporters
