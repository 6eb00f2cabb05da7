"""What somebody tells when they apply, as it travels from a form to the record."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trainings.enums import Channel, SeatKind


@dataclass(frozen=True)
class Applicant:
    """One person as typed (rule B10); category and age band go to a table of their own (B14)."""

    name: str
    kana: str = ""
    birth_date: date | None = None
    place: str = ""
    place_kind: str = ""
    affiliation: str = ""
    phone: str = ""
    email: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    category: str = ""
    age_band: str = ""
    over_capacity_reason: str = ""


@dataclass(frozen=True)
class ApplyingAct:
    """One act of applying: how, when, by whom, and the key that makes a repetition harmless."""

    channel: str = Channel.WEB
    received_at: datetime | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_postcode: str = ""
    contact_address: str = ""
    token: str = ""
    source: str = ""
    heard_from: str = ""
    may_split: bool = False
    note: str = ""
    seat: str = SeatKind.ROOM
