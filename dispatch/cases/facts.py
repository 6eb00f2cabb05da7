"""What staff and families write about a case, as it travels between a form and an action."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from dispatch.cases.enums import DispatchKind, Relation, SupportConsentChannel


@dataclass(frozen=True)
class ContactFacts:
    """How somebody of a case is called and reached; everything may stay empty."""

    name: str = ""
    kana: str = ""
    birth_date: date | None = None
    sex: str = ""
    postcode: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    contact_note: str = ""

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of Contactable."""
        return asdict(self)


@dataclass(frozen=True)
class FamilyFacts:
    """One member of the family."""

    relation: Relation
    contact: ContactFacts
    is_guardian: bool = False
    is_main_contact: bool = False

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of FamilyMember."""
        return {
            **self.contact.as_columns(),
            "relation": self.relation,
            "is_guardian": self.is_guardian,
            "is_main_contact": self.is_main_contact,
        }


@dataclass(frozen=True)
class FileFacts:
    """What was told in confidence (class C)."""

    consultation: str = ""
    life_history: str = ""
    medical_history: str = ""
    wishes: str = ""
    aims: str = ""

    def as_columns(self) -> dict[str, str]:
        """Return the columns of CaseFile."""
        return asdict(self)


@dataclass(frozen=True)
class SupportConsentFacts:
    """How a support consent was given (rule C3); `scope` maps an item to its recipients."""

    kind: DispatchKind
    given_on: date
    channel: SupportConsentChannel
    scope: dict[str, list[str]] = field(default_factory=dict)
    as_guardian: bool = False
    original_place: str = ""
    scan: str = ""  # path in the storage (foundation.documents.scans)
    signed_name: str = ""
    witness: str = ""
    shown_hash: str = ""  # of the wording as the signer saw it on the web
