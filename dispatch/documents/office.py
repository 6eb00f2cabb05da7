"""Who prints: the facts of the office that every paper of dispatch needs, already loaded."""

from dataclasses import dataclass
from datetime import date, datetime

from dispatch.models import DispatchSettings
from dispatch.queries.standing import settings_of
from foundation.organizations.models import Organization
from foundation.organizations.queries import issuers_on
from foundation.text import format_phone
from foundation.wareki import EraStyle, format_date


@dataclass(frozen=True)
class Office:
    """Organization, head and settings of one programme on the day of printing."""

    organization: Organization
    settings: DispatchSettings
    head_title: str
    head_name: str
    now: datetime

    def day(self, day: date | None, *, weekday: bool = False) -> str:
        """Return a date in the organization's style; empty for None."""
        style = EraStyle(self.organization.era_style)
        return format_date(day, style, weekday=weekday) if day else ""

    @property
    def letter_contact(self) -> tuple[str, ...]:
        """Return the contact of a letter."""
        here = self.organization
        return (f"{here.name}{here.section_name}", f"電話　{format_phone(here.phone)}")

    @property
    def contact(self) -> tuple[str, ...]:
        """Return the lines of the お問い合わせ先."""
        here = self.organization
        fax = f"（ＦＡＸ）{format_phone(here.fax)}" if here.fax else ""
        return (
            f"{here.name}{here.section_name}",
            "担当者：",
            f"連絡先：（ＴＥＬ）{format_phone(here.phone)}{fax}",
        )


def office_for(program_id: int, organization: Organization, *, on: date, now: datetime) -> Office:
    """Load the office of a programme. Two queries."""
    issuers = issuers_on(on)
    head = issuers[0] if issuers else None
    return Office(
        organization,
        settings_of(program_id),
        head.title if head else organization.name,
        head.name if head else "",
        now,
    )
