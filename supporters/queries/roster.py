"""The 登録名簿: one row per registration, in the order of the numbers (要綱 第8条)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from foundation.people.models import Sex
from supporters.enums import LIVE_REGISTRATIONS, RegistrationState
from supporters.models import Registration, RegistrationTerm

STATE_WORDS = {state.value: str(state.label) for state in RegistrationState}
SEX_WORDS = {sex.value: str(sex.label) for sex in Sex}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What the roster says of one registration."""

    registration_id: int
    number: str
    valid_from: date | None
    valid_through: date | None
    name: str
    kana: str
    sex: str
    birth_date: date | None
    postcode: str
    address: str
    phone: str
    mobile: str
    email: str
    state: str
    state_since: date
    note: str

    @property
    def sex_word(self) -> str:
        """Return the sex as a word, empty where not asked."""
        return SEX_WORDS.get(self.sex, "")

    @property
    def state_word(self) -> str:
        """Return the state as a word."""
        return STATE_WORDS.get(self.state, self.state)


@dataclass(frozen=True)
class RosterChoice:
    """Which registrations stand on the roster: as of which day, whether those that ended too."""

    on: date
    with_ended: bool = False
    with_expired: bool = False


def roster_registrations(program_id: int, choice: RosterChoice) -> QuerySet[Registration]:
    """Return the registrations of a roster in the order of their numbers. One query."""
    terms = RegistrationTerm.objects.filter(
        registration=OuterRef("pk"), valid_from__lte=choice.on
    ).order_by("-valid_from")
    rows: QuerySet[Registration] = Registration.objects.filter(
        program=program_id, registered_on__lte=choice.on
    ).annotate(
        term_from=Subquery(terms.values("valid_from")[:1]),
        term_through=Subquery(terms.values("valid_through")[:1]),
    )
    if not choice.with_ended:
        rows = rows.filter(state__in=LIVE_REGISTRATIONS)
    if not choice.with_expired:
        current = Q(term_from__isnull=False) & (
            Q(term_through__isnull=True) | Q(term_through__gte=choice.on)
        )
        rows = rows.filter(current | ~Q(state__in=LIVE_REGISTRATIONS))
    return rows.order_by(F("number_value").asc(nulls_last=True), "number_text")


def roster_rows(program_id: int, choice: RosterChoice) -> Iterator[RosterRow]:
    """Yield the rows of a roster. One query."""
    columns = (
        "pk", "number_text", "term_from", "term_through", "person__name", "person__kana",
        "person__sex", "person__birth_date", "person__postcode", "person__address",
        "person__phone", "person__mobile", "person__email", "state", "state_since", "note",
    )  # fmt: skip
    for values in roster_registrations(program_id, choice).values_list(*columns):
        yield RosterRow(*values)
