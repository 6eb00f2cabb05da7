"""What is written beside the reports, as it travels between a form and an action."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from dispatch.enums_records import ClientPart, Counterpart, NoteKind, NoteMedium


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
