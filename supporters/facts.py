"""The facts of an application and of a consent as they travel between a form and an action."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from foundation.people.facts import PersonFacts
from supporters.enums import ConsentChannel, IntakeChannel

# What a 登録申込書 asks of the person, and what is known of somebody who completed a course.
OF_PERSON = ("kana", "name", "sex", "birth_date", "postcode", "address", "phone", "mobile", "email")


@dataclass(frozen=True)
class WishFacts:
    """What somebody wishes to do, where and when; empty means anything."""

    areas: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    time_bands: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    languages: str = ""
    has_car: bool | None = None
    wish_note: str = ""

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of Wishes."""
        columns = asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in columns.items()
        }


@dataclass(frozen=True)
class ApplicationFacts:
    """What stands on a 登録申込書, as typed (資料4)."""

    person: PersonFacts
    completion_number: str = ""
    motive: str = ""
    qualifications: str = ""
    skills: str = ""
    declared: tuple[str, ...] = ()
    guardian_name: str = ""
    guardian_phone: str = ""
    wishes: WishFacts = field(default_factory=WishFacts)

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of RegistrationApplication."""
        typed = {name: getattr(self.person, name) for name in OF_PERSON}
        return {
            **typed,
            **self.wishes.as_columns(),
            "completion_number": self.completion_number,
            "motive": self.motive,
            "qualifications": self.qualifications,
            "skills": self.skills,
            "declared": list(self.declared),
            "guardian_name": self.guardian_name,
            "guardian_phone": self.guardian_phone,
        }


@dataclass(frozen=True)
class Intake:
    """How and when a paper arrived; `token` makes a second press of the button harmless."""

    channel: IntakeChannel
    received_at: datetime
    token: str
    received_by_id: int | None = None


@dataclass(frozen=True)
class ConsentFacts:
    """How a consent was given (rule C3)."""

    given_on: date
    channel: ConsentChannel
    signed_name: str = ""
    explained_at: datetime | None = None
    explained_by: str = ""
    original_place: str = ""
    scan: str = ""  # path in the storage (foundation.documents.scans)
    guardian_name: str = ""
    scope: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperTrail:
    """How a paper of a supporter reached the office; `received_on` None: today."""

    channel: IntakeChannel
    received_on: date | None = None
    note: str = ""
    place: str = ""  # where the original is kept
