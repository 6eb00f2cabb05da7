"""What is written beside the reports, as it travels between a form and an action."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from dispatch.enums_records import (
    ClientPart,
    Counterpart,
    Harm,
    IncidentCategory,
    IncidentKind,
    IncidentStep,
    NoteKind,
    NoteMedium,
)


@dataclass(frozen=True)
class NoteFacts:
    """A 報告・連絡・相談 as the office writes it down."""

    kind: NoteKind
    medium: NoteMedium
    counterpart: Counterpart
    happened_at: datetime
    text: str

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of ContactNote."""
        return asdict(self)


@dataclass(frozen=True)
class MeetingFacts:
    """A 支援会議; decisions stay empty as long as it is only planned."""

    held_on: date
    place: str = ""
    people: str = ""
    client_part: ClientPart | str = ""
    wishes: str = ""
    decisions: str = ""
    next_on: date | None = None

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of CaseMeeting."""
        return asdict(self)


@dataclass(frozen=True)
class IncidentFacts:
    """An incident as it was told; `known_at` is now unless the office keys it later."""

    kind: IncidentKind
    category: IncidentCategory
    harm: Harm
    occurred_at: datetime
    account: str
    place: str = ""
    response: str = ""
    known_at: datetime | None = None

    def as_columns(self, now: datetime) -> dict[str, Any]:
        """Return the columns of Incident."""
        return {**asdict(self), "known_at": self.known_at or now}


@dataclass(frozen=True)
class StepFacts:
    """A report about an incident to those above."""

    step: IncidentStep
    reported_at: datetime
    told: str
    text: str
    cause: str = ""
    prevention: str = ""

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of IncidentReport."""
        return asdict(self)


@dataclass(frozen=True)
class CareAnswer:
    """What the supporter said: 1 (not at all) to 5 (very much), and whether to talk."""

    strain: int
    wants_talk: bool = False
